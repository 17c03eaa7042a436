"""What happens from release to release: newcomers drip, leavers age out, levels fall at once and rise slowly."""

import json
import zlib
from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations

import polars as pl
import pytest

from comity.core import months_before
from comity.release import Mode, Outcome, Policy, Release, release_sites
from comity.release.decide import Past
from comity.release.frames import CONTRIBUTIONS_FRAME, HOLDINGS_FRAME, countries_of, holdings_of
from comity.release.ladder import Level, levels_of
from comity.release.memory import NOTHING, carried, read_memory, releases_after, write_memory
from tests.release.programme import (
    CUTOFF,
    QUICK,
    Audit,
    contributions_of,
    list_of,
    released,
    released_before,
    sites_with,
    small_release,
    small_world,
)

# ---- the size of a programme


@pytest.mark.parametrize(
    ("groups", "mode"),
    [(1, Mode.REFUSED), (7, Mode.REFUSED), (8, Mode.CHECK_ONLY), (15, Mode.CHECK_ONLY), (16, Mode.CLEAR)],
)
def test_the_size_of_the_programme_decides_what_kind_of_list_there_is(groups: int, mode: Mode) -> None:
    assert _of_size(groups, policy=UNTESTED).mode is mode


def test_sixteen_groups_are_enough_for_a_clear_list_and_no_promise_of_one() -> None:
    """The filter makes it pass; with the filter off its members are too different, and the leak test has its say."""
    unfiltered = QUICK.with_rules(attribution={"max_posterior": 1.0, "max_posterior_to_member": 1.0})

    passed, refused = _of_size(16), _of_size(16, policy=unfiltered)

    assert passed.mode is Mode.CLEAR
    assert refused.mode is Mode.REFUSED
    assert "leak-certain" in {one.code for one in refused.refusals}


UNTESTED = QUICK.with_rules(leak_test={"max_certain_single": 1.0, "max_certain_pair": 1.0})


def _of_size(groups: int, *, policy: Policy | None = None) -> Release:
    world = small_world()
    chosen = sorted(world.contributions["group"].unique())[:groups]
    return released(
        world, contributions=world.contributions.filter(pl.col("group").is_in(chosen)), policy=policy
    )


def test_seven_groups_are_told_plainly_why_they_get_no_list() -> None:
    release = _of_size(7)

    [refusal] = release.refusals
    assert refusal.code == "too-few-groups"
    assert refusal.message.startswith(
        "7 groups contribute, and with fewer than 8 the mere presence of a site says who audited it"
    )
    assert "Bring 1 more contributing group" in refusal.remedy
    assert release.common_list is None
    assert set(release.decisions["outcome"]) == {Outcome.WITHHELD}
    assert set(release.decisions["reason_code"]) == {"refused"}


def test_between_eight_and_fifteen_nobody_sees_a_site_and_everybody_can_check() -> None:
    release = _of_size(12)

    assert list_of(release).rows.height == 0
    assert len(list_of(release).sealed) == release.decisions.height > 0
    assert set(release.decisions["reason_code"]) == {"few-groups"}
    assert release.leak_test.rows == 0


# ---- newcomers


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_newcomers_rows_drip(seed: int) -> None:
    world = (
        small_world(seed, contributions=6_000, sites=30_000)
        if seed == 1
        else small_world(seed, contributions=3_000, sites=6_000)
    )
    before = released_before(world)
    policy = Policy.default()

    release = released(world, memory=[("2025-2", before.memory)])

    sole = _alone(world.contributions, world.newcomer)
    shown = sites_with(release, Outcome.SHOWN)
    new = shown - sites_with(before, Outcome.SHOWN)
    waiting = set(release.decisions.filter(pl.col("reason_code") == "sole-share-of-new")["site"])
    assert len(new & sole) <= policy.soles.max_share_of_new * len(new)
    assert len(shown & sole) <= policy.soles.max_newcomers_share_of_list * len(shown)
    assert len(shown & sole) < len(sole) / 2
    assert waiting <= sites_with(release, Outcome.CHECK_ONLY)


def _alone(contributions: pl.DataFrame, group: str) -> set[str]:
    sole = contributions.group_by("site").agg(
        pl.col("group").n_unique().alias("groups"), pl.col("group").first()
    )
    return set(sole.filter((pl.col("groups") == 1) & (pl.col("group") == group))["site"])


