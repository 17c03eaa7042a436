import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import polars as pl
import pytest

from comity.core import UsageProblem
from comity.linkage import KNOWN_FRAME, Constraint
from comity.registry import (
    SETTLED_FRAME,
    Happening,
    NoJudgement,
    NoRelease,
    Registry,
    StaleLinkage,
    UnknownSite,
)
from tests.registry.cast import AT, frame_of, judged, known_sites, linked, rows_named, settled, withdrawn

ONE, TWO, THREE, FOUR = "S-000001-3", "S-000002-1", "S-000003-7", "S-000004-5"


@pytest.fixture
def registry() -> Registry:
    return Registry.in_memory()


def test_records_of_one_cluster_get_one_id(registry: Registry) -> None:
    sites = settled(registry, "a", "b", "c", truth={"a": "mill", "b": "mill"})

    assert sites == {"a": ONE, "b": ONE, "c": TWO}


def test_ids_are_handed_out_in_the_order_of_the_clusters_and_not_of_the_rows(registry: Registry) -> None:
    sites = settled(registry, "c", "a", "b", truth={"b": "mill", "c": "mill"})

    assert sites == {"a": ONE, "b": TWO, "c": TWO}


def test_the_answer_has_one_line_for_every_record_of_the_round(registry: Registry) -> None:
    rows = pl.concat([rows_named("b", "a"), rows_named("b")])

    frame = registry.settle(linked(registry, ["a", "b"]), rows, round_id="2026-H1")

    assert frame.schema == SETTLED_FRAME
    assert frame["record"].to_list() == ["a", "b"]


def test_a_later_round_keeps_every_id_and_adds_new_ones(registry: Registry) -> None:
    first = settled(registry, "b", "d")

    second = settled(registry, "a", "b", "c", "d", round_id="2026-H2", truth={"c": "d", "d": "d"})

    assert second == {**first, "a": THREE, "c": first["d"]}


def test_the_same_round_again_writes_nothing(registry: Registry) -> None:
    first = settled(registry, "a", "b")
    before = registry.history(ONE)

    again = settled(registry, "a", "b")

    assert again == first
    assert registry.history(ONE) == before
    assert len(registry.known()) == 2


def test_what_the_records_say_is_remembered_as_they_said_it(registry: Registry) -> None:
    rows = frame_of(
        record=["a", "b"],
        site_name=['Yıldız "A.Ş."\n\x00', None],
        country=["TR", None],
        latitude=[0.1 + 0.2, None],
        longitude=[-0.0, float("nan")],
        lei=[None, "ZS1234"],
    )

    registry.settle(linked(registry, ["a", "b"]), rows, round_id="2026-H1")

    known = registry.known()
    assert known.schema == KNOWN_FRAME
    expected = rows.with_columns(pl.col("longitude").fill_nan(None)).select(KNOWN_FRAME.names()[2:])
    assert known.drop("record", "site").equals(expected)


def test_a_must_link_merges_two_known_sites_into_the_older(registry: Registry) -> None:
    settled(registry, "a", "b")
    judged(registry, "b", "a", same=True)

    sites = settled(registry, "b", round_id="2026-H2")

    assert sites == {"b": ONE}
    assert registry.resolve(TWO) == ONE
    assert known_sites(registry) == {"a": ONE, "b": ONE}


def test_a_new_record_can_join_two_known_sites(registry: Registry) -> None:
    settled(registry, "a", "b")
    judged(registry, "a", "n", same=True)
    judged(registry, "n", "b", same=True)

    sites = settled(registry, "b", "n", round_id="2026-H2", truth={"n": "b"})

    assert sites == {"b": ONE, "n": ONE}
    assert registry.resolve(TWO) == ONE


def test_a_split_undoes_a_merge(registry: Registry) -> None:
    settled(registry, "a", "b")
    judged(registry, "a", "b", same=True)
    settled(registry, "a", "b", round_id="2026-H2")
    judged(registry, "a", "b", same=False)

    sites = settled(registry, "a", "b", round_id="2027-H1")

    assert sites == {"a": ONE, "b": TWO}
    assert registry.resolve(TWO) == TWO


def test_a_split_that_undoes_nothing_gives_the_part_without_the_first_record_a_new_id(
    registry: Registry,
) -> None:
    settled(registry, "b")
    settled(registry, "a", "b", round_id="2026-H2", truth={"a": "b"})
    judged(registry, "a", "b", same=False)

    sites = settled(registry, "a", "b", round_id="2027-H1")

    assert sites == {"b": ONE, "a": TWO}


