"""A protocol from its file to the member's benchmark, and what each side may know on the way."""

from datetime import date
from io import BytesIO

import pytest
from django.core import mail
from django.db import transaction

from comity.benchmark import Credit, Party, Strength, Undone, coverage_of, verdict
from comity.benchmark import Kind as QuestionKind
from comity.benchmark.case import State
from comity.benchmark.errors import TransitionProblem
from comity.benchmark.review_sheets import REVIEW, Column
from comity.benchmark.sides import is_weighed_after, seen_by
from comity.membership import Link
from comity.portal.ledger.queries import entries_told
from comity.portal.membership.models import RecordedBenchmark
from comity.portal.membership.queries import current_round
from comity.portal.ports.clock import playing_on
from comity.portal.ports.storage import storage
from comity.portal.protocols.errors import NoReviewer, NothingChosen, NotReadYet, NotYourTurn, OtherCase
from comity.portal.protocols.models import Case, LogPart, Papers, Reading
from comity.portal.protocols.queries import (
    approvals_in,
    case_numbered,
    disputes_in,
    kappas_in,
    latest_cases,
    next_code,
    open_criteria,
    opened,
    own_coverage,
    turn_at,
    unread_criteria,
)
from comity.portal.protocols.services import (
    answer_query,
    approve,
    begin_review,
    bulk_preview,
    delete_draft,
    forget_superseded,
    query_member,
    report_of,
    resolve,
    say,
    say_all,
    say_of_question,
    submit,
    take_back,
    take_over,
    take_protocol,
    take_workbook,
    undo_last,
    workbook_of,
)
from comity.portal.protocols.services.saying import WEIGH_AFTER, Answer, Word
from comity.portal.rounds.queries import own_standing
from comity.portal.tenants.errors import UnscopedQuery
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Participation
from comity.portal.tenants.roles import Kind
from tests.portal.protocols.cast import (
    CRITERIA,
    accepted,
    again,
    best_of,
    concluded,
    decide_all,
    handed_in,
    in_review,
    office_of,
    protocol_file,
    sent,
)

pytestmark = pytest.mark.django_db
FULL = Answer(word=Word.FULL, questions=("1.01",))


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


def told(actor: Actor, most: int = 3) -> list[str]:
    return [one.verb for one in entries_told(actor.scope, most=most)]


def test_a_protocol_is_stored_read_and_compared_and_in_the_ledger(ada: Actor, ines: Actor) -> None:
    case = sent(ada)

    found = opened(ada, case)
    assert (case.reading, case.questions, case.state) == (Reading.READ, 6, "draft")
    assert storage().read(found.papers.key) == protocol_file().read()
    assert case.protocol_digest == found.protocol.digest
    assert len(found.standing.proposals) > 10
    assert told(ines, 2) == ["protocol-read", "protocol-uploaded"]


def test_a_file_without_a_question_says_so_and_loses_nothing(ada: Actor) -> None:
    case = take_protocol(
        actor=ada, filename="p.csv", content=BytesIO(b"\n"), name="P", version="", criteria=CRITERIA
    )

    kept = again(ada, case)
    papers = Papers.objects.within(ada.scope).get(case=kept)
    assert kept.reading == Reading.UNREADABLE
    assert papers.message
    assert papers.remedy
    with pytest.raises(NotReadYet):
        opened(ada, kept)


def test_a_draft_is_its_members_alone(ada: Actor, chiara: Actor, pia: Actor, ines: Actor) -> None:
    case = sent(ada)

    assert case_numbered(chiara, case.pk) is None
    assert case_numbered(pia, case.pk) is None
    assert latest_cases(ines.scope) == []


def test_the_secretariat_sees_numbers_and_finds_no_paper(ada: Actor, pia: Actor, ines: Actor) -> None:
    case = handed_in(ada)

    assert [(one.pk, one.state) for one in latest_cases(ines.scope)] == [(case.pk, "submitted")]
    assert case_numbered(ines, case.pk) is None
    for model in (Papers, LogPart):
        with pytest.raises(UnscopedQuery):
            model.objects.within(ines.scope)


def test_another_office_does_not_find_what_was_handed_to_this_one(ada: Actor, pia: Actor) -> None:
    other = office_of("Sam Field", "sam@other-measure.example", office="other-measure")
    case = handed_in(ada)

    assert case_numbered(pia, case.pk) is not None
    assert case_numbered(other, case.pk) is None
    assert not LogPart.objects.within(other.scope).exists()


