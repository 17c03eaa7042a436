"""Who joins shows in no row that stood before: neither in its words, nor in its age, nor in its class."""

from datetime import date
from functools import lru_cache

import polars as pl
import pytest
from bench.release.world import World
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import months_before
from comity.release import Outcome, Policy, Release, release_sites
from comity.release.arrivals import changed_rows, late_of, let_in
from comity.release.attack import attack, target_of
from comity.release.canonical import PAIRS_FRAME, SHOWN_AS_FRAME
from comity.release.decide import FIRST
from comity.release.frames import countries_of, holdings_of
from comity.release.memory import read_memory, write_memory
from tests.release.programme import (
    CUTOFF,
    QUICK,
    Audit,
    Spelling,
    contributions_of,
    records_of,
    released_before,
    sites_with,
    small_world,
)

SOLES = Policy.default().soles
LAX = QUICK.with_rules(
    cells={"min_groups": 1, "max_share": 1, "max_gain_bits": 9, "max_top1_lift_points": 100},
    leak_test={"max_gain_bits": 9, "max_top1_lift_points": 100, "max_p99_lift": 1, "max_certain_single": 1,
               "max_certain_pair": 1, "coalitions_of_five": 1},
)  # fmt: skip
"""Every row has its band and class, so that whatever moves is seen; of the leak test only the newcomer's limits are left."""


def row(site: str, **said: str | None) -> dict[str, str | None]:
    plain: dict[str, str | None] = dict.fromkeys(SHOWN_AS_FRAME)
    plain |= {"name": f"Works Of {site}", "address": "Harbour Road 1", "city": "Izmir", "country": "TR"}
    return plain | {"site": site, "audited": "up to 24 months"} | said


