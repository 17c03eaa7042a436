"""What holds of every release, whatever was contributed and whatever the rules say."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core import months_before
from comity.release import DECISIONS_FRAME, Outcome, Policy, Release, release_sites, write_common_list
from comity.release.decide import FIRST, Decided, Past, decide, mode_of
from comity.release.frames import countries_of, holdings_of
from comity.release.soles import ranks_of
from tests.release.programme import (
    CUTOFF,
    MEETS,
    PARTIAL,
    QUICK,
    Audit,
    Spelling,
    contributions_of,
    list_of,
    records_of,
    released,
    released_before,
    sites_with,
    small_release,
    small_world,
)

few = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    audits: tuple[Audit, ...]
    groups: tuple[str, ...]

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(sorted({one.site for one in self.audits}))

    @property
    def contributions(self) -> pl.DataFrame:
        return contributions_of(self.audits)

    @property
    def records(self) -> pl.DataFrame:
        return records_of(
            Spelling(site=site, country="TR" if int(site[1:]) % 3 else "VN") for site in self.sites
        )

    @property
    def holdings(self) -> pl.DataFrame:
        return holdings_of(self.contributions, countries_of(self.records), CUTOFF)


@st.composite
def programmes(draw: st.DrawFn, fewest_groups: int = 16) -> Programme:
    """Every group has at least one audit. Most sites have one contributor, as in life; some groups have many."""
    groups = tuple(
        f"group-{number:02d}" for number in range(draw(st.integers(fewest_groups, fewest_groups + 4)))
    )
    audit = st.builds(
        Audit,
        site=st.integers(0, 60).map("s{:02d}".format),
        member=st.one_of(st.sampled_from(groups), st.sampled_from(groups[:3])),
        months_ago=st.integers(0, 35),
        assurance=st.sampled_from([MEETS, MEETS, PARTIAL]),
        category=st.sampled_from(["food", "toys"]),
    )
    firsts = [replace(draw(audit), member=group) for group in groups]
    return Programme(audits=(*firsts, *draw(st.lists(audit, min_size=10, max_size=90))), groups=groups)


@st.composite
def pasts(draw: st.DrawFn, programme: Programme) -> Past:
    """No past, or one of which some groups were no part, with some sites shown."""
    if draw(st.booleans()):
        return FIRST
    newcomers = draw(st.sets(st.sampled_from(programme.groups[:4]), max_size=2))
    before = programme.holdings.filter(~pl.col("group").is_in(list(newcomers)))
    return Past(
        shown=draw(st.frozensets(st.sampled_from(programme.sites))),
        levels=draw(st.dictionaries(st.sampled_from(["TR", "VN"]), st.integers(0, 3))),
        holdings=before,
    )


LOOSE = QUICK.with_rules(
    cells={"min_groups": 1, "max_share": 1.0, "max_gain_bits": 9.0, "max_top1_lift_points": 100.0},
    soles={"max_share_of_list": 0.9, "max_share_of_new": 0.9, "max_newcomers_share_of_list": 0.9},
    attribution={"max_posterior": 0.9, "max_posterior_to_member": 0.9},
)

# Each rule that can be made stricter: where it stands, values to draw it from, whether less of it is stricter.
RULES = {
    "min_groups": ("cells", st.integers(1, 12), False),
    "max_share": ("cells", st.floats(0.1, 1), True),
    "max_gain_bits": ("cells", st.floats(0, 1), True),
    "max_top1_lift_points": ("cells", st.floats(0, 30), True),
    "max_share_of_list": ("soles", st.floats(0.01, 0.5), True),
    "max_share_of_new": ("soles", st.floats(0.01, 0.5), True),
    "max_newcomers_share_of_list": ("soles", st.floats(0.005, 0.5), True),
    "max_posterior": ("attribution", st.floats(0.1, 1), True),
    "max_posterior_to_member": ("attribution", st.floats(0.1, 1), True),
    "clear_from_groups": ("size", st.integers(8, 24), False),
}


def decided(programme: Programme, policy: Policy, past: Past, *, lag_months: int = 3) -> Decided:
    """What is decided before the leak test has its say: a refused release shows nothing, so of refusals nothing is to prove."""
    return decide(
        programme.holdings,
        mode=mode_of(len(programme.groups), policy),
        policy=policy,
        past=past,
        cutoff=CUTOFF,
        latest_allowed=months_before(CUTOFF, lag_months),
        statements={},
        seed=b"laws",
    )


def shown_by(told: Decided) -> set[str]:
    return set(told.decisions.filter(pl.col("outcome") == Outcome.SHOWN)["site"])


def attributes_by(told: Decided) -> dict[str, set[str]]:
    """Which attributes stand beside each shown site."""
    countries = dict(told.sites.select("site", "country").iter_rows())
    return {site: set(told.levels[countries[site]].columns) for site in shown_by(told)}


def assert_shows_no_more(strict: Decided, loose: Decided) -> None:
    assert shown_by(strict) <= shown_by(loose)
    wide = attributes_by(loose)
    for site, attributes in attributes_by(strict).items():
        assert attributes <= wide[site]


# ---- no site is lost


@given(programme=programmes(fewest_groups=6), data=st.data())
@few
def test_every_site_has_exactly_one_outcome_whatever_the_rules_say(
    programme: Programme, data: st.DataObject
) -> None:
    policy = LOOSE.with_rules(
        cells={"min_groups": data.draw(st.integers(1, 10))},
        soles={"max_share_of_list": data.draw(st.floats(0, 1))},
        attribution={"max_posterior": data.draw(st.floats(0, 1))},
    )

    release = release_sites(
        programme.records, programme.contributions, policy=policy, round_id="r", cutoff=CUTOFF, seed=1
    )

    assert release.decisions.schema == DECISIONS_FRAME
    assert release.decisions["site"].to_list() == list(programme.sites)
    assert release.decisions.null_count().sum_horizontal().item() == 0
    assert (release.decisions["reason"].str.len_chars() > 0).all()
    assert (release.common_list is None) == bool(release.refusals)
    if release.common_list is not None:
        told = Counter(release.decisions["outcome"].to_list())
        assert told[Outcome.SHOWN] == release.common_list.rows.height
        assert told[Outcome.CHECK_ONLY] == len(release.common_list.sealed)


# ---- a stricter policy never shows more


@pytest.mark.parametrize("rule", RULES)
@given(data=st.data())
@few
def test_a_stricter_policy_never_shows_more(rule: str, data: st.DataObject) -> None:
    section, values, less_is_stricter = RULES[rule]
    low, high = sorted([data.draw(values), data.draw(values)])
    strict, loose = (low, high) if less_is_stricter else (high, low)
    programme = data.draw(programmes())
    past = data.draw(pasts(programme))
    base = LOOSE.with_rules(soles={"max_share_of_list": data.draw(st.floats(0.05, 0.9))})

    assert_shows_no_more(
        decided(programme, base.with_rules(**{section: {rule: strict}}), past),
        decided(programme, base.with_rules(**{section: {rule: loose}}), past),
    )


@pytest.mark.parametrize("rule", ["max_share_of_list", "max_share_of_new", "max_newcomers_share_of_list"])
def test_a_longer_lag_never_shows_more(rule: str) -> None:
    """Where a lag hides a row, the place it leaves in its group's share must not go to another row.

    Seeded, not drawn by Hypothesis, which rarely meets a cap that binds: without the rule one programme in seven breaks it.
    """
    policy = LOOSE.with_rules(soles={rule: 0.1})
    for seed in range(40):
        programme = _crowded(Random(seed))
        before = programme.holdings.filter(pl.col("group") != programme.groups[0])
        past = FIRST if rule == "max_share_of_list" else replace(FIRST, holdings=before)

        short, long = (decided(programme, policy, past, lag_months=lag) for lag in (3, 20))

        assert_shows_no_more(long, short)


def _crowded(draw: Random) -> Programme:
    """Three groups hold most of the sites, so that a cap on sole rows binds."""
    groups = tuple(f"group-{number:02d}" for number in range(16))
    firsts = [
        Audit(site=f"s{at:02d}", member=group, months_ago=draw.randint(0, 35))
        for at, group in enumerate(groups)
    ]
    others = [
        Audit(
            site=f"s{draw.randint(0, 60):02d}",
            member=draw.choice(groups[:3] if draw.random() < 0.6 else groups),
            months_ago=draw.randint(0, 35),
        )
        for _ in range(80)
    ]
    return Programme(audits=(*firsts, *others), groups=groups)


STRICTER: dict[str, tuple[str, list[float]]] = {
    "min_groups": ("cells", [5, 7, 10]),
    "max_share": ("cells", [0.5, 0.35, 0.25]),
    "max_gain_bits": ("cells", [0.2, 0.04, 0.01]),
    "max_share_of_list": ("soles", [0.25, 0.08, 0.03]),
    "max_posterior": ("attribution", [0.5, 0.4, 0.3]),
    "max_posterior_to_member": ("attribution", [0.6, 0.5, 0.4]),
    "lag_months": ("programme", [0, 3, 9]),
}


@pytest.mark.parametrize("rule", STRICTER)
def test_stricter_rules_show_less_and_never_more_in_a_made_up_programme(rule: str) -> None:
    """Beside the law, that each rule bites: a rule that nothing hangs on would keep every law."""
    world = small_world(contributions=1_500, sites=2_000)
    section, steps = STRICTER[rule]
    lax = QUICK.with_rules(leak_test={"max_gain_bits": 9, "max_top1_lift_points": 100, "max_p99_lift": 1,
                                                 "max_certain_single": 1, "max_certain_pair": 1,
                                                 "coalitions_of_five": 1})  # fmt: skip

    releases = [
        released(world, policy=lax.with_rules(**{section: {rule: value}}), release_on=world.cutoff)
        for value in steps
    ]
    shown = [_told(release) for release in releases]

    for loose, strict in pairwise(shown):
        assert strict <= loose
    assert shown[-1] < shown[0]


def _told(release: Release) -> set[tuple[str, str]]:
    """(site, what is said of it): every site shown, and every attribute beside it."""
    countries = dict(countries_of(small_world(contributions=1_500, sites=2_000).records))
    told = set()
    for site in sites_with(release, Outcome.SHOWN):
        told |= {(site, one) for one in ("site", *release.levels[countries[site]].columns)}
    return told


def test_the_size_rules_only_ever_take_the_whole_list_away() -> None:
    world = small_world()
    groups = world.contributions["group"].n_unique()

    clear = released(world)
    check_only = released(world, policy=QUICK.with_rules(size={"clear_from_groups": groups + 1}))
    refused = released(
        world,
        policy=QUICK.with_rules(size={"clear_from_groups": 99, "refuse_below_groups": groups + 1}),
    )

    assert list_of(clear).rows.height > 0
    assert list_of(check_only).rows.height == 0
    assert len(list_of(check_only).sealed) == check_only.decisions.height
    assert refused.common_list is None


# ---- sole contributors


@given(data=st.data())
@few
def test_no_group_is_alone_in_more_than_its_share_of_the_list_or_of_its_news(data: st.DataObject) -> None:
    programme = data.draw(programmes())
    past = data.draw(pasts(programme))
    of_list, of_new = data.draw(st.floats(0.02, 0.6)), data.draw(st.floats(0.02, 0.6))
    policy = LOOSE.with_rules(soles={"max_share_of_list": of_list, "max_share_of_new": of_new})

    told = decided(programme, policy, past)

    shown = told.sites.filter(pl.col("site").is_in(list(shown_by(told))))
    new = shown.filter(~pl.col("site").is_in(list(past.shown)))
    assert_no_sole_share_above(of_list, shown)
    if past.holdings is not None:
        assert_no_sole_share_above(of_new, new)


def test_rows_that_a_group_has_to_itself_are_drawn_before_those_that_it_shares() -> None:
    """Else shared rows, alone only under a long lag, would take the places of rows that are alone today."""
    firsts = {f"s{at:02d}": ("alder", at % 2 == 0) for at in range(40)}

    ranks = ranks_of(firsts, b"seed")

    assert sorted(ranks.values()) == list(range(40))
    assert all((rank < 20) == (int(site[1:]) % 2 == 1) for site, rank in ranks.items())


def assert_no_sole_share_above(most: float, sites: pl.DataFrame) -> None:
    alone = Counter(sites.filter(pl.col("groups") == 1)["only"].to_list())
    assert all(count <= most * sites.height + 1e-9 for count in alone.values())


# ---- one corporate group counts once


@given(programme=programmes(fewest_groups=16), data=st.data())
@few
def test_two_members_of_one_group_can_only_reduce_what_is_counted(
    programme: Programme, data: st.DataObject
) -> None:
    one, other = data.draw(st.permutations(programme.groups))[:2]
    joined = [
        replace(audit, group="holding") if audit.member in (one, other) else audit
        for audit in programme.audits
    ]

    apart = release_sites(
        programme.records, programme.contributions, policy=LOOSE, round_id="r", cutoff=CUTOFF, seed=1
    )
    together = release_sites(
        programme.records, contributions_of(joined), policy=LOOSE, round_id="r", cutoff=CUTOFF, seed=1
    )

    assert together.groups == apart.groups - 1
    assert together.decisions["site"].to_list() == apart.decisions["site"].to_list()


def test_sixteen_members_of_fifteen_groups_get_no_clear_list() -> None:
    audits = [Audit(site=f"s{at % 40:02d}", member=f"m{at % 16:02d}") for at in range(200)]
    joined = [replace(one, group="holding") if one.member in ("m00", "m01") else one for one in audits]
    records = records_of(Spelling(site=f"s{at:02d}") for at in range(40))

    told = [
        release_sites(records, contributions_of(one), policy=QUICK, round_id="r", cutoff=CUTOFF, seed=1)
        for one in (audits, joined)
    ]

    assert [(one.groups, one.mode.value) for one in told] == [(16, "clear"), (15, "check-only")]


def test_a_site_that_two_members_of_one_group_list_has_one_contributor() -> None:
    audits = [
        Audit(site="s01", member="m1", group="holding"),
        Audit(site="s01", member="m2", group="holding"),
    ]
    programme = Programme(audits=tuple(audits), groups=("holding",))

    assert programme.holdings.height == 1


# ---- order and seeds


@given(programme=programmes(), order=st.randoms(use_true_random=False))
@settings(parent=few, max_examples=8)
def test_the_order_of_rows_changes_not_a_byte(programme: Programme, order: Random) -> None:
    def made(contributions: pl.DataFrame, records: pl.DataFrame) -> tuple[object, ...]:
        release = release_sites(records, contributions, policy=LOOSE, round_id="r", cutoff=CUTOFF, seed=1)
        files = write_common_list(release.common_list) if release.common_list else {}
        return release.decisions.rows(), release.memory, files, release.refusals

    straight = made(programme.contributions, programme.records)
    shuffled = made(_shuffled(programme.contributions, order), _shuffled(programme.records, order))

    assert straight == shuffled


def _shuffled(frame: pl.DataFrame, order: Random) -> pl.DataFrame:
    places = list(range(frame.height))
    order.shuffle(places)
    return frame[places]


def test_the_order_of_rows_changes_not_a_byte_in_a_made_up_programme() -> None:
    world = small_world()
    mixed = replace(
        world,
        records=_shuffled(world.records, Random(3)),
        contributions=_shuffled(world.contributions, Random(4)),
    )

    one, other = released(world), released(mixed)

    assert write_common_list(list_of(one)) == write_common_list(list_of(other))
    assert one.memory == other.memory


def test_one_seed_gives_one_file_and_another_seed_other_row_ids_and_entries() -> None:
    world = small_world()

    first, again, other = (list_of(released(world, seed=seed)) for seed in (1, 1, 2))

    assert write_common_list(first) == write_common_list(again)
    assert not set(first.rows["row"]) & set(other.rows["row"])
    assert not set(first.sealed) & set(other.sealed)
    assert first.about.stretch.salt != other.about.stretch.salt


def test_the_order_of_rows_hangs_on_their_words_alone() -> None:
    world = small_world()

    first, other = (list_of(released(world, seed=seed)).rows.drop("row") for seed in (1, 2))

    assert first.equals(other)
    assert first.rows() == first.sort("country", "name", "city", "address").rows()


def test_row_ids_are_never_used_twice_in_a_list() -> None:
    rows = list_of(small_release()).rows["row"]

    assert rows.n_unique() == len(rows)


# ---- over rounds


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_site_is_lost_in_a_second_release_either(seed: int) -> None:
    world = small_world(seed)

    release = released(world, memory=[("2025-2", released_before(world).memory)])

    carried = world.earlier.filter(
        (pl.col("group") == world.leaver) & (pl.col("audit_date") >= months_before(world.cutoff, 36))
    )
    assert set(release.decisions["site"]) == set(world.contributions["site"]) | set(carried["site"])
    assert release.decisions["site"].is_unique().all()


def test_what_is_too_recent_on_the_day_of_release_stands_nowhere() -> None:
    """Released on the cut-off's own day, audits of the last three months wait; after the lag, none has to."""
    world = small_world()
    recent = months_before(world.cutoff, 3)
    latest = world.contributions.group_by("site", "group").agg(pl.col("audit_date").max())
    oldest = latest.group_by("site").agg(pl.col("audit_date").min())
    only_recent = set(oldest.filter(pl.col("audit_date") > recent)["site"])

    at_once = released(world, release_on=world.cutoff)
    after_the_lag = released(world)

    assert only_recent
    assert sites_with(at_once, Outcome.WITHHELD) == only_recent
    assert len(list_of(at_once).sealed) == len(sites_with(at_once, Outcome.CHECK_ONLY))
    assert after_the_lag.not_before == months_before(world.cutoff, -3)
    assert not sites_with(after_the_lag, Outcome.WITHHELD)
