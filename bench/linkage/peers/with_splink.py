"""Splink 5 on DuckDB: Fellegi–Sunter with term frequencies, learned without labels; sites by connected components at .95.

Blocks are any word of the name with the town or a number, any word of the address with a number, and how a name begins: no
rule joins on a common word alone, so that a million rows still end. Only rows of different lists are paired.
"""

import logging
from collections.abc import Sequence

import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator
from splink.internals.duckdb.database_api import DuckDBAPI

from bench.linkage.peers.rows import read_rows, write_answer

_KEEP_FROM_BITS = -10.0
_TOGETHER_FROM = 0.95
_COMMON = 0.5
"""Rows with an address from which on it is compared and learned from; with fewer, Splink's learning ends in an error or in noise."""
_Rules = Sequence[tuple[str, ...]]
_WITH_ADDRESSES: tuple[_Rules, float, _Rules] = (
    [("core", "city_key"), ("core", "first_number")],
    0.4,
    [("core",), ("rare_address_word", "first_number"), ("rare_word", "city_key")],
)
_WITHOUT: tuple[_Rules, float, _Rules] = ([("core",)], 0.6, [("core",), ("rare_word",)])
"""Rules that are taken for sure, the share of true pairs that they are thought to find, and rules to learn on."""

_BLOCKS = (
    (("core",), ()),
    (("words", "city_key"), ("words",)),
    (("words", "numbers"), ("words", "numbers")),
    (("address_words", "numbers"), ("address_words", "numbers")),
    (("start",), ()),
)
"""The columns that agree, and which of them are lists of which any element may."""


def main() -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = _prepared(read_rows())
    has_addresses = rows["street"].null_count() <= (1 - _COMMON) * rows.height
    has_companies = rows["company"].null_count() <= (1 - _COMMON) * rows.height
    api = DuckDBAPI()
    linker = Linker(
        api.register(rows.to_arrow(), table_name="rows"),
        _settings(with_company=has_companies, with_address=has_addresses),
        log_level="ERROR",
    )
    train = linker.training
    sure, found, learn_on = _WITH_ADDRESSES if has_addresses else _WITHOUT
    train.estimate_probability_two_random_records_match([_rule(*keys) for keys in sure], recall=found)
    train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for keys in learn_on:
        train.estimate_parameters_using_expectation_maximisation(_rule(*keys))
    predicted = linker.inference.predict(threshold_match_weight=_KEEP_FROM_BITS)
    joined = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=_TOGETHER_FROM
    )
    pairs = pl.DataFrame(pl.from_arrow(predicted.as_pyarrow_table()))
    clusters = pl.DataFrame(pl.from_arrow(joined.as_pyarrow_table()))
    write_answer(
        pairs.select(left="unique_id_l", right="unique_id_r", score="match_weight"),
        clusters.select(id="unique_id", cluster=pl.col("cluster_id").cast(pl.String)),
    )


def _prepared(rows: pl.DataFrame) -> pl.DataFrame:
    def or_null(name: str) -> pl.Expr:
        return pl.when(pl.col(name) != "").then(pl.col(name))

    return rows.select(
        "list",
        "country",
        unique_id="id",
        rare_word="words_0",
        rare_address_word="address_words_0",
        core=or_null("core"),
        company=or_null("clean_company"),
        start=or_null("core").str.replace_all(" ", "").str.slice(0, 8),
        words=pl.when(pl.col("words").list.len() > 0).then("words"),
        street=or_null("street"),
        address_words=pl.when(pl.col("address_words").list.len() > 0).then("address_words"),
        numbers=pl.when(pl.col("numbers").list.len() > 0).then("numbers"),
        first_number=pl.col("numbers").list.get(0, null_on_oob=True),
        city_key=or_null("clean_city"),
        region=or_null("clean_region"),
        name_numbers=pl.when(pl.col("name_numbers").list.len() > 0).then("name_numbers"),
        numbers_text=pl.when(pl.col("numbers").list.len() > 0).then(pl.col("numbers").list.join(" ")),
    )


def _rule(*keys: str) -> str:
    same = " and ".join(f"l.{key} = r.{key}" for key in ("country", *keys))
    return f"{same} and l.list <> r.list"


def _name() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("core"),
            cll.ExactMatchLevel("core", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("core", 0.95),
            cll.ArrayIntersectLevel("words", 3),
            cll.ExactMatchLevel("rare_word", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("core", 0.88),
            cll.ArrayIntersectLevel("words", 2),
            cll.ArrayIntersectLevel("words", 1),
            cll.ElseLevel(),
        ],
    )


def _address() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.NullLevel("street"),
            cll.ExactMatchLevel("street"),
            cll.JaroWinklerLevel("street", 0.95),
            cll.ArrayIntersectLevel("address_words", 4),
            cll.ExactMatchLevel("rare_address_word", term_frequency_adjustments=True),
            cll.ArrayIntersectLevel("address_words", 2),
            cll.ArrayIntersectLevel("address_words", 1),
            cll.ElseLevel(),
        ],
    )


def _numbers() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="numbers",
        comparison_levels=[
            cll.NullLevel("numbers_text"),
            cll.ExactMatchLevel("numbers_text", term_frequency_adjustments=True),
            cll.ArrayIntersectLevel("numbers", 2),
            cll.ArrayIntersectLevel("numbers", 1),
            cll.ElseLevel(),
        ],
    )


def _place() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            cll.And(cll.NullLevel("city_key"), cll.NullLevel("region")),
            cll.ExactMatchLevel("city_key", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("city_key", 0.9),
            cll.ExactMatchLevel("region"),
            cll.ElseLevel(),
        ],
    )


def _settings(*, with_company: bool, with_address: bool) -> SettingsCreator:
    company = cl.JaroWinklerAtThresholds("company", [0.95, 0.88]).configure(term_frequency_adjustments=True)
    plants = cl.ArrayIntersectAtSizes("name_numbers", [1])
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _name(),
            _place(),
            *([company] if with_company else []),
            *([_address(), _numbers(), plants] if with_address else []),
        ],
        blocking_rules_to_generate_predictions=[
            {"blocking_rule": _rule(*keys), "arrays_to_explode": list(lists)} for keys, lists in _BLOCKS
        ],
        additional_columns_to_retain=["list"],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


if __name__ == "__main__":
    main()