def test_a_withdrawn_split_is_a_merge_that_redirects(registry: Registry) -> None:
    settled(registry, "a", "b", truth={"a": "mill", "b": "mill"})
    judged(registry, "a", "b", same=False)
    settled(registry, "a", "b", round_id="2026-H2")
    withdrawn(registry, "a", "b")

    sites = settled(registry, "a", "b", round_id="2027-H1")

    assert sites == {"a": ONE, "b": ONE}
    assert registry.resolve(TWO) == ONE


def test_a_withdrawn_merge_is_a_split_that_gives_the_ids_back(registry: Registry) -> None:
    settled(registry, "a", "b")
    judged(registry, "a", "b", same=True)
    settled(registry, "a", "b", round_id="2026-H2")

    withdrawn(registry, "a", "b")

    assert known_sites(registry) == {"a": ONE, "b": TWO}
    assert settled(registry, "a", "b", round_id="2027-H1") == {"a": ONE, "b": TWO}


def test_a_record_that_joined_while_sites_were_merged_stays_with_the_site_it_was_given(
    registry: Registry,
) -> None:
    settled(registry, "a", "b")
    judged(registry, "a", "b", same=True)
    settled(registry, "c", round_id="2026-H2", truth={"c": "b"})

    withdrawn(registry, "a", "b")

    assert known_sites(registry) == {"a": ONE, "b": TWO, "c": ONE}


def test_a_part_bears_its_new_id_before_the_round_is_settled(registry: Registry) -> None:
    settled(registry, "a", "b", "c", truth={"a": "mill", "b": "mill"})
    judged(registry, "a", "b", same=False)

    promised = known_sites(registry)

    assert promised == {"a": ONE, "b": THREE, "c": TWO}
    assert settled(registry, "aa", "b", round_id="2026-H2") == {"b": THREE, "aa": FOUR}


def test_a_record_that_joins_a_part_stays_with_it(registry: Registry) -> None:
    settled(registry, "a", "b", truth={"a": "mill", "b": "mill"})
    judged(registry, "a", "b", same=False)

    sites = settled(registry, "b", "c", round_id="2026-H2", truth={"c": "b"})

    assert sites == {"b": TWO, "c": TWO}
    withdrawn(registry, "a", "b")
    assert known_sites(registry) == {"a": ONE, "b": ONE, "c": ONE}


def test_a_judgement_taken_back_before_the_next_round_costs_no_id(registry: Registry) -> None:
    settled(registry, "a", "b", truth={"a": "mill", "b": "mill"})
    judged(registry, "a", "b", same=False)
    withdrawn(registry, "a", "b")

    assert settled(registry, "a", "b", "c", round_id="2026-H2") == {"a": ONE, "b": ONE, "c": TWO}


def test_must_links_outweigh_a_cannot_link_that_contradicts_them(registry: Registry) -> None:
    settled(registry, "a", "b", "c")
    judged(registry, "a", "b", same=True)
    judged(registry, "b", "c", same=True)
    judged(registry, "a", "c", same=False)

    assert set(known_sites(registry).values()) == {ONE}


def test_a_cannot_link_is_kept_where_only_known_sites_speak_against_it(registry: Registry) -> None:
    settled(registry, "a", "b", "x", "y", truth={"a": "1", "x": "1", "b": "2", "y": "2"})
    judged(registry, "a", "b", same=True)
    judged(registry, "x", "y", same=False)

    sites = settled(registry, "a", "b", "x", "y", round_id="2026-H2")

    assert sites["a"] == sites["b"] == ONE
    assert sites["x"] != sites["y"]


def test_the_latest_judgement_stands_and_all_are_told(registry: Registry) -> None:
    settled(registry, "a", "b")
    registry.judge("b", "a", same=True, by="ana", at=AT, note="same gate")
    registry.judge("a", "b", same=False, by="ben", at=AT - timedelta(days=1))

    assert registry.constraints() == (Constraint(left="a", right="b", same=False),)
    told = [(j.left, j.right, j.same, j.by, j.note, j.stands) for j in registry.judgements()]
    assert told == [("a", "b", True, "ana", "same gate", False), ("a", "b", False, "ben", "", True)]


def test_a_withdrawal_brings_no_earlier_judgement_back(registry: Registry) -> None:
    judged(registry, "a", "b", same=True)
    judged(registry, "a", "b", same=False)
    withdrawn(registry, "b", "a")

    assert registry.constraints() == ()
    assert [(j.same, j.stands) for j in registry.judgements()] == [
        (True, False),
        (False, False),
        (None, False),
    ]


def test_the_time_of_a_judgement_is_kept_in_utc(registry: Registry) -> None:
    at = datetime(2026, 7, 1, 2, tzinfo=timezone(timedelta(hours=3)))

    registry.judge("a", "b", same=True, by="ana", at=at)

    assert registry.judgements()[0].at == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused(registry: Registry) -> None:
    with pytest.raises(ValueError, match="zone"):
        registry.judge("a", "b", same=True, by="ana", at=AT.replace(tzinfo=None))


