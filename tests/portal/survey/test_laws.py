"""What holds whoever writes what, in whatever order."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.portal.survey.models import Standing, Survey, Words
from comity.portal.survey.published import published_bytes, published_from
from comity.portal.survey.queries import answers_of, published_of
from comity.portal.survey.services import close_survey, save_answers, settle, start_publishing
from tests.portal.survey.cast import MEMBERS, People, again, answer_and_sign

LINES = ("policy", "oversight", "evidence:policy")
WHO = ("admin.alder-foods", "colleague.alder-foods")
EDITS = st.lists(
    st.tuples(
        st.sampled_from(WHO),
        st.sampled_from(LINES),
        st.sampled_from(["", "1", "2", "3", "page 7"]),
        st.booleans(),  # whether the page is fresh
    ),
    min_size=1,
    max_size=8,
)


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_every_word_that_was_written_is_on_record_and_one_stands(
    people: People, survey: Survey, edits: list[tuple[str, str, str, bool]]
) -> None:
    with taken_back():
        scope = people.actor(WHO[0]).scope
        first: dict[str, int] = {}
        for who, line, text, is_fresh in edits:
            current = answers_of(scope, survey).current
            now = current[line].number if line in current else 0
            first.setdefault(line, now)
            seen = now if is_fresh else first[line]
            base = Words.objects.within(scope).filter(line=line, number=seen).first()
            save_answers(
                actor=people.actor(who), survey=survey, said={line: text}, seen={line: seen} if seen else {}
            )
            words = Words.objects.within(scope).filter(line=line)
            if text and text != (base.text if base else ""):
                assert words.filter(text=text).exists()
            assert words.filter(standing=Standing.CURRENT).count() <= 1
        answers = answers_of(scope, survey)
        for line in answers.disputed:
            settle(actor=people.actor(WHO[0]), survey=survey, number=answers.beside[line][0].number)
        settled = answers_of(scope, survey)
        assert settled.disputed == ()
        for line in answers.disputed:
            assert settled.current[line].text == answers.beside[line][0].text


@pytest.mark.parametrize("language", ["", "fr"])
def test_published_figures_read_back_as_they_were_made(people: People, survey: Survey, language: str) -> None:
    for member in MEMBERS:
        answer_and_sign(people, survey, member)
    close_survey(actor=people.actor("ines"), survey=survey)
    start_publishing(actor=people.actor("ines"), survey=again(survey, people))
    published = published_of(again(survey, people), language)
    assert published is not None

    data = published_bytes(published.results, moves=published.moves, earlier=published.earlier)

    assert published_from(data, published.results.instrument).results.figures == published.results.figures