def test_what_waits_comes_out_over_the_next_rounds_and_what_was_shown_stays() -> None:
    """The same contributions, round after round: nothing in them could tell, and the newcomer is none any more."""
    world = small_world(2, contributions=3_000, sites=6_000)
    releases = [released_before(world)]
    for number in range(4):
        releases.append(released(world, seed=number, memory=[(f"2025-{number}", releases[-1].memory)]))

    sole = _alone(world.contributions, world.newcomer)
    waiting = [
        len(sole & set(one.decisions.filter(pl.col("reason_code") == "sole-share-of-new")["site"]))
        for one in releases[1:]
    ]
    assert waiting[0] > 0
    assert waiting[-1] < waiting[0]


def test_at_the_first_release_nobody_is_a_newcomer() -> None:
    release = small_release()

    assert release.leak_test.newcomers == ()
    assert "sole-share-of-new" not in set(release.decisions["reason_code"])


# ---- leavers


def test_a_leavers_rows_stay_until_they_age_out() -> None:
    world = small_world()
    before = released_before(world)
    left = _alone(world.earlier, world.leaver)
    opens_on = months_before(world.cutoff, 36)
    theirs = world.earlier.filter(pl.col("group") == world.leaver)
    young = left & set(theirs.filter(pl.col("audit_date") >= opens_on)["site"])
    taken_over = set(world.contributions["site"])
    aged = (left - young) - taken_over

    with_memory = released(world, memory=[("2025-2", before.memory)])
    without = released(world)

    assert young <= set(with_memory.decisions["site"])
    assert young - taken_over
    assert aged
    assert not aged & set(with_memory.decisions["site"])
    assert not (young - taken_over) & set(without.decisions["site"])


def test_who_stays_is_carried_by_nobody() -> None:
    """A member that no longer lists a site has withdrawn it; only the silence of those who left is filled."""
    was = contributions_of(
        [
            Audit(site="s1", member="stays"),
            Audit(site="s2", member="left"),
            Audit(site="s3", member="left", months_ago=36),
        ]
    )
    now = contributions_of([Audit(site="s4", member="stays")])
    remembered = replace(NOTHING, contributions=was)

    assert carried(remembered, now, months_before(CUTOFF, 35))["site"].to_list() == ["s2"]
    assert carried(remembered, now, months_before(CUTOFF, 36))["site"].to_list() == ["s2", "s3"]


# ---- levels


def test_a_level_is_lost_at_once_and_won_back_after_two_releases() -> None:
    world = small_world(contributions=6_000, sites=30_000)
    holdings = holdings_of(world.contributions, countries_of(world.records), world.cutoff)
    rules = QUICK.with_rules(cells={"max_gain_bits": 1.0, "max_top1_lift_points": 50.0}).cells
    country = next(
        one
        for one, level in levels_of(holdings, rules, before={})[0].items()
        if level == Level.BAND_AND_CLASS
    )
    poor = holdings.filter((pl.col("country") != country) | (pl.col("group") < "member-05"))

    levels, before = [], dict[str, int]()
    for numbers in (holdings, poor, holdings, holdings):
        shown, allowed = levels_of(numbers, rules, before=before)
        before = {one: int(level) for one, level in allowed.items()}
        levels.append(shown[country])

    assert levels == [Level.BAND_AND_CLASS, Level.CHECK_ONLY, Level.CHECK_ONLY, Level.BAND_AND_CLASS]


def test_levels_are_remembered_from_release_to_release() -> None:
    world = small_world()
    strict = QUICK.with_rules(cells={"min_groups": 20})

    first = released(world)
    poor = released(world, policy=strict)
    again = released(world, memory=[("2025-1", poor.memory)])
    third = released(world, memory=[("2025-1", poor.memory), ("2025-2", again.memory)])

    assert any(again.levels[country] > first.levels[country] for country in first.levels)
    assert all(again.levels[country] >= level for country, level in poor.levels.items())
    assert third.levels == first.levels


# ---- memory


EARLIER = date(2025, 12, 31)


def remembering(site: str, cutoff: date) -> bytes:
    past = Past(shown=frozenset({site}), levels={}, holdings=None)
    return write_memory(past, pl.DataFrame(schema=CONTRIBUTIONS_FRAME), cutoff=cutoff)


def test_memory_survives_writing_and_reading() -> None:
    world = small_world()
    holdings = holdings_of(world.contributions, countries_of(world.records), world.cutoff)
    past = Past(shown=frozenset({"S-1", "S-2"}), levels={"TR": 2, "": 3}, holdings=holdings)

    memory = write_memory(past, world.contributions, cutoff=EARLIER)
    found = read_memory([("r", memory)], str, round_id="s", cutoff=CUTOFF)

    assert found.past.shown == past.shown
    assert found.past.levels == past.levels
    assert found.past.holdings is not None
    assert found.past.holdings.schema == HOLDINGS_FRAME
    assert found.past.holdings.sort(pl.all()).equals(holdings.sort(pl.all()))
    assert found.contributions.schema == CONTRIBUTIONS_FRAME
    assert found.contributions.sort(pl.all()).equals(world.contributions.sort(pl.all()))