def test_what_was_not_judged_cannot_be_withdrawn(registry: Registry) -> None:
    with pytest.raises(NoJudgement, match="a and b"):
        withdrawn(registry, "b", "a")


def test_a_record_is_not_judged_against_itself(registry: Registry) -> None:
    with pytest.raises(UsageProblem, match="itself"):
        judged(registry, "a", "a", same=True)


def test_an_id_is_resolved_whatever_its_case_and_blanks(registry: Registry) -> None:
    settled(registry, "a")

    assert registry.resolve(" s-000001-3 ") == ONE


@pytest.mark.parametrize("slip", ["S-000001-4", "S-000002-3", "S-000010-3", "S-000101-3"])
def test_a_slip_of_the_hand_is_answered_with_the_id_meant(registry: Registry, slip: str) -> None:
    settled(registry, "a")

    with pytest.raises(UnknownSite, match=f"Did you mean {ONE}"):
        registry.resolve(slip)


@pytest.mark.parametrize("text", ["", "mill", "S-000002-1", "S-1-3", "S-0000001-3", "S-００0001-3"])
def test_what_was_never_an_id_is_not_resolved(registry: Registry, text: str) -> None:
    settled(registry, "a")

    with pytest.raises(UnknownSite):
        registry.resolve(text)


def test_the_history_says_in_words_what_happened(registry: Registry) -> None:
    settled(registry, "a", "b", "c", truth={"a": "1", "c": "1"})
    judged(registry, "a", "b", same=True)
    judged(registry, "a", "c", same=False)
    settled(registry, "a", round_id="2026-H2")
    withdrawn(registry, "a", "b")
    settled(registry, "a", "d", round_id="2027-H1", truth={"d": "a"})

    assert registry.history(ONE) == (
        Happening(round="2026-H1", words="opened with 2 records"),
        Happening(round="2026-H2", words=f"judgements cut out 1 record, which became {THREE}"),
        Happening(round="2026-H2", words=f"{TWO} was merged into it"),
        Happening(round="2027-H1", words=f"{TWO} was split from it, and stands again"),
        Happening(round="2027-H1", words="joined by 1 record"),
    )
    assert [h.words for h in registry.history(TWO)] == [
        "opened with 1 record",
        f"merged into {ONE}, and redirects there",
        f"split from {ONE}, and stands again",
    ]
    assert [h.words for h in registry.history(THREE)] == [
        f"opened with 1 record that judgements cut out of {ONE}"
    ]


def test_the_history_follows_a_redirect_that_is_redirected(registry: Registry) -> None:
    settled(registry, "a", "b", "c")
    judged(registry, "b", "c", same=True)
    settled(registry, "a", round_id="2026-H2")
    judged(registry, "a", "b", same=True)
    settled(registry, "a", round_id="2027-H1")

    assert registry.history(THREE)[1:] == (
        Happening(round="2026-H2", words=f"merged into {TWO}, and redirects there"),
        Happening(round="2027-H1", words=f"merged into {ONE}, and redirects there"),
    )


def test_ids_follow_the_names_of_the_clusters_where_they_are_not_their_first_records(
    registry: Registry,
) -> None:
    linkage = linked(registry, ["a", "b"])
    renamed = linkage.clusters.with_columns(cluster=pl.Series(["z", "y"]))

    frame = registry.settle(replace(linkage, clusters=renamed), rows_named("a", "b"), round_id="2026-H1")

    assert frame["site"].to_list() == [TWO, ONE]


def test_a_new_record_between_two_known_sites_goes_to_the_older(registry: Registry) -> None:
    settled(registry, "a", "b")
    linkage = linked(registry, ["a", "b", "n"])
    joined = linkage.clusters.with_columns(cluster=pl.lit("a"))

    frame = registry.settle(replace(linkage, clusters=joined), rows_named("a", "b", "n"), round_id="2026-H2")

    assert frame["site"].to_list() == [ONE, TWO, ONE]


def test_a_judgement_given_after_linking_counts(registry: Registry) -> None:
    settled(registry, "a", "b")
    linkage = linked(registry, ["n"], {"n": "b"})
    judged(registry, "a", "b", same=True)

    registry.settle(linkage, rows_named("n"), round_id="2026-H2")

    withdrawn(registry, "a", "b")
    assert known_sites(registry) == {"a": ONE, "b": TWO, "n": ONE}


