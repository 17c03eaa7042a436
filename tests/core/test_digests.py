import polars as pl

from comity.core import SITE_SCHEMA, canonical_json, record_keys


def sites(**columns: list[str | float | None]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    return pl.DataFrame(
        {name: columns.get(name, [None] * height) for name in SITE_SCHEMA}, schema=SITE_SCHEMA
    )


def test_rows_that_say_the_same_share_a_key_and_others_do_not() -> None:
    frame = sites(site_name=["Mill", "Mill", "Mill 2"], country=["ID", "ID", "ID"])

    first, second, third = record_keys(frame)

    assert first == second != third


def test_a_value_does_not_count_the_same_in_another_column() -> None:
    in_city, in_region = sites(site_name=["Mill"], city=["Riau"]), sites(site_name=["Mill"], region=["Riau"])

    assert record_keys(in_city)[0] != record_keys(in_region)[0]


def test_the_bytes_of_record_v1_stay() -> None:
    frame = sites(site_name=["Yıldız Ambalaj"], country=["TR"], latitude=[38.4237])

    assert record_keys(frame).to_list() == ["9e22661fa70106106dd05e36"]


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert (
        canonical_json({"b": 1, "a": "ı"}) == canonical_json({"a": "ı", "b": 1}) == '{"a":"ı","b":1}'.encode()
    )
