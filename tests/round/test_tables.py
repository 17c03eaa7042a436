"""The Secretariat's tables: what is shown beside a reason must be what the reason speaks of."""

from itertools import permutations

import polars as pl

from comity.linkage import CLUSTERS_FRAME, KNOWN_FRAME, Linkage
from comity.linkage.records import DOUBTFUL_FRAME, LINKS_FRAME
from comity.round.tables import review_table
from tests.linkage.rows import rows_of

CHAIN = {"site_name": "Velmira Mills", "city": "Pune", "country": "IN"}
RIVAL = {"site_name": "Velmira Mills Unit 2", "city": "Pune", "country": "IN"}
ASKED = {"site_name": "Velmira Unit 2", "city": "Pune", "country": "IN"}


def linkage_of(links: list[tuple[str, str, float, str]], doubtful: list[tuple[str, str]]) -> Linkage:
    told = [(left, right, 0.5, weight, reason, False) for left, right, weight, reason in links]
    frame = pl.DataFrame(told, schema=LINKS_FRAME, orient="row")
    asked = pl.DataFrame(doubtful, schema=["left", "right"], orient="row").join(frame, on=["left", "right"])
    return Linkage(
        clusters=pl.DataFrame(schema=CLUSTERS_FRAME),
        links=frame,
        doubtful=asked.with_columns(usefulness=pl.lit(1.0)).select(DOUBTFUL_FRAME.names()),
        contradictions=(),
        compared=len(links),
        engine="columnar",
        rules="rules",
    )


def test_a_row_that_another_of_its_list_outdoes_is_shown_from_that_list() -> None:
    rows = rows_of(
        {"list": "alder", **CHAIN}, {"list": "birch", **CHAIN}, {"list": "birch", **RIVAL}, {"list": "cedar", **ASKED}
    )  # fmt: skip
    chain, _, rival, asked = rows["record"].to_list()
    for left, right in permutations((chain, asked)):
        links = [
            (left, right, -1.0, "another row of that list fits far better"),
            (asked, rival, 6.0, "names equal"),
        ]

        [pair] = review_table(
            rows, pl.DataFrame(schema=KNOWN_FRAME), linkage_of(links, [(left, right)])
        ).to_dicts()

        shown = {
            pair[f"{side}_record"]: (pair[f"{side}_list"], pair[f"{side}_row"]) for side in ("left", "right")
        }
        assert shown == {chain: ("birch", 2), asked: ("cedar", 4)}
        assert (pair["left_name"], pair["right_name"]) == tuple(
            {chain: "Velmira Mills", asked: "Velmira Unit 2"}[one] for one in (left, right)
        )


def test_a_row_without_a_rival_is_shown_from_its_first_list() -> None:
    rows = rows_of({"list": "birch", **CHAIN}, {"list": "alder", **CHAIN}, {"list": "cedar", **ASKED})
    chain, _, asked = rows["record"].to_list()

    [pair] = review_table(
        rows,
        pl.DataFrame(schema=KNOWN_FRAME),
        linkage_of([(chain, asked, 1.0, "same city")], [(chain, asked)]),
    ).to_dicts()

    assert (pair["left_list"], pair["left_row"]) == ("alder", 2)


def test_a_known_record_stands_under_its_site_without_a_row() -> None:
    rows = rows_of({"list": "alder", **CHAIN})
    earlier = rows_of({"list": "any", **ASKED})
    known = earlier.with_columns(site=pl.lit("S-000001-3")).select(KNOWN_FRAME.names())
    [chain], [asked] = rows["record"].to_list(), earlier["record"].to_list()

    [pair] = review_table(
        rows, known, linkage_of([(asked, chain, 1.0, "same city")], [(asked, chain)])
    ).to_dicts()

    assert (pair["left_list"], pair["left_row"], pair["right_list"], pair["right_row"]) == (
        "S-000001-3", None, "alder", 1,
    )  # fmt: skip
