"""What one process remembers of a log is what folding it anew gives, whatever happened meanwhile, and nobody else's."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from comity.benchmark import Judgement, LinkKey, Log, NotCovered, Party, Strength
from comity.benchmark.decisions import Decision
from comity.benchmark.log_lines import line_of
from comity.portal.protocols.models import LogPart
from comity.portal.protocols.queries import broken_verdicts, folded_log, open_criteria, opened
from comity.portal.protocols.queries.folds import Folded, Folds
from comity.portal.protocols.services import say
from comity.portal.protocols.services.saying import Answer, Word
from comity.portal.tenants.gates import Actor
from tests.portal.conftest import ON_POSTGRES
from tests.portal.protocols.cast import again, concluded, decide_all, in_review, office_of, sent

FULL = Answer(word=Word.FULL, questions=("1.01",))
CODES = [f"c{at}" for at in range(4)]
said = st.one_of(
    st.builds(
        lambda code: Judgement(link=LinkKey.of(code, ["q"]), confirmed=True, strength=Strength.FULL),
        st.sampled_from(CODES),
    ),
    st.builds(lambda code: NotCovered(criterion=code), st.sampled_from(CODES)),
)
acts = st.lists(st.tuples(st.sampled_from(list(Party)), st.lists(said, min_size=1, max_size=3)), max_size=8)


def parts_of(steps: list[tuple[Party, list[Decision]]]) -> list[str]:
    """As the portal adds them: one text an act, and nothing where nothing was new."""
    log, parts = Log(), []
    for party, decisions in steps:
        after = log.with_decisions(decisions, party=party, by=str(party))
        if fresh := after.entries[len(log.entries) :]:
            parts.append("\n".join(line_of(one) for one in fresh))
        log = after
    return parts


def same(one: Folded, other: Folded) -> bool:
    return (one.log.entries, one.log.standing.tops) == (other.log.entries, other.log.standing.tops)


@given(acts, st.lists(st.integers(min_value=0, max_value=8), max_size=6))
def test_however_often_it_was_asked_for_it_is_what_folding_anew_gives(
    steps: list[tuple[Party, list[Decision]]], asked: list[int]
) -> None:
    parts, folds = parts_of(steps), Folds()

    for at in [*asked, len(parts)]:
        known = folds.of("1/1", parts[:at])
        assert same(known, Folds().of("1/1", parts[:at]))
        for party in Party:
            assert known.seen_by(party).tops == Folds().of("1/1", parts[:at]).seen_by(party).tops


def test_only_what_came_since_is_read() -> None:
    parts = parts_of([(Party.MEMBER, [NotCovered(criterion=code)]) for code in CODES])
    folds = Folds()

    assert [folds.of("1/1", parts[:at]).fresh for at in (2, 3, 4)] == [2, 1, 1]


def test_a_part_that_another_took_the_place_of_is_not_remembered() -> None:
    """As after a transaction that was taken back: the same numbers, and other words."""
    begun, one, other = (
        parts_of([(Party.MEMBER, [NotCovered(criterion="c0")])])[0],
        parts_of([(Party.MEMBER, [NotCovered(criterion="c0"), NotCovered(criterion="c1")])])[0].split("\n")[
            1
        ],
        parts_of([(Party.MEMBER, [NotCovered(criterion="c0"), NotCovered(criterion="c2")])])[0].split("\n")[
            1
        ],
    )
    folds = Folds()
    folds.of("1/1", [begun, one])

    found = folds.of("1/1", [begun, other])

    assert found.log.standing.credits(Party.MEMBER).keys() == {"c0", "c2"}


def test_of_two_cases_neither_finds_the_others_even_of_the_same_words() -> None:
    parts = parts_of([(Party.MEMBER, [NotCovered(criterion="c0")])])
    folds = Folds()
    first = folds.of("1/1", parts)

    assert folds.of("1/2", parts).fresh == first.fresh == 1
    assert folds.of("1/2", parts).log is not first.log


def test_what_is_remembered_is_bounded() -> None:
    parts = parts_of([(Party.MEMBER, [NotCovered(criterion=code) for code in CODES])])
    folds = Folds(most_entries=8)
    for case in ("1/1", "1/2", "1/3"):
        folds.of(case, parts)

    assert [folds.of(case, parts) is folds.of(case, parts) for case in ("1/3", "1/2")] == [True, True]
    again_ = folds.of("1/1", parts)
    assert (again_.fresh, folds.of("1/1", parts) is again_) == (4, True)


@pytest.mark.django_db
def test_from_an_answer_to_the_next_question_one_answer_is_read(ada: Actor) -> None:
    case = sent(ada)
    whole = opened(ada, case).folded.fresh
    say(actor=ada, case=case, code=open_criteria(opened(ada, case))[0], answer=FULL)

    found = opened(ada, again(ada, case)).folded

    assert whole > found.fresh == 1
    assert same(found, folded_log(ada.scope, case, Folds()))


@pytest.mark.django_db
def test_what_a_transaction_took_back_stands_nowhere(ada: Actor) -> None:
    case = sent(ada)
    code, other = open_criteria(opened(ada, case))[:2]

    with transaction.atomic():
        say(actor=ada, case=case, code=code, answer=FULL)
        assert code in opened(ada, again(ada, case)).standing.credits(Party.MEMBER)
        transaction.set_rollback(True)
    say(actor=ada, case=case, code=other, answer=FULL)

    assert opened(ada, again(ada, case)).standing.credits(Party.MEMBER).keys() == {other}


@pytest.mark.django_db
def test_who_may_not_read_a_log_reads_none_that_is_remembered(ada: Actor, chiara: Actor) -> None:
    case = sent(ada)
    assert opened(ada, case).log.entries

    assert folded_log(chiara.scope, case).log.entries == ()


@pytest.mark.skipif(ON_POSTGRES, reason="there the portal's role may not write a line over: test_fence")
@pytest.mark.django_db
def test_a_log_that_somebody_changed_is_read_as_it_is_now(ada: Actor) -> None:
    pia = office_of()
    case = in_review(ada, pia)
    decide_all(pia, case, full=132)
    concluded(pia, case, until=date(2028, 10, 4))
    assert opened(pia, again(pia, case)).log.entries
    part = LogPart.objects.within(pia.scope).filter(case=case).last()
    assert part is not None
    LogPart.objects.within(pia.scope).filter(pk=part.pk).update(lines=part.lines.replace("1.01", "1.06"))

    read = opened(pia, again(pia, case)).standing.judgements(Party.REVIEWER)

    assert {one.questions for one in read} == {("1.06",)}
    assert broken_verdicts() == [f"hedgerow: {case.organisation.slug}, protocol {case.number}"]