def test_no_memory_is_the_first_release() -> None:
    assert read_memory([], str, round_id="r", cutoff=CUTOFF) is NOTHING
    assert NOTHING.past.holdings is None


def test_memory_follows_merged_sites_to_what_they_are_called_now() -> None:
    """Of two holdings that one group has on what became one site, the later audit counts."""
    audits = [
        Audit(site="old", member="m", months_ago=3),
        Audit(site="new", member="m", months_ago=9),
        Audit(site="new", member="n"),
    ]
    contributions = contributions_of(audits)
    holdings = holdings_of(contributions, {}, CUTOFF)
    past = Past(shown=frozenset({"old"}), levels={}, holdings=holdings)
    memory = write_memory(past, contributions, cutoff=EARLIER)

    found = read_memory(
        [("r", memory)], lambda site: "new" if site == "old" else site, round_id="s", cutoff=CUTOFF
    )

    assert found.past.shown == {"new"}
    assert found.past.holdings is not None
    assert found.past.holdings.select("site", "group", "audit_date").rows() == [
        ("new", "m", date(2026, 3, 30)),
        ("new", "n", date(2025, 12, 30)),
    ]
    assert found.contributions["site"].unique().to_list() == ["new"]


def test_a_merged_site_that_was_shown_is_no_news() -> None:
    world = small_world()
    before = released_before(world)
    shown = sorted(sites_with(before, Outcome.SHOWN))
    renamed = dict(zip(shown, [f"T-{site}" for site in shown], strict=True))
    rename = pl.col("site").replace(renamed)

    def made(**more: object) -> Release:
        return release_sites(
            world.records.with_columns(rename),
            world.contributions.with_columns(rename),
            policy=QUICK,
            round_id="2026-1",
            cutoff=world.cutoff,
            seed=1,
            memory=[("2025-2", before.memory)],
            **more,  # type: ignore[arg-type] # the one keyword under test
        )

    followed = made(resolve=lambda site: renamed.get(site, site))
    lost = made()

    assert followed.leak_test.new_rows < lost.leak_test.new_rows
    assert (
        followed.leak_test.new_rows == released(world, memory=[("2025-2", before.memory)]).leak_test.new_rows
    )


def test_the_release_before_is_the_one_with_the_latest_cut_off_before_this_one_whatever_it_is_called() -> (
    None
):
    made = [("spring", date(2026, 1, 31)), ("autumn", date(2026, 6, 29)), ("summer", date(2026, 12, 31))]
    payloads = [(name, remembering(name, day)) for name, day in made]

    for order in permutations(payloads):
        found = read_memory(order, str, round_id="again", cutoff=CUTOFF)
        assert found.past.shown == {"autumn"}
        assert releases_after(order, CUTOFF) == ((date(2026, 12, 31), "summer"),)


def test_of_two_rounds_of_one_cut_off_the_name_says_which_is_first() -> None:
    payloads = [(name, remembering(name, CUTOFF)) for name in ("2026-a", "2026-c")]

    assert read_memory(payloads, str, round_id="2026-b", cutoff=CUTOFF).past.shown == {"2026-a"}
    assert releases_after(payloads, CUTOFF) == ()


def test_a_memory_of_the_first_format_is_older_than_any_other() -> None:
    content = {
        "format": "release-memory-v1",
        "shown": ["S"],
        "levels": {},
        "holdings": {name: [] for name in HOLDINGS_FRAME},
        "contributions": {name: [] for name in CONTRIBUTIONS_FRAME},
    }
    first = ("r", zlib.compress(json.dumps(content).encode()))

    assert read_memory([first], str, round_id="s", cutoff=CUTOFF).past.shown == {"S"}
    newer = ("q", remembering("newer", EARLIER))
    assert read_memory([first, newer], str, round_id="s", cutoff=CUTOFF).past.shown == {"newer"}


@pytest.mark.parametrize(
    "payload", [zlib.compress(b'{"format": "release-memory-v9"}'), b'{"format": "release-memory-v9"}\nx']
)
def test_memory_of_another_format_is_a_fault_of_ours(payload: bytes) -> None:
    with pytest.raises(ValueError, match="unknown format"):
        read_memory([("r", payload)], str, round_id="s", cutoff=CUTOFF)


def test_releases_of_equal_content_differ_in_every_row_id() -> None:
    world = small_world()
    ids = [set(list_of(released(world, seed=seed)).rows["row"]) for seed in (1, 2, 3)]

    assert not any(one & other for one, other in pairwise(ids))