def rows(*told: dict[str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(list(told), schema=SHOWN_AS_FRAME)


def pairs(*told: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(told), schema=PAIRS_FRAME, orient="row")


# ---- who waits


def test_newcomers_wait_on_what_was_shown_and_so_does_whoever_waited_before() -> None:
    audits = [Audit(site=site, member=who) for site in ("old", "new") for who in ("alder", "birch", "cedar")]
    holdings = holdings_of(contributions_of(audits), {}, CUTOFF)

    late = late_of(
        holdings,
        shown={"old"},
        newcomers={"cedar"},
        waiting=pairs(("old", "birch"), ("old", "gone"), ("new", "birch")),
    )

    assert late.rows() == [("old", "birch"), ("old", "cedar")]


@pytest.mark.parametrize(
    ("said", "sites"),
    [
        ({}, set()),
        ({"audited": "up to 36 months"}, set()),
        ({"audited": None}, set()),
        ({"assurance": "partial"}, set()),  # the country shows the class now
        ({"audited": "up to 12 months"}, {"s"}),
        ({"name": "Works Two"}, {"s"}),
        ({"city": ""}, {"s"}),
        ({"lei": "529900T8BM49AURSDO55"}, {"s"}),
    ],
    ids=str,
)
def test_a_row_that_only_grew_older_has_not_changed(said: dict[str, str | None], sites: set[str]) -> None:
    assert changed_rows(rows(row("s", **said)), rows(row("s"))) == sites


def test_another_class_is_a_change() -> None:
    before, now = (rows(row("s", assurance=one)) for one in ("partial", "meets the benchmark"))

    assert changed_rows(now, before) == {"s"}


# ---- how many are let in


@given(others=st.integers(0, 60), moved=st.integers(0, 40), still=st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_a_newcomer_is_behind_no_more_than_its_share_of_what_changed(
    others: int, moved: int, still: int
) -> None:
    rules = QUICK.with_rules(soles={"max_newcomers_share_of_list": 1.0}).soles
    grew = [f"a{at}" for at in range(others)]
    theirs = [f"b{at}" for at in range(moved)]
    quiet = [f"c{at}" for at in range(still)]
    before = rows(*map(row, grew + theirs + quiet))
    without = rows(
        *(row(site, audited="up to 12 months") for site in grew), *map(row, theirs), *map(row, quiet)
    )
    heard = rows(*(row(site, audited="up to 12 months") for site in grew + theirs), *map(row, quiet))
    late = pairs(*((site, "new") for site in theirs + quiet))

    found = let_in(
        late,
        without=without,
        heard=heard,
        before=before,
        too_recent=late.clear(),
        rules=rules,
        seed=b"law",
    )

    let = found.sites & set(theirs)
    assert len(let) <= rules.max_share_of_new * (len(let) + others) + 1e-9
    assert set(quiet) <= found.sites
    assert set(found.waiting["site"]) == set(theirs) - let
    if others >= 4 and moved:
        assert let


def test_newcomers_together_are_behind_little_of_the_list() -> None:
    sites = [f"s{at:03d}" for at in range(400)]
    late = pairs(*((site, f"new{at % 4}") for at, site in enumerate(sites[:80])))
    heard = rows(*(row(site, audited="up to 12 months") for site in sites))
    without = rows(
        *(
            row(site, audited="up to 24 months" if at < 80 else "up to 12 months")
            for at, site in enumerate(sites)
        )
    )

    found = let_in(
        late,
        without=without,
        heard=heard,
        before=rows(*map(row, sites)),
        too_recent=late.clear(),
        rules=SOLES,
        seed=b"law",
    )

    assert len(found.sites) == int(SOLES.max_newcomers_share_of_list * 400) == 2


def test_who_has_an_audit_that_the_lag_hides_goes_on_waiting() -> None:
    late = pairs(("s", "new"))
    same = rows(row("s"))

    found = let_in(late, without=same, heard=same, before=same, too_recent=late, rules=SOLES, seed=b"law")

    assert found.sites == frozenset()
    assert found.waiting.equals(late)


# ---- in a programme


@lru_cache(maxsize=1)
def visited() -> tuple[World, pl.DataFrame, pl.DataFrame]:
    """A made-up programme in which nothing moves but that one member joins: with an audit of last month and a spelling of
    its own on every site that others list. Its contributions then, its records."""
    world = small_world(2, contributions=3_000, sites=6_000)
    others = world.contributions.filter(pl.col("group") != world.newcomer)
    sites = others["site"].unique(maintain_order=True).head(300)
    theirs = pl.DataFrame(
        {
            "site": sites,
            "record": [f"theirs-{site}" for site in sites],
            "member": world.newcomer,
            "group": world.newcomer,
            "audit_date": months_before(world.cutoff, 1),
            "assurance": "meets the benchmark",
            "category": "category 1",
        },
        schema=others.schema,
    )
    spelled = world.records.filter(pl.col("site").is_in(sites.implode())).with_columns(
        record="theirs-" + pl.col("site"),
        site_name=pl.lit("Zz") + pl.col("site").str.slice(2),
        region=pl.lit(None, pl.String),
    )
    return world, pl.concat([others, theirs]), pl.concat([world.records, spelled])


def twice(newcomers_after: int = 1) -> tuple[Release, list[Release]]:
    world, contributions, records = visited()
    first = release_sites(
        world.records,
        contributions.filter(pl.col("group") != world.newcomer),
        policy=LAX,
        round_id="2025-1",
        cutoff=world.cutoff,
        seed=7,
    )
    later, memory = [], first.memory
    for number in range(newcomers_after):
        release = release_sites(
            records,
            contributions,
            policy=LAX,
            round_id=f"2026-{number}",
            cutoff=world.cutoff,
            seed=number,
            memory=[("2025-1" if not number else f"2026-{number - 1}", memory)],
        )
        later.append(release)
        memory = release.memory
    return first, later


def shown_as(release: Release) -> pl.DataFrame:
    return read_memory([("r", release.memory)], str, round_id="z", cutoff=date.max).past.shown_as


def test_where_nothing_moves_but_a_newcomer_no_row_that_stood_changes_in_three_rounds() -> None:
    first, later = twice(3)
    before = shown_as(first)

    assert (
        sum(
            site in set(before["site"])
            for site in {one[7:] for one in visited()[1]["record"] if one[:7] == "theirs-"}
        )
        > 50
    )
    for release in later:
        assert release.common_list is not None
        assert changed_rows(shown_as(release), before) == frozenset()
        assert release.leak_test.changed_rows == 0
        before = shown_as(release)


def test_without_the_wait_the_leak_test_knows_the_newcomer_by_the_rows_that_changed() -> None:
    """The attacker is worth its name: the same programme with every newcomer's audit shown at once."""
    world, contributions, records = visited()
    holdings = holdings_of(contributions, countries_of(records), world.cutoff).with_columns(
        attribute=pl.lit("")
    )
    latest = holdings.sort(["site", "audit_date", "group"], descending=[False, True, False])
    shown = latest.unique("site", keep="first", maintain_order=True).with_columns(
        public=pl.lit(""), is_new=pl.lit(value=False), is_changed=pl.col("group") == world.newcomer
    )
    groups = tuple(sorted(holdings["group"].unique()))

    target = target_of(
        shown, holdings, groups=groups, newcomers=frozenset({world.newcomer}), public_weight=8.0
    )

    found = attack(target, (0,))
    assert found.newcomer_posterior_changed > 3 * Policy.default().leak_test.max_newcomer_posterior


@pytest.mark.parametrize("seed", [2, 3])
def test_a_newcomer_is_behind_few_of_the_rows_that_change_in_a_made_up_programme(seed: int) -> None:
    """Beside others' new audits. What would stand there without it, stands there, but for its share."""
    world = small_world(seed, contributions=3_000, sites=6_000)
    before = released_before(world, policy=LAX)
    memory = [("2025-2", before.memory)]

    def released(contributions: pl.DataFrame) -> Release:
        return release_sites(
            world.records,
            contributions,
            policy=LAX,
            round_id="2026-1",
            cutoff=world.cutoff,
            seed=1,
            memory=memory,
        )

    joined = released(world.contributions)
    alone = released(world.contributions.filter(pl.col("group") != world.newcomer))
    changed = changed_rows(shown_as(joined), shown_as(before))
    behind = changed & set(_differing(shown_as(joined), shown_as(alone)))

    assert len(changed) > 20
    assert len(behind) <= SOLES.max_share_of_new * len(changed)
    [figure] = [one for one in joined.leak_test.figures if one.code == "newcomer-changed"]
    assert figure.passed
    assert joined.leak_test.changed_rows == len(changed)


def _differing(one: pl.DataFrame, other: pl.DataFrame) -> list[str]:
    """Sites shown by both, in other words or younger."""
    return sorted(changed_rows(one, other) | changed_rows(other, one))


# ---- words that were shown stay


def settled(*spellings: str, earlier: str | None) -> str:
    """The name shown of one site that groups spell so, where it was shown as `earlier`."""
    plain = [f"s{at:02d}" for at in range(40)]
    audits = [
        Audit(site=site, member=f"m{(at + turn) % 18:02d}")
        for at, site in enumerate(plain)
        for turn in range(9)
    ]
    own = {}
    for at, _ in enumerate(spellings):
        audits.append(Audit(site="one", member=f"m{at:02d}"))
        own["one", f"m{at:02d}"] = f"one-{at}"
    records = records_of(
        [Spelling(site=site) for site in plain]
        + [Spelling(site="one", record=f"one-{at}", name=name) for at, name in enumerate(spellings)]
    )
    contributions = contributions_of(audits, record_of=own)
    past = FIRST
    if earlier is not None:
        was = rows(row("one", name=earlier))
        past = type(FIRST)(
            shown=frozenset({"one", *plain}),
            levels={},
            holdings=holdings_of(contributions, countries_of(records), CUTOFF),
            shown_as=was,
        )
    memory = write_memory(past, contributions.clear(), cutoff=date(2025, 12, 31))
    release = release_sites(
        records,
        contributions,
        policy=LAX.with_rules(attribution={"max_posterior": 1, "max_posterior_to_member": 1}),
        round_id="r",
        cutoff=CUTOFF,
        seed=1,
        memory=[("was", memory)] if earlier is not None else [],
    )
    assert "one" in sites_with(release, Outcome.SHOWN)
    return str(shown_as(release).filter(pl.col("site") == "one")["name"].item())


def test_a_site_keeps_the_words_it_was_shown_with_as_long_as_somebody_gives_them() -> None:
    names = ("Alder Mills", "Alder Mills", "Alder Weaving Mill")

    assert settled(*names, earlier=None) == "Alder Mills"
    assert settled(*names, earlier="Alder Weaving Mill") == "Alder Weaving Mill"
    assert settled(*names, earlier="Alder Spinning Mill") == "Alder Mills"


def test_words_that_may_no_longer_be_shown_are_not_kept() -> None:
    assert settled("Alder Mills", "Alder Mills", earlier="Sole Supplier") == "Alder Mills"


def test_a_site_whose_texts_became_notes_keeps_the_clean_words_it_had() -> None:
    assert settled("Alder Mills preferred vendor", earlier="Alder Mills") == "Alder Mills"


def test_a_memory_keeps_the_words_and_who_waits_and_follows_merged_sites() -> None:
    past = type(FIRST)(
        shown=frozenset({"a", "b"}),
        levels={},
        holdings=None,
        shown_as=rows(row("a", name="Of A"), row("b", name="Of B")),
        waiting=pairs(("a", "new"), ("b", "new")),
    )
    memory = [("r", write_memory(past, contributions_of([]), cutoff=date(2025, 12, 31)))]

    kept = read_memory(memory, str, round_id="s", cutoff=CUTOFF).past
    merged = read_memory(memory, lambda _: "b", round_id="s", cutoff=CUTOFF).past

    assert kept.shown_as.equals(past.shown_as)
    assert kept.waiting.equals(past.waiting)
    assert merged.shown_as.rows() == [tuple(row("b", name="Of B").values())]
    assert merged.waiting.rows() == [("b", "new")]
