"""What holds of every registry, whatever was said and settled, in whatever order.

A *script* is a list of steps over eight records: someone judges, someone withdraws, a round is settled.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.registry import Registry
from comity.registry.events import KINDS, Entry, Event, body_of, event_of, kind_of
from comity.registry.fold import State, fold
from comity.registry.ids import number_of, numbers_meant, site_id
from tests.registry.cast import judged, known_sites, linked, rows_named, settled, withdrawn

RECORDS = tuple("abcdefgh")
few = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    left: str
    right: str
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    records: tuple[str, ...]
    truth: tuple[int, ...]  # which of three true sites each record is, as this round's linkage sees it


Step = Judge | Withdraw | Settle

pairs = st.permutations(RECORDS).map(lambda order: (order[0], order[1]))
judgements = st.builds(lambda pair, same: Judge(left=pair[0], right=pair[1], same=same), pairs, st.booleans())
withdrawals = pairs.map(lambda pair: Withdraw(left=pair[0], right=pair[1]))
rounds = st.builds(
    lambda records, truth: Settle(records=tuple(sorted(records)), truth=tuple(truth)),
    st.sets(st.sampled_from(RECORDS), min_size=1),
    st.lists(st.integers(0, 3), min_size=len(RECORDS), max_size=len(RECORDS)),
)
scripts = st.lists(st.one_of(judgements, rounds, judgements, withdrawals), max_size=14)


def play(registry: Registry, script: Sequence[Step], *, first_round: int = 0) -> None:
    for number, step in enumerate(script, start=first_round):
        match step:
            case Judge(left=left, right=right, same=same):
                judged(registry, left, right, same=same)
            case Withdraw(left=left, right=right):
                if any({c.left, c.right} == {left, right} for c in registry.constraints()):
                    withdrawn(registry, left, right)
            case Settle(records=records, truth=truth):
                told = {record: f"site {truth[RECORDS.index(record)]}" for record in RECORDS}
                settled(registry, *records, round_id=f"round {number:02d}", truth=told)


def played(script: Sequence[Step]) -> Registry:
    registry = Registry.in_memory()
    play(registry, script)
    return registry


def log_of(registry: Registry) -> list[Entry]:
    return list(registry._log.entries())


def ids_given(registry: Registry) -> dict[str, str]:
    """Every id ever handed out, and the record that anchors it."""
    return {site_id(number): record for number, record in registry._state.anchor.items()}


def all_withdrawn(registry: Registry) -> None:
    for constraint in registry.constraints():
        withdrawn(registry, constraint.left, constraint.right)


@few
@given(scripts)
def test_every_id_leads_to_a_live_site_in_one_step(script: list[Step]) -> None:
    registry = played(script)
    settled(registry, *known_sites(registry), round_id="last")

    live = set(known_sites(registry).values())
    for site in ids_given(registry):
        target = registry.resolve(site)
        assert target in live
        assert registry.resolve(target) == target


@few
@given(scripts, scripts)
def test_an_id_stays_with_the_record_it_was_opened_for(script: list[Step], later: list[Step]) -> None:
    registry = played(script)
    before = ids_given(registry)

    play(registry, later, first_round=50)

    assert ids_given(registry).items() >= before.items()
    for site, record in ids_given(registry).items():
        assert registry.resolve(site) == known_sites(registry)[record]


@few
@given(scripts)
def test_of_several_ids_of_one_site_the_oldest_stands(script: list[Step]) -> None:
    registry = played(script)

    assert all(registry.resolve(site) <= site for site in ids_given(registry))


@few
@given(scripts)
def test_a_judgement_is_kept_unless_must_links_contradict_it(script: list[Step]) -> None:
    registry = played(script)
    sites = known_sites(registry)

    standing = [c for c in registry.constraints() if c.left in sites and c.right in sites]
    chained = {record: {record} for record in sites}
    for constraint in standing:
        if constraint.same:
            group = chained[constraint.left] | chained[constraint.right]
            for record in group:
                chained[record] = group
    for constraint in standing:
        together = constraint.right in chained[constraint.left]
        assert (sites[constraint.left] == sites[constraint.right]) == together


@few
@given(scripts)
def test_settling_gives_the_sites_that_were_known_before(script: list[Step]) -> None:
    registry = played(script)
    promised = known_sites(registry)

    sites = settled(registry, *promised, round_id="last")

    assert sites == promised == known_sites(registry)


@few
@given(scripts)
def test_the_same_round_again_writes_nothing(script: list[Step]) -> None:
    registry = played(script)
    first = settled(registry, *RECORDS, round_id="last")
    log = log_of(registry)

    again = settled(registry, *RECORDS, round_id="last")

    assert again == first
    assert log_of(registry) == log


@few
@given(scripts, rounds)
def test_a_site_that_no_judgement_touches_keeps_its_id_in_every_later_round(
    script: list[Step], later: Settle
) -> None:
    registry = played(script)
    before = known_sites(settled_now(registry))

    play(registry, [later], first_round=60)

    after = known_sites(registry)
    touched = {
        after[record] for c in registry.constraints() for record in (c.left, c.right) if record in after
    }
    # A new record can bring an old judgement to bear on a site, so what counts is the site as it is afterwards.
    assert all(after[record] == site for record, site in before.items() if after[record] not in touched)


def settled_now(registry: Registry) -> Registry:
    settled(registry, *known_sites(registry), round_id="round 55")
    return registry


@few
@given(st.lists(rounds, min_size=1, max_size=4), rounds)
def test_a_later_round_keeps_every_id(script: list[Step], later: Settle) -> None:
    registry = played(script)
    before = known_sites(registry)

    play(registry, [later], first_round=60)

    assert known_sites(registry).items() >= before.items()


@few
@given(scripts, st.lists(judgements, max_size=8))
def test_judgements_taken_back_leave_every_record_where_it_was(script: list[Step], said: list[Judge]) -> None:
    registry = played(script)
    all_withdrawn(registry)
    before = known_sites(settled_now(registry))

    play(registry, said)
    settled(registry, *before, round_id="round 56")
    all_withdrawn(registry)

    assert known_sites(registry) == before


@few
@given(scripts, pairs)
def test_a_split_undoes_a_merge(script: list[Step], pair: tuple[str, str]) -> None:
    registry = played([*script, Settle(records=RECORDS, truth=tuple(range(len(RECORDS))))])
    all_withdrawn(registry)
    before = known_sites(settled_now(registry))
    if before[pair[0]] == before[pair[1]]:
        return
    judged(registry, *pair, same=True)
    merged = settled(registry, *RECORDS, round_id="round 56")

    judged(registry, *pair, same=False)

    assert merged[pair[0]] == merged[pair[1]] == min(before[pair[0]], before[pair[1]])
    assert settled(registry, *RECORDS, round_id="round 57") == before


@few
@given(scripts, st.data())
def test_the_fold_of_a_prefix_carried_on_is_the_fold_of_all(script: list[Step], data: st.DataObject) -> None:
    log = log_of(played(script))
    cut = data.draw(st.integers(0, len(log)))

    begun = fold(log[:cut])
    looked_at = (begun.standing, begun.seq)

    assert looked_at[1] == cut
    assert fold(log[cut:], begun) == fold(log)
    assert begun.standing == fold(log).standing


@few
@given(st.lists(rounds, min_size=1, max_size=3), scripts, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(first: list[Step], script: list[Step], random: object) -> None:
    straight, shuffled = played([*first, *script]), played([*first, *script])
    linkage = linked(straight, RECORDS, {"a": "g", "g": "g"})
    rows = rows_named(*RECORDS, *RECORDS)
    order = list(range(rows.height))
    random.shuffle(order)  # type: ignore[attr-defined]  # Hypothesis's Random has no public type

    one = straight.settle(linkage, rows, round_id="last")
    other = shuffled.settle(linkage, rows[order], round_id="last")

    assert one.equals(other)
    assert log_of(straight) == log_of(shuffled)
    assert straight.known().equals(shuffled.known())


@few
@given(
    st.permutations(
        [("a", "b", True), ("c", "d", False), ("a", "c", True), ("e", "f", False), ("b", "e", True)]
    )
)
def test_the_order_of_judgements_on_different_records_changes_nothing(
    said: list[tuple[str, str, bool]],
) -> None:
    registry = played([Settle(records=RECORDS, truth=(0, 1, 2, 2, 3, 3, 0, 1))])

    for left, right, same in said:
        judged(registry, left, right, same=same)

    sites = known_sites(registry)
    assert sites["a"] == sites["b"] == sites["c"] == sites["e"] == sites["g"] == sites["h"] == "S-000001-3"
    assert sites["d"] != sites["c"]
    assert sites["f"] != sites["e"]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
events: st.SearchStrategy[Event] = st.one_of(*(st.from_type(kind) for kind in KINDS.values())).filter(
    lambda event: all(0 <= ord(c) < 0xD800 or ord(c) > 0xDFFF for c in str(event))
)


@given(events)
def test_an_event_written_and_read_again_is_the_same(event: Event) -> None:
    assert event_of(kind_of(event), body_of(event)) == event


@given(st.integers(1, 99_999_999))
def test_an_id_says_its_number(number: int) -> None:
    assert number_of(site_id(number)) == number


@given(st.integers(1, 9_999_999), st.data())
def test_one_wrong_digit_or_a_swap_gives_no_valid_id_and_leads_back(number: int, data: st.DataObject) -> None:
    site = site_id(number)
    digits = list(site[2:].replace("-", ""))
    place = data.draw(st.integers(0, len(digits) - 1))
    if place and data.draw(st.booleans()) and digits[place] != digits[place - 1]:
        digits[place - 1 : place + 1] = digits[place], digits[place - 1]
    else:
        digits[place] = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    slip = f"S-{''.join(digits[:-1])}-{digits[-1]}"

    assert number_of(slip) is None
    assert number in numbers_meant(slip)


def test_the_check_digit_is_the_published_one() -> None:
    assert site_id(572) == "S-000572-4"


@pytest.mark.parametrize("seq", [0, 2])
def test_a_log_with_a_hole_is_not_folded(seq: int) -> None:
    entry = Entry(seq=seq, round="", event=KINDS["judged"](left="a", right="b", same=True, by="", at=""))  # type: ignore[call-arg]

    with pytest.raises(ValueError, match="event 1 is missing"):
        fold([entry], State())
