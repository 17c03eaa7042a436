"""Judging pairs: two people, one memory."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from comity.core import digest_file
from comity.portal.ledger.queries import entries_told
from comity.portal.matches.errors import JudgingWaits, NotASplit, PairTaken
from comity.portal.matches.models import Word
from comity.portal.matches.queries import agreements, desk_of, records_by_site, registry_of
from comity.portal.matches.queries.assemblies import LINKS
from comity.portal.matches.services import (
    answer,
    merge,
    preview_merge,
    preview_split,
    settle,
    split,
    take_turn,
    undo,
)
from comity.portal.membership.models import Round
from comity.portal.ports.clock import playing_on
from comity.portal.ports.storage import storage
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.tenants.gates import Actor
from comity.round.review import REVIEW, Pair, Settled, Verdict


def next_pair(actor: Actor, *, is_second: bool = False) -> Pair:
    turn = take_turn(actor=actor, is_second=is_second)
    assert turn is not None
    assert turn.question is not None
    return turn.question.pair


def judged(actor: Actor, word: Word) -> Pair:
    pair = next_pair(actor)
    answer(actor=actor, pair=pair, word=word, is_second=False)
    return pair


def standing(actor: Actor) -> dict[Pair, bool]:
    with registry_of(actor.programme) as registry:
        return {(one.left, one.right): one.same for one in registry.constraints()}


def test_an_answer_is_remembered_by_the_registry_and_told_by_the_ledger(tom: Actor) -> None:
    pair = judged(tom, Word.SAME)

    assert standing(tom) == {pair: True}
    assert entries_told(tom.scope, most=1)[0].verb == "pair-judged"
    assert next_pair(tom) != pair


def test_two_reviewers_are_never_asked_the_same_pair_at_once(tom: Actor, ines: Actor) -> None:
    first, second = next_pair(tom), next_pair(ines)

    assert first != second
    assert next_pair(tom) == first
    with pytest.raises(PairTaken):
        answer(actor=ines, pair=first, word=Word.SAME, is_second=False)
    assert standing(tom) == {}


def test_a_pair_is_free_again_when_its_lease_has_run_out(tom: Actor, ines: Actor) -> None:
    first = next_pair(tom)

    with playing_on(date(2026, 10, 6)):
        assert next_pair(ines) == first


def test_a_pair_judged_meanwhile_is_refused_and_the_first_word_stays(tom: Actor, ines: Actor) -> None:
    pair = judged(tom, Word.SAME)

    with pytest.raises(PairTaken):
        answer(actor=ines, pair=pair, word=Word.DIFFERENT, is_second=False)

    assert standing(tom) == {pair: True}


def test_what_is_skipped_comes_last_and_is_nothing_to_the_registry(tom: Actor) -> None:
    skipped = judged(tom, Word.SKIPPED)

    desk = desk_of(tom.scope, tom.programme)

    assert standing(tom) == {}
    assert desk is not None
    assert desk.for_first(tom.person)[-1].pair == skipped


def test_taking_back_opens_the_pair_for_the_same_person_first(tom: Actor) -> None:
    pair = judged(tom, Word.DIFFERENT)
    judged(tom, Word.SKIPPED)

    undo(actor=tom)
    undo(actor=tom)

    assert standing(tom) == {}
    assert next_pair(tom) == pair
    assert undo(actor=tom) is None


def test_a_second_opinion_that_agrees_changes_nothing(tom: Actor, ines: Actor) -> None:
    pair = judged(tom, Word.SAME)

    assert next_pair(ines, is_second=True) == pair
    answer(actor=ines, pair=pair, word=Word.SAME, is_second=True)

    assert standing(tom) == {pair: True}
    assert [(one.compared, one.alike) for one in agreements(tom.scope)] == [(1, 1)]


def test_nobody_gives_a_second_opinion_on_their_own_word(tom: Actor) -> None:
    judged(tom, Word.SAME)

    turn = take_turn(actor=tom, is_second=True)

    assert turn is not None
    assert turn.question is None


def test_a_disagreement_leaves_the_registry_silent_until_it_is_settled(tom: Actor, ines: Actor) -> None:
    pair = judged(tom, Word.SAME)
    answer(actor=ines, pair=pair, word=Word.DIFFERENT, is_second=True)
    desk = desk_of(tom.scope, tom.programme)

    assert standing(tom) == {}
    assert desk is not None
    assert [one.pair for one in desk.disputed] == [pair]
    assert pair not in [one.pair for one in desk.open]

    settle(actor=ines, pair=pair, word=Word.DIFFERENT)

    assert standing(tom) == {pair: False}
    with pytest.raises(PairTaken):
        settle(actor=tom, pair=pair, word=Word.SAME)


def test_taking_the_second_word_back_gives_the_first_its_force_again(tom: Actor, ines: Actor) -> None:
    pair = judged(tom, Word.SAME)
    answer(actor=ines, pair=pair, word=Word.DIFFERENT, is_second=True)

    undo(actor=ines)

    assert standing(tom) == {pair: True}


def test_nobody_judges_while_a_round_is_assembled(tom: Actor) -> None:
    pair = next_pair(tom)
    Assembly.objects.within(tom.scope).update(state=AssemblyState.WORKING)

    with pytest.raises(JudgingWaits):
        answer(actor=tom, pair=pair, word=Word.SAME, is_second=False)


def two_sites(actor: Actor) -> tuple[str, str]:
    """The two oldest of those that have several records, the older first."""
    with registry_of(actor.programme) as registry:
        counted = registry.known()["site"].value_counts()
    one, other, *_ = sorted(counted.filter(counted["count"] > 2)["site"])
    return one, other


def records_of(actor: Actor, site: str) -> set[str]:
    with registry_of(actor.programme) as registry:
        live = registry.resolve(site)
        return {one.record for one in records_by_site(registry, live)[live]}


def test_a_preview_says_what_a_merge_does_and_leaves_no_trace(tom: Actor, registry: Path) -> None:
    one, other = two_sites(tom)
    before = digest_file(registry)

    preview = preview_merge(actor=tom, one=one, other=other)

    assert digest_file(registry) == before
    done = merge(actor=tom, one=one, other=other, note="one gate")
    assert done == preview
    assert len(done.redirects) == 1
    assert records_of(tom, one) == records_of(tom, other)


def test_a_merge_over_a_border_is_pointed_out(tom: Actor) -> None:
    with registry_of(tom.programme) as registry:
        known = registry.known().filter(pl.col("country").is_not_null())
    (site, country), *_ = known.select("site", "country").iter_rows()
    abroad = known.filter(pl.col("country") != country)["site"][0]
    beside = known.filter((pl.col("country") == country) & (pl.col("site") != site))["site"][0]

    assert len(preview_merge(actor=tom, one=site, other=abroad).countries) == 2
    assert preview_merge(actor=tom, one=site, other=beside).countries == ()


def test_a_split_undoes_a_merge(tom: Actor) -> None:
    one, other = two_sites(tom)
    was = records_of(tom, one), records_of(tom, other)
    merge(actor=tom, one=one, other=other, note="taken for one")

    follows = split(actor=tom, site=one, records=sorted(was[1]), note="two after all")

    assert (records_of(tom, one), records_of(tom, other)) == was
    assert follows.withdrawn == 1
    assert follows.new == ()
    assert follows.again == (other,)


def test_records_that_never_had_a_site_of_their_own_get_a_new_one(tom: Actor) -> None:
    one, _ = two_sites(tom)

    follows = preview_split(actor=tom, site=one, records=sorted(records_of(tom, one))[-1:])

    assert len(follows.after) == 2
    assert len(follows.new) == 1
    assert follows.again == ()


def test_a_merge_withdraws_what_says_the_opposite(tom: Actor) -> None:
    one, other = two_sites(tom)
    merge(actor=tom, one=one, other=other, note="one")
    apart = split(actor=tom, site=one, records=sorted(records_of(tom, one))[-1:], note="two")

    follows = merge(actor=tom, one=apart.after[0][0], other=apart.after[1][0], note="one after all")

    assert follows.withdrawn == 1
    assert Settled.of({pair: Verdict.SAME if same else Verdict.DIFFERENT for pair, same in standing(tom).items()}).contradicted() == frozenset()  # fmt: skip


def test_a_split_needs_records_on_both_sides(tom: Actor) -> None:
    one, other = two_sites(tom)

    with pytest.raises(NotASplit):
        preview_split(actor=tom, site=one, records=sorted(records_of(tom, one)))
    with pytest.raises(NotASplit):
        preview_split(actor=tom, site=one, records=sorted(records_of(tom, other)))
    with pytest.raises(NotASplit):
        preview_merge(actor=tom, one=one, other=one)


def next_round_without_doubts(actor: Actor) -> Assembly:
    """As the next assembly leaves it that knows every site: the same rows and sites, and no question."""
    last = Assembly.objects.within(actor.scope).filter(state=AssemblyState.READY).latest("at")
    header = storage().read(last.files[REVIEW]).splitlines(keepends=True)[0]
    later = Round.objects.within(actor.scope).exclude(pk=last.round_id).latest("cutoff")
    return Assembly.objects.add(
        actor.scope,
        round=later,
        number=1,
        person=actor.person,
        at=last.at + timedelta(days=180),
        state=AssemblyState.READY,
        files={**last.files, REVIEW: storage().keep(BytesIO(header))},
    )


def test_what_a_round_left_open_is_still_asked_after_the_next_one(tom: Actor) -> None:
    before = desk_of(tom.scope, tom.programme)
    assert before is not None
    judged(tom, Word.SAME)

    later = next_round_without_doubts(tom)

    desk = desk_of(tom.scope, tom.programme)
    assert desk is not None
    assert desk.assembly == later
    assert len(desk.open) == len(before.open) - 1 > 0
    assert {desk.assembly_of(one) for one in desk.open} == {before.assembly}


def test_what_a_round_left_open_of_sites_that_nobody_lists_any_more_is_asked_no_more(tom: Actor) -> None:
    later = next_round_without_doubts(tom)
    header = storage().read(later.files[LINKS]).splitlines(keepends=True)[0]
    later.files[LINKS] = storage().keep(BytesIO(header))
    later.save()

    desk = desk_of(tom.scope, tom.programme)

    assert desk is not None
    assert desk.questions == ()