def test_nothing_is_handed_in_where_nobody_reviews(ada: Actor) -> None:
    Participation.objects.filter(kind=Kind.REVIEWER).delete()

    with pytest.raises(NoReviewer):
        submit(actor=ada, case=sent(ada))


def test_what_is_handed_in_is_told_and_taken_back_until_somebody_begins(
    ada: Actor, pia: Actor, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture
        case = handed_in(ada)
    assert mail.outbox[-1].to == ["pia@fair-measure.example"]
    assert "Code of Conduct 2026" in mail.outbox[-1].body

    take_back(actor=ada, case=case)
    assert case_numbered(pia, case.pk) is None
    submit(actor=ada, case=again(ada, case))
    begin_review(actor=pia, case=again(pia, case))

    with pytest.raises(TransitionProblem):
        take_back(actor=ada, case=again(ada, case))


def test_an_answer_is_kept_undone_and_kept_again(ada: Actor) -> None:
    case = sent(ada)
    code = next_code(opened(ada, case))
    assert code is not None

    say(actor=ada, case=case, code=code, answer=FULL)
    answered = own_coverage(opened(ada, case))
    undo_last(actor=ada, case=case)
    taken = opened(ada, case)
    say(actor=ada, case=case, code=code, answer=FULL)

    assert answered.credit(code) is Credit.FULL
    assert code in open_criteria(taken)
    assert any(isinstance(one.decision, Undone) for one in taken.log.entries)
    assert own_coverage(opened(ada, case)).credit(code) is Credit.FULL
    assert undo_last(actor=ada, case=case) is not None


def test_a_question_that_is_none_of_the_protocols_is_refused(ada: Actor) -> None:
    case = sent(ada)

    with pytest.raises(NothingChosen, match=r"no question “9\.99”"):
        say(actor=ada, case=case, code="0A.01", answer=Answer(word=Word.FULL, questions=("9.99",)))
    with pytest.raises(NothingChosen):
        say(actor=ada, case=case, code=next_code(opened(ada, case)) or "", answer=Answer(word=Word.PART))


def test_nobody_speaks_out_of_turn(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    code = next_code(opened(pia, case)) or ""

    with pytest.raises(NotYourTurn):
        say(actor=ada, case=case, code=code, answer=FULL)
    assert say(actor=pia, case=case, code=code, answer=FULL) == 1


def test_the_members_word_is_read_after_ones_own_and_disagreement_stays_until_resolved(
    ada: Actor, pia: Actor
) -> None:
    case = sent(ada)
    first, second = open_criteria(opened(ada, case))[:2]
    for code in (first, second):
        say(actor=ada, case=case, code=code, answer=FULL)
    begin_review(actor=pia, case=submit(actor=ada, case=again(ada, case)))
    case = again(pia, case)
    before = turn_at(opened(pia, case), first)

    say(actor=pia, case=case, code=first, answer=Answer(word=Word.PART, questions=("1.01",)))

    after = opened(pia, case)
    assert before.member_said == ()
    assert len(turn_at(after, first).member_said) == 1
    assert turn_at(after, second).member_said == ()
    [dispute] = disputes_in(after)
    assert (dispute.said.member, dispute.said.reviewer) == (Credit.FULL, Credit.PART)
    resolve(actor=pia, case=case, code=first, credit=Credit.FULL, rationale="Read the annex together.")
    resolved = opened(pia, case)
    assert disputes_in(resolved) == []
    assert own_coverage(resolved).credit(first) is Credit.FULL
    assert first not in {key.criterion for key in opened(ada, case).standing.judgements(Party.REVIEWER)}


def test_a_colleague_codes_again_without_seeing_and_agreement_is_told(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    quinn = office_of("Quinn Dale", "quinn@fair-measure.example")
    code = next_code(opened(pia, case)) or ""
    say(actor=pia, case=case, code=code, answer=FULL)

    second = opened(quinn, again(quinn, case))
    say(actor=quinn, case=case, code=code, answer=FULL)

    assert second.party is Party.SECOND
    assert second.standing.judgements(Party.REVIEWER) == {}
    [(one, other, said)] = kappas_in(opened(pia, case))
    assert (one, other, said.compared, said.same) == (Party.REVIEWER, Party.SECOND, 1, 1)
    with pytest.raises(NotYourTurn):
        query_member(actor=quinn, case=case, text="Which page?")


def test_a_colleague_takes_a_review_over_and_its_steps_are_theirs(
    ada: Actor, pia: Actor, ines: Actor
) -> None:
    case = in_review(ada, pia)
    quinn = office_of("Quinn Dale", "quinn@fair-measure.example")

    take_over(actor=quinn, case=again(quinn, case))
    query_member(actor=quinn, case=again(quinn, case), text="Which page?")

    assert told(ines, 2) == ["protocol-queried", "protocol-review-taken-over"]
    assert opened(pia, again(pia, case)).party is Party.SECOND
    with pytest.raises(NotYourTurn):
        take_over(actor=quinn, case=again(quinn, case))


def test_an_exception_counts_until_the_reviewer_approves_its_reason(ada: Actor, pia: Actor) -> None:
    case = sent(ada)
    code = open_criteria(opened(ada, case))[0]
    answer = Answer(word=Word.NOT_APPLICABLE, rationale="Our sites have no dormitories.")
    say(actor=ada, case=case, code=code, answer=answer)
    begin_review(actor=pia, case=submit(actor=ada, case=again(ada, case)))
    case = again(pia, case)
    [asked] = approvals_in(opened(pia, case))

    assert own_coverage(opened(pia, case)).full.of == 154
    approve(actor=pia, case=case, code=code, reason=asked.said.reason, approved=True)

    assert own_coverage(opened(pia, case)).full.of == 153
    assert asked.approved is None


def test_many_are_accepted_at_once_with_the_expected_errors_told_before(ada: Actor) -> None:
    case = sent(ada)
    before = bulk_preview(found=opened(ada, case), above=0.3, strength=Strength.PART)

    done = accepted(ada, case, above=0.3, strength=Strength.PART)

    assert len(done.judgements) == len(before.judgements) > 0
    assert done.expected_errors == before.expected_errors > 0
    assert own_coverage(opened(ada, case)).with_halves.met > 0
    with pytest.raises(NothingChosen):
        accepted(ada, case, above=1.0, strength=Strength.PART)


def test_a_question_may_have_to_do_with_no_criterion_and_be_another_kind(ada: Actor) -> None:
    case = sent(ada)

    say_of_question(
        actor=ada,
        case=case,
        question="1.06",
        kind=QuestionKind.GUIDANCE,
        not_mappable=True,
        rationale="Our own.",
    )
    noted = opened(ada, case)
    say_of_question(actor=ada, case=case, question="1.06", kind=None, not_mappable=False, rationale="")

    assert "1.06" in noted.standing.not_mappable(Party.MEMBER)
    assert noted.protocol.by_id["1.06"].kind is QuestionKind.GUIDANCE
    assert "1.06" not in opened(ada, case).standing.not_mappable(Party.MEMBER)


def test_a_query_goes_to_the_member_and_its_answer_comes_back(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)

    query_member(actor=pia, case=case, text="On which page is the minimum age?")
    asked = opened(ada, again(ada, case))
    answer_query(actor=ada, case=case, text="On page 4.")

    steps = opened(pia, again(pia, case)).benchmark.history
    assert (asked.state, asked.may_speak) == (State.QUERIED, True)
    assert [one.note for one in steps][-2:] == ["On which page is the minimum age?", "On page 4."]
    assert steps[-1].to is State.IN_REVIEW


def test_an_open_case_is_not_concluded(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)

    with pytest.raises(TransitionProblem, match="still open"):
        concluded(pia, case, until=date(2028, 10, 4))


def test_a_verdict_becomes_the_members_benchmark_with_the_logs_digest(
    ada: Actor, pia: Actor, ines: Actor
) -> None:
    RecordedBenchmark.objects.within(ada.scope).delete()
    round_ = current_round(ada.scope)
    assert round_ is not None
    case = in_review(ada, pia)
    lacking = own_standing(ada.scope, round_, "alder-foods").missing
    decide_all(pia, case, full=132)

    done = concluded(pia, case, until=date(2028, 10, 4))

    [kept] = RecordedBenchmark.objects.within(ada.scope)
    assert Link.BENCHMARK in {one.link for one in lacking}
    assert (done.state, done.covered, done.percent, done.with_halves) == (
        "equivalent",
        "132/154",
        "85.71 %",
        "132/154",
    )
    assert (kept.protocol, kept.valid_until, kept.evidence) == (
        "Code of Conduct 2026", date(2028, 10, 4), done.log_digest,
    )  # fmt: skip
    assert done.log_digest.startswith("sha256:")
    standing = own_standing(ada.scope, round_, "alder-foods")
    assert Link.BENCHMARK not in {one.link for one in standing.missing}
    assert told(ines, 2) == ["benchmark-recorded", "protocol-decided"]
    with pytest.raises(NotYourTurn):
        say(actor=pia, case=case, code="0A.01", answer=FULL)


def test_not_yet_is_a_list_and_the_member_goes_on_and_hands_in_again(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=130)

    done = concluded(pia, case, until=date(2028, 10, 4))

    assert (done.state, done.percent, done.valid_until) == ("not yet equivalent", "84.41 %", None)
    assert not RecordedBenchmark.objects.within(ada.scope).filter(evidence=done.log_digest).exists()
    member = opened(ada, again(ada, case))
    assert member.may_speak
    assert report_of(member, "html").startswith(b"<!doctype html>")
    assert submit(actor=ada, case=member.case).state == "submitted"


def test_there_is_no_report_for_the_member_before_the_verdict(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)

    with pytest.raises(NotYourTurn):
        report_of(opened(ada, again(ada, case)), "pdf")
    assert report_of(opened(pia, case), "pdf").startswith(b"%PDF")


def test_a_workbook_goes_out_and_comes_back_to_a_log_that_went_on(ada: Actor) -> None:
    import openpyxl

    case = sent(ada)
    [first, second] = list(best_of(ada, case))[:2]
    data = BytesIO(workbook_of(opened(ada, case)))
    say(actor=ada, case=case, code=first, answer=Answer(word=Word.NOT_COVERED))

    read = take_workbook(actor=ada, case=case, content=filled(data, second, openpyxl))

    after = opened(ada, case)
    assert (read.added, read.problems) == (1, ())
    assert own_coverage(after).credit(second) is Credit.FULL
    assert first in after.standing.statements(Party.MEMBER)


def filled(data: BytesIO, code: str, openpyxl: object) -> BytesIO:
    """With the first row of a criterion confirmed in full, as a person would."""
    book = openpyxl.load_workbook(data)  # type: ignore[attr-defined] # handed in, so that one test alone needs it
    sheet = book[REVIEW]
    heads = {cell.value: cell.column for cell in sheet[2]}
    row = next(
        row for row in range(3, sheet.max_row + 1) if sheet.cell(row, heads[Column.CODE]).value == code
    )
    sheet.cell(row, heads[Column.VERDICT]).value = "confirm"
    sheet.cell(row, heads[Column.STRENGTH]).value = "full"
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def test_a_members_workbook_carries_nothing_of_the_reviewers(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    code = next_code(opened(pia, case)) or ""
    say(
        actor=pia,
        case=case,
        code=code,
        answer=Answer(word=Word.FULL, questions=("1.01",), rationale="Zymurgy."),
    )

    assert b"Zymurgy" in everything_in(workbook_of(opened(pia, case)))
    assert b"Zymurgy" not in everything_in(workbook_of(opened(ada, again(ada, case))))


def everything_in(workbook: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(BytesIO(workbook)) as parts:
        return b"".join(parts.read(one) for one in parts.namelist())


def test_a_workbook_of_the_other_side_or_another_protocol_is_refused(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    members = workbook_of(opened(ada, again(ada, case)))

    with pytest.raises(OtherCase):
        take_workbook(actor=pia, case=case, content=BytesIO(members))


def test_a_draft_is_deleted_with_its_files(
    ada: Actor, ines: Actor, django_capture_on_commit_callbacks: object
) -> None:
    case = sent(ada)
    papers = Papers.objects.within(ada.scope).get(case=case)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture
        delete_draft(actor=ada, case=case)

    assert not Case.objects.within(ada.scope).filter(pk=case.pk).exists()
    assert not {papers.key, papers.reading_key} & set(storage().keys())
    assert told(ines, 1) == ["protocol-deleted"]


def test_what_was_handed_in_is_not_deleted(ada: Actor, pia: Actor) -> None:
    with pytest.raises(NotYourTurn):
        delete_draft(actor=ada, case=handed_in(ada))


class PowerCut(Exception):
    pass


@transaction.atomic
def say_and_lose(actor: Actor, case: Case, code: str) -> None:
    say(actor=actor, case=case, code=code, answer=FULL)
    raise PowerCut


def test_an_answer_that_the_transaction_loses_was_never_given(ada: Actor) -> None:
    case = sent(ada)
    code, before = next_code(opened(ada, case)) or "", len(opened(ada, case).log.entries)

    with pytest.raises(PowerCut):
        say_and_lose(ada, case, code)

    assert len(opened(ada, case).log.entries) == before


def test_two_who_decide_at_the_same_moment_are_told_apart(ada: Actor) -> None:
    from comity.benchmark import NotCovered
    from comity.portal.protocols.services.saying import add_decisions

    case = sent(ada)
    one, other = opened(ada, case), opened(ada, case)
    codes = open_criteria(one)
    add_decisions(ada, one, [NotCovered(criterion=codes[0])])

    with pytest.raises(NotYourTurn, match="same moment"):
        add_decisions(ada, other, [NotCovered(criterion=codes[1])])


def test_a_newer_version_takes_over_what_was_said_of_questions_with_the_same_words(ada: Actor) -> None:
    old = sent(ada)
    code, question = next(iter(best_of(ada, old).items()))
    say(actor=ada, case=old, code=code, answer=Answer(word=Word.FULL, questions=(question,)))

    new = sent(ada, ("1.07", "Is drinking water tested and free of charge?"))

    found = opened(ada, new)
    assert own_coverage(found).credit(code) is Credit.FULL
    assert found.papers.notes[-1] == (
        "From “Code of Conduct 2026”: answers that hold: 1; questions that are new or have other words: 1."
    )
    assert new.number == old.number + 1


def test_a_reviewer_learns_from_what_the_office_confirmed_before_and_no_member_does(
    ada: Actor, chiara: Actor, pia: Actor
) -> None:
    first = in_review(chiara, pia)
    code = open_criteria(opened(pia, first))[-1]  # that nothing is proposed for
    say(actor=pia, case=first, code=code, answer=Answer(word=Word.FULL, questions=("1.06",)))
    decide_all(pia, first, full=131)
    concluded(pia, first, until=date(2028, 10, 4))

    case = in_review(ada, pia)

    taught = opened(pia, case).standing.proposals
    told = opened(ada, again(ada, case)).standing.proposals
    assert any("other protocol" in one.reason for one in taught.values())
    assert not any("other protocol" in one.reason for one in told.values())


def test_what_was_accepted_at_once_is_asked_again_once_nothing_is_open_and_told_as_unread(
    ada: Actor, pia: Actor
) -> None:
    case = in_review(ada, pia)
    accepted(pia, case, above=0.3, strength=Strength.FULL)
    unread = unread_criteria(opened(pia, case))
    rest = {code: Answer(word=Word.NOT_COVERED) for code in open_criteria(opened(pia, case))}
    say_all(actor=pia, case=case, answers=rest)

    found = opened(pia, case)

    assert next_code(found) in unread
    said = verdict(coverage_of(found.criteria, found.log.standing), found.rule)
    assert "nobody read" in said.reasons[-1]


def test_the_machine_weighs_again_after_enough_words_and_tells_that_side_alone(
    ada: Actor, pia: Actor
) -> None:
    case = in_review(ada, pia)
    before = len(opened(pia, case).log.entries)
    codes = open_criteria(opened(pia, case))[:WEIGH_AFTER]

    say_all(actor=pia, case=case, answers=dict.fromkeys(codes, FULL))

    log = opened(pia, case).log
    weighed = [one for one in log.entries[before:] if one.party is None]
    assert weighed
    assert all(is_weighed_after(one, Party.REVIEWER) for one in weighed)
    assert not {one.by for one in weighed} & {one.by for one in seen_by(log, Party.MEMBER).entries}


def test_wording_that_nothing_rests_on_any_more_is_forgotten_after_two_years(
    ada: Actor, pia: Actor, ines: Actor, django_capture_on_commit_callbacks: object
) -> None:
    for _ in range(2):
        case = in_review(ada, pia)
        decide_all(pia, case, full=132)
        concluded(pia, case, until=date(2028, 10, 4))
    old, new = Case.objects.within(ada.scope).order_by("pk")
    key = Papers.objects.within(ada.scope).get(case=old).key

    assert (old.state, new.state) == ("superseded", "equivalent")
    assert forget_superseded() == 0
    with playing_on(
        date(2030, 10, 4)
    ):  # until the day itself a benchmark rested on it, and for two years somebody may ask
        assert forget_superseded() == 0
    with playing_on(date(2030, 10, 5)), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture
        assert forget_superseded() == 1
    assert list(Case.objects.within(ada.scope)) == [new]
    [entry] = entries_told(ines.scope, verb="protocol-forgotten")
    assert (entry.who, entry.details["log"]) == ("Comity", old.log_digest)
    assert key not in set(storage().keys())
    assert RecordedBenchmark.objects.within(ada.scope).filter(evidence=old.log_digest).exists()
