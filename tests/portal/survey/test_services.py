"""Answering together, signing off, closing, reopening, publishing."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils.formats import date_format

from comity.core import ComityError
from comity.portal.ledger.queries import entries_told, verify_book
from comity.portal.ports.clock import playing_on, today
from comity.portal.survey.errors import AlreadyAsked, DayIsPast, NotAsked, NotComplete
from comity.portal.survey.models import Response, Stage, Standing, Survey, Words
from comity.portal.survey.queries import (
    answers_of,
    drafts_for,
    published_of,
    response_of,
    status_of,
)
from comity.portal.survey.services import (
    close_survey,
    issue_workbook,
    leave_out,
    move_closing_day,
    remind,
    reopen,
    save_answers,
    settle,
    sign_off,
    start_publishing,
    take_drafts,
    take_workbook,
)
from comity.portal.tenants.errors import UnscopedQuery
from comity.portal.tenants.models import Participation
from comity.survey import load_instrument
from tests.portal.survey.cast import (
    MEMBERS,
    People,
    again,
    answer,
    answer_and_sign,
    open_year,
)
from tests.portal.survey.workbooks import changed

ALDER, COLLEAGUE = "admin.alder-foods", "colleague.alder-foods"


def texts(people: People, survey: Survey, *names: str) -> tuple[str, ...]:
    current = answers_of(people.actor(ALDER).scope, survey).current
    return tuple(current[name].text if name in current else "" for name in names)


def save(people: People, survey: Survey, who: str, seen: int = 0, **said: str) -> tuple[str, ...]:
    saved = save_answers(
        actor=people.actor(who), survey=survey, said=said, seen={name: seen for name in said if seen}
    )
    return saved.disputed


def verbs(people: People) -> list[str]:
    return [one.verb for one in reversed(entries_told(people.actor("ines").scope))]


def test_two_colleagues_in_different_lines_lose_nothing(people: People, survey: Survey) -> None:
    save(people, survey, ALDER, policy="3", audits_done="1,250")
    save(people, survey, COLLEAGUE, oversight="2")

    assert texts(people, survey, "policy", "oversight", "audits_done") == ("3", "2", "1250")


def test_two_colleagues_in_one_line_are_both_shown_and_one_is_chosen(people: People, survey: Survey) -> None:
    save(people, survey, ALDER, policy="3")

    disputed = save(people, survey, COLLEAGUE, policy="2")

    answers = answers_of(people.actor(ALDER).scope, survey)
    assert disputed == ("policy",)
    assert (answers.current["policy"].text, [one.text for one in answers.beside["policy"]]) == ("3", ["2"])
    settle(actor=people.actor(COLLEAGUE), survey=survey, number=answers.beside["policy"][0].number)
    settled = answers_of(people.actor(ALDER).scope, survey)
    assert (settled.current["policy"].text, settled.disputed) == ("2", ())


def test_a_colleague_who_saw_the_answer_may_change_it(people: People, survey: Survey) -> None:
    save(people, survey, ALDER, policy="3")
    seen = answers_of(people.actor(ALDER).scope, survey).current["policy"].number

    assert save(people, survey, COLLEAGUE, seen=seen, policy="2") == ()
    assert texts(people, survey, "policy") == ("2",)


def test_a_page_that_only_lay_open_undoes_nothing(people: People, survey: Survey) -> None:
    save(people, survey, ALDER, policy="3")
    seen = answers_of(people.actor(ALDER).scope, survey).current["policy"].number
    save(people, survey, ALDER, seen=seen, policy="4")

    save(people, survey, ALDER, seen=seen, policy="3", oversight="2")

    assert texts(people, survey, "policy", "oversight") == ("4", "2")


def test_no_word_is_ever_written_over(people: People, survey: Survey) -> None:
    for level in ("1", "2", "3"):
        save(people, survey, ALDER, policy=level)

    words = Words.objects.within(people.actor(ALDER).scope).order_by("number")
    assert [(one.text, one.standing) for one in words] == [
        ("1", Standing.PAST),
        ("2", Standing.PAST),
        ("3", Standing.CURRENT),
    ]


@pytest.mark.parametrize(
    ("line", "text", "code"),
    [
        ("audits_done", "a few", "not-a-number"),
        ("audits_done", "12 kg", "wrong-unit"),
        ("buyers_trained_share", "640 %", "out-of-range"),
        ("policy", "excellent", "unknown-choice"),
        ("no_such_question", "3", "unknown-question"),
    ],
)
def test_what_is_no_answer_is_kept_and_said(
    people: People, survey: Survey, line: str, text: str, code: str
) -> None:
    shares = [
        one.id for one in load_instrument("maturity-2026").questions.values() if one.kind == "percentage"
    ]
    line = shares[0] if line == "buyers_trained_share" else line

    answer(people, survey, "alder-foods", {line: text})

    answers = answers_of(people.actor(ALDER).scope, survey)
    assert answers.current[line].text == text
    assert code in [one.code for one in answers.problems if one.line == line]


def test_open_answers_cannot_be_signed_off(people: People, survey: Survey) -> None:
    save(people, survey, ALDER, policy="3")

    with pytest.raises(NotComplete):
        sign_off(actor=people.actor(ALDER), survey=survey, by="Ada", role="Head")


def test_signing_off_tells_the_duty_and_a_change_takes_it_back(people: People, survey: Survey) -> None:
    answer_and_sign(people, survey, "alder-foods")
    own = Participation.objects.get(programme=people.programme, organisation__slug="alder-foods")

    assert own.surveys == [2026]
    save(people, survey, COLLEAGUE, seen=_number(people, survey, "policy"), policy=_other(people, survey))
    own.refresh_from_db()
    response = response_of(people.actor(ALDER).scope, survey)
    assert own.surveys == []
    assert response is not None
    assert not response.is_signed
    assert verbs(people)[-3:] == ["survey-begun", "survey-signed-off", "survey-amended"]


def _number(people: People, survey: Survey, line: str) -> int:
    return answers_of(people.actor(ALDER).scope, survey).current[line].number


def _other(people: People, survey: Survey) -> str:
    return "1" if texts(people, survey, "policy") != ("1",) else "2"


def test_after_the_close_answers_are_frozen(people: People, survey: Survey) -> None:
    answer(people, survey, "alder-foods", {"policy": "3"})
    close_survey(actor=people.actor("ines"), survey=survey)

    with pytest.raises(ComityError, match="closed"):
        save(people, survey, ALDER, policy="4")
    with pytest.raises(ComityError, match="closed"):
        take_workbook(actor=people.actor(ALDER), survey=survey, filename="x.xlsx", content=b"x")
    assert texts(people, survey, "policy") == ("3",)


def test_one_member_is_reopened_with_a_reason_and_frozen_again_by_signing(
    people: People, survey: Survey
) -> None:
    answer_and_sign(people, survey, "alder-foods")
    close_survey(actor=people.actor("ines"), survey=survey)
    alder = people.actor(ALDER)

    with pytest.raises(ComityError, match="reason"):
        reopen(
            actor=people.actor("ines"), survey=again(survey, people), member=alder.organisation, reason=" "
        )
    reopen(
        actor=people.actor("ines"), survey=again(survey, people), member=alder.organisation, reason="A slip"
    )
    save(people, survey, ALDER, policy=_other(people, survey))
    sign_off(actor=alder, survey=survey, by="Ada", role="Head")

    with pytest.raises(ComityError, match="closed"):
        save(people, survey, ALDER, policy="4")
    with pytest.raises(ComityError, match="closed"):
        save(people, survey, "admin.birch-drinks", policy="4")


def test_a_reminder_goes_to_who_can_answer_and_has_not(
    people: People, survey: Survey, django_capture_on_commit_callbacks: object
) -> None:
    answer_and_sign(people, survey, "birch-drinks")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture
        sent = remind(
            actor=people.actor("ines"), survey=survey, address=lambda slug: f"https://x.example/{slug}"
        )

    to = {one.to[0] for one in mail.outbox}
    assert sent == len(mail.outbox) == 2 * (len(MEMBERS) - 1)
    assert "admin.alder-foods@example.org" in to
    assert not any("birch" in one or "reader" in one for one in to)
    alders = next(str(one.body) for one in mail.outbox if "alder" in one.to[0])
    assert "https://x.example/alder-foods" in alders
    assert f"is open until {date_format(survey.closes_on, 'DATE_FORMAT')}" in alders


def test_a_second_press_on_one_day_reminds_nobody_twice(
    people: People, survey: Survey, django_capture_on_commit_callbacks: object
) -> None:
    def pressed() -> int:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture
            return remind(actor=people.actor("ines"), survey=survey, address=lambda slug: slug)

    everybody = 2 * len(MEMBERS)
    assert (pressed(), pressed(), len(mail.outbox)) == (everybody, 0, everybody)
    told = [one for one in entries_told(people.actor("ines").scope) if one.verb == "survey-reminded"]
    assert len(told) == 1

    answer_and_sign(people, survey, "birch-drinks")
    with playing_on(today() + timedelta(days=1)):
        assert (pressed(), pressed()) == (everybody - 2, 0)


def test_too_few_respondents_are_never_published(people: People, survey: Survey) -> None:
    for member in MEMBERS[:4]:
        answer_and_sign(people, survey, member)
    close_survey(actor=people.actor("ines"), survey=survey)

    with pytest.raises(ComityError, match="at least 5"):
        start_publishing(actor=people.actor("ines"), survey=again(survey, people))
    assert again(survey, people).stage == Stage.CLOSED


def test_who_has_left_is_kept_and_counts_in_no_figure(people: People, survey: Survey) -> None:
    for member in MEMBERS:
        answer_and_sign(people, survey, member)
    alder = people.actor(ALDER)
    leave_out(actor=people.actor("ines"), survey=survey, member=alder.organisation, reason="Sold")
    close_survey(actor=people.actor("ines"), survey=survey)

    start_publishing(actor=people.actor("ines"), survey=again(survey, people))

    published = published_of(again(survey, people))
    assert published is not None
    assert published.results.respondents == len(MEMBERS) - 1
    assert texts(people, survey, "policy") != ("",)
    with pytest.raises(NotAsked):
        save(people, survey, ALDER, policy="4")


def test_what_is_kept_of_figures_names_nobody(people: People, survey: Survey) -> None:
    for member in MEMBERS:
        answer_and_sign(people, survey, member)
    close_survey(actor=people.actor("ines"), survey=survey)

    start_publishing(actor=people.actor("ines"), survey=again(survey, people))

    published = published_of(again(survey, people))
    assert published is not None
    assert all(not figure.answered_by for figure in published.results.figures)


def test_a_year_is_asked_once_and_closes_in_the_future(people: People, survey: Survey) -> None:
    with pytest.raises(AlreadyAsked):
        open_year(people)
    with pytest.raises(DayIsPast):
        open_year(people, 2027, date(2026, 7, 1))
    with pytest.raises(DayIsPast):
        move_closing_day(actor=people.actor("ines"), survey=survey, closes_on=date(2026, 1, 1))


def test_last_years_answers_are_drafts_until_somebody_takes_them_over(people: People, survey: Survey) -> None:
    answer(people, survey, "alder-foods")
    next_year = open_year(people, 2027)
    alder = people.actor(ALDER)

    offered = drafts_for(alder.scope, next_year, load_instrument("maturity-2027"))
    assert offered["policy"].source == "last year"
    assert offered["wages"].source == "changed"
    assert answers_of(alder.scope, next_year).current == {}
    assert take_drafts(actor=alder, survey=next_year) == len(offered)
    assert answers_of(alder.scope, next_year).current["policy"].text == texts(people, survey, "policy")[0]
    assert take_drafts(actor=alder, survey=next_year) == 0


def test_a_workbook_goes_out_and_comes_back(people: People, survey: Survey) -> None:
    save(people, survey, ALDER, policy="3", oversight="2")
    book = issue_workbook(actor=people.actor(ALDER), survey=survey)

    saved = take_workbook(
        actor=people.actor(ALDER),
        survey=survey,
        filename="alder.xlsx",
        content=changed(book, {"policy": "4 Leading", "audits_done": "a few"}),
    )

    assert set(saved.changed) == {"policy", "audits_done"}
    assert texts(people, survey, "policy", "oversight", "audits_done") == ("4", "2", "a few")


def test_what_a_colleague_wrote_while_the_workbook_was_out_stays(people: People, survey: Survey) -> None:
    save(people, survey, ALDER, policy="3", oversight="2")
    book = issue_workbook(actor=people.actor(ALDER), survey=survey)
    save(people, survey, COLLEAGUE, seen=_number(people, survey, "oversight"), oversight="4", ownership="1")

    saved = take_workbook(
        actor=people.actor(ALDER),
        survey=survey,
        filename="a.xlsx",
        content=changed(book, {"policy": "4 Leading"}),
    )

    assert saved.disputed == ()
    assert texts(people, survey, "policy", "oversight", "ownership") == ("4", "4", "1")


def test_two_workbooks_at_once_dispute_what_they_say_differently(people: People, survey: Survey) -> None:
    save(people, survey, ALDER, policy="3")
    book = issue_workbook(actor=people.actor(ALDER), survey=survey)
    first, second = (
        changed(book, {"policy": "4 Leading"}),
        changed(book, {"policy": "1 Starting", "oversight": "2"}),
    )

    take_workbook(actor=people.actor(ALDER), survey=survey, filename="a.xlsx", content=first)
    saved = take_workbook(actor=people.actor(COLLEAGUE), survey=survey, filename="b.xlsx", content=second)

    answers = answers_of(people.actor(ALDER).scope, survey)
    assert saved.disputed == ("policy",)
    assert (answers.current["policy"].text, answers.beside["policy"][0].text) == ("4", "1")
    assert texts(people, survey, "oversight") == ("2",)


def test_last_years_workbook_is_kept_and_refused_with_what_to_do(people: People, survey: Survey) -> None:
    old = issue_workbook(actor=people.actor(ALDER), survey=survey)
    next_year = open_year(people, 2027)

    with pytest.raises(ComityError, match="maturity-2026") as problem:
        take_workbook(actor=people.actor(ALDER), survey=next_year, filename="old.xlsx", content=old)

    assert "comity survey" not in problem.value.remedy
    assert "survey-workbook-sent" in verbs(people)


def test_the_secretariat_sees_who_has_answered_and_its_scope_opens_no_answer(
    people: People, survey: Survey
) -> None:
    answer_and_sign(people, survey, "alder-foods")
    answer(people, survey, "birch-drinks", {"policy": "3"})
    scope = people.actor("ines").scope

    status = status_of(scope, survey)

    assert {line.slug: line.state for line in status.lines}["alder-foods"] == "signed"
    assert {line.slug: line.state for line in status.lines}["birch-drinks"] == "begun"
    with pytest.raises(UnscopedQuery):
        answers_of(scope, survey)
    with pytest.raises(UnscopedQuery):
        response_of(scope, survey)


def test_every_step_is_in_the_ledger(people: People, survey: Survey) -> None:
    for member in MEMBERS:
        answer_and_sign(people, survey, member)
    ines = people.actor("ines")
    close_survey(actor=ines, survey=survey)
    reopen(actor=ines, survey=again(survey, people), member=people.actor(ALDER).organisation, reason="A slip")
    sign_off(actor=people.actor(ALDER), survey=again(survey, people), by="Ada", role="Head")
    start_publishing(actor=ines, survey=again(survey, people))

    told = verbs(people)
    assert told[0] == "survey-opened"
    assert told[-4:] == ["survey-closed", "survey-reopened", "survey-signed-off", "survey-published"]
    assert verify_book(ines.scope).is_whole
    assert Response.objects.within(ines.scope).count() == len(MEMBERS)