@pytest.mark.parametrize("latitudes", [[0.00001, 0.00002, None], [None, 0.00002, 0.00001]])
def test_of_rows_of_one_record_the_same_is_remembered_in_any_order(
    registry: Registry, latitudes: list[float | None]
) -> None:
    rows = frame_of(record=["a", "a", "a"], latitude=latitudes)

    registry.settle(linked(registry, ["a"]), rows, round_id="2026-H1")

    assert registry.known()["latitude"].to_list() == [0.00001]


def test_a_linkage_of_other_rows_is_refused(registry: Registry) -> None:
    with pytest.raises(StaleLinkage, match="1 of the round, b among them"):
        registry.settle(linked(registry, ["a"]), rows_named("a", "b"), round_id="2026-H1")


def test_a_linkage_against_another_registry_is_refused_and_nothing_is_written(registry: Registry) -> None:
    other = Registry.in_memory()
    settled(other, "a", "b")

    with pytest.raises(StaleLinkage, match=ONE):
        registry.settle(linked(other, ["a", "b"]), rows_named("a", "b"), round_id="2026-H1")

    assert registry.known().is_empty()


def test_an_exception_takes_the_whole_transaction_back(registry: Registry) -> None:
    settled(registry, "a")
    judged(registry, "a", "z", same=False)

    with pytest.raises(ZeroDivisionError), registry.transaction():  # noqa: PT012 -- the work before it is taken back
        settled(registry, "b", round_id="2026-H2")
        withdrawn(registry, "a", "z")
        raise ZeroDivisionError

    assert known_sites(registry) == {"a": ONE}
    assert len(registry.constraints()) == 1
    assert settled(registry, "c", round_id="2026-H2") == {"c": TWO}


def test_an_inner_transaction_is_part_of_the_outer(registry: Registry) -> None:
    with pytest.raises(ZeroDivisionError), registry.transaction():  # noqa: PT012 -- the work before it is taken back
        with registry.transaction():
            settled(registry, "a")
        raise ZeroDivisionError

    assert registry.known().is_empty()


def test_an_empty_round_settles(registry: Registry) -> None:
    assert settled(registry) == {}
    assert registry.known().schema == KNOWN_FRAME


def test_releases_are_recalled_once_they_are_confirmed(registry: Registry) -> None:
    for round_id, payload in (("2026-H2", b"two"), ("2026-H1", b"one"), ("2027-H1", b"void")):
        registry.prepare_release(round_id=round_id, payload=payload, out=Path("out"), manifest_digest="d")
    registry.confirm_release("2026-H2")
    registry.confirm_release("2026-H1")

    assert registry.releases(besides="2027-H2") == (("2026-H1", b"one"), ("2026-H2", b"two"))
    assert registry.releases(besides="2026-H2") == (("2026-H1", b"one"),)
    assert registry.releases(besides="2026-H1") == (("2026-H2", b"two"),)


def test_of_a_round_released_twice_the_release_confirmed_last_counts(registry: Registry) -> None:
    for payload in (b"old", b"new\x00"):
        registry.prepare_release(round_id="2026-H1", payload=payload, out=Path("out"), manifest_digest="d")
        registry.confirm_release("2026-H1")
        registry.confirm_release("2026-H1")

    assert registry.releases(besides="2026-H2") == (("2026-H1", b"new\x00"),)


def test_a_release_is_confirmed_once(registry: Registry) -> None:
    registry.prepare_release(round_id="2026-H1", payload=b"", out=Path("out"), manifest_digest="d")
    registry.confirm_release("2026-H1")
    log = list(registry._log.entries())

    registry.confirm_release("2026-H1")

    assert list(registry._log.entries()) == log


def test_what_was_not_prepared_cannot_be_confirmed(registry: Registry) -> None:
    with pytest.raises(NoRelease, match="2026-H1"):
        registry.confirm_release("2026-H1")


def test_a_copy_put_into_the_file_is_read_anew_however_far_the_fold_had_gone(tmp_path: Path) -> None:
    path, copy = tmp_path / "sites.db", tmp_path / "copy.db"
    with Registry.open(path, new_secret=bytes(32), published=lambda *_: False) as kept:
        settled(kept, "a", "b")
        shutil.copyfile(path, copy)
        judged(kept, "a", "b", same=True)
        assert len(kept.constraints()) == 1

        shutil.copyfile(copy, path)  # into the same file, as a restored backup comes

        assert kept.constraints() == ()
        judged(kept, "a", "b", same=False)
        assert [one.same for one in kept.constraints()] == [False]


def test_a_key_pressed_as_a_transaction_begins_leaves_nothing_to_say_once_the_file_is_closed(
    tmp_path: Path,
) -> None:
    registry = Registry.open(tmp_path / "sites.db", new_secret=bytes(32), published=lambda *_: False)
    begun = registry.transaction()
    begun.__enter__()
    registry.close()

    begun.gen.close()  # as the collector does; it tells what goes wrong then as a traceback
