"""Towns and postcodes that stand in the address or behind the name, of rows whose list has no column for them, put where other
lists have them.

In: spelled columns of a place, and what they were spelled from. Out: the columns.
A part of the address between commas is the town where it is one on the map, and no other part is, or no other part has
a postcode beside it; without commas, the last words are looked at. A village that is on no map stays in the address.
Where there is none, what stands in brackets, or behind a dash or a comma, at the end of the name is the town, if it is one on the map.
Law: what a row says is read from that row alone.
"""

from collections.abc import Mapping

import polars as pl

from comity.core.countries import country_name
from comity.linkage.gazetteer import TownNames, town_names
from comity.linkage.spelling import once_each, spell_place

_PARTS = r"[,;،、，\n|]+"
_DIGITS = r"\b[0-9]+\b"
_LAST_WORDS = 3
_POSTCODE = r"^[0-9]{4,9}$"
"""What may be one beside a town."""
_BEHIND_NAME = r"(?:[\(（\[]([^()（）\[\]]+)[\)）\]]|(?: [-–—] |, ?|，)([^,，]+?))\s*$"
_ANY_POSTCODE = r"([0-9]{5} [0-9]{3,4}|[0-9]{5,6}|[0-9]{3} [0-9]{4})"
"""What looks like one wherever it stands: a house has seldom so many digits."""


def with_own_columns(spelled: Mapping[str, pl.Series], table: pl.DataFrame) -> dict[str, pl.Series]:
    """`spelled` has the columns of a place of the table's rows; the table has addresses and countries as they stand."""
    columns = {**spelled, "postal_code": _with_postcodes(spelled["postal_code"], spelled["address"])}
    country = table["country"]
    at = ((spelled["city"] == "") & (spelled["address"] != "") & country.is_not_null()).arg_true()
    if at.is_empty():
        return columns
    parts = _parts_of(table["address"].gather(at), country.gather(at))
    chosen = _chosen(parts, town_names(table))
    rest = (
        parts.join(chosen.select("row", "part", "left"), on=["row", "part"], how="left")
        .join(chosen.select("row"), on="row", how="semi")
        .with_columns(text=pl.coalesce("left", "text"))
        .filter(pl.col("text") != "")
        .group_by("row", maintain_order=True)
        .agg(address=pl.col("text").str.join(" "))
    )
    found = chosen.join(rest, on="row", how="left", maintain_order="left").fill_null("")
    here = at.gather(found["row"])
    postal = columns["postal_code"].gather(here)
    written = {
        "city": found["city"],
        "address": found["address"],
        "postal_code": postal.zip_with(postal != "", found["postcode"]),
    }
    return {
        **columns,
        **{name: columns[name].clone().scatter(here, texts) for name, texts in written.items()},
    }


def with_towns_of_names(spelled: Mapping[str, pl.Series], table: pl.DataFrame) -> dict[str, pl.Series]:
    """`spelled` has the columns of a place of the table's rows; the table has names and countries as they stand."""
    at = ((spelled["city"] == "") & table["country"].is_not_null()).arg_true()
    name = table["site_name"].gather(at).fill_null("")
    behind = pl.select(
        pl.coalesce(name.str.extract(_BEHIND_NAME, 1), name.str.extract(_BEHIND_NAME, 2))
    ).to_series()
    said = behind.is_not_null()
    at = at.filter(said)
    if at.is_empty():
        return dict(spelled)
    towns = pl.DataFrame(
        {
            "at": at,
            "country": table["country"].gather(at),
            "city": once_each(behind.filter(said), spell_place),
        }
    ).with_columns(key=pl.col("city").str.replace_all(" ", ""))
    found = _only_towns(towns, town_names(table))
    return {**spelled, "city": spelled["city"].clone().scatter(found["at"], found["city"])}


def _with_postcodes(given: pl.Series, address: pl.Series) -> pl.Series:
    """Where none is given, the one that stands in the address: the last, and not its first word."""
    at = ((given == "") & address.str.contains(_ANY_POSTCODE)).arg_true()
    found = address.gather(at).str.extract(rf"^.+ {_ANY_POSTCODE}(?: .*)?$").fill_null("")
    return given.clone().scatter(at, found)


def _parts_of(address: pl.Series, country: pl.Series) -> pl.DataFrame:
    """row, part, country, text, words: the parts of each address, the country's name at the end left out."""
    table = pl.DataFrame({"address": address, "country": country}).with_row_index("row")
    cut = table.with_columns(text=pl.col("address").str.replace_all(_PARTS, ",").str.split(",")).explode(
        "text"
    )
    spelled = once_each(cut["text"], spell_place)
    codes = country.unique()
    named = pl.lit(" ") + spell_place(
        pl.Series([country_name(code) for code in codes.to_list()], dtype=pl.String)
    )
    return (
        cut.select("row", "country", text=spelled)
        .with_columns(
            text=(pl.lit(" ") + pl.col("text"))
            .str.strip_suffix(pl.col("country").replace_strict(codes, pl.select(named).to_series()))
            .str.strip_chars(" ")
        )
        .filter(pl.col("text") != "")
        .with_columns(part=pl.int_range(pl.len()).over("row"), of=pl.len().over("row"))
        .with_columns(
            words=pl.col("text").str.replace_all(_DIGITS, "").str.replace_all(" +", " ").str.strip_chars(" ")
        )
    )


def _only_towns(named: pl.DataFrame, known: TownNames) -> pl.DataFrame:
    """Of lines with `country` and `key`, a name without spaces, those that are on the map."""
    return named.filter(known.have(named["country"], named["key"]))


def _chosen(parts: pl.DataFrame, known: TownNames) -> pl.DataFrame:
    """row, part, city, postcode, left (what else the part says): the town of each row that names one."""
    digits = pl.col("text").str.extract_all(_DIGITS).list.join("")
    code = pl.when(digits.str.contains(_POSTCODE)).then(digits).otherwise(pl.lit(""))
    later = parts.filter(pl.col("part") > 0).with_columns(
        city=pl.col("words"), key=pl.col("words").str.replace_all(" ", ""), postcode=code, left=pl.lit("")
    )
    whole = (
        _only_towns(later, known)
        .with_columns(with_code=pl.col("postcode") != "")
        .sort("row", "with_code", "part", descending=[False, True, False])
    )
    towns = pl.col("city").n_unique().over("row")
    coded = pl.col("with_code").sum().over("row")
    clear = (towns == 1) | ((coded == 1) & pl.col("with_code"))
    named = whole.filter(clear).unique("row", keep="first", maintain_order=True)
    others = parts.join(whole, on="row", how="anti").filter(pl.col("part") == pl.col("of") - 1)
    ends = [_only_towns(_at_the_end(others, count), known) for count in range(_LAST_WORDS, 0, -1)]
    ended = pl.concat(ends).unique("row", keep="first", maintain_order=True)
    columns = ["row", "part", "city", "postcode", "left"]
    return pl.concat([named.select(columns), ended.select(columns)]).sort("row")


def _at_the_end(parts: pl.DataFrame, count: int) -> pl.DataFrame:
    """The last so many words of parts that have more, as their towns; a postcode is what digits stand behind."""
    pattern = rf"^(.*[a-z].*?) ((?:[a-z]+ ){{{count - 1}}}[a-z]+)((?: [0-9]+)*)$"
    groups = parts.with_columns(
        city=pl.col("text").str.extract(pattern, 2),
        left=pl.col("text").str.extract(pattern, 1),
        behind=pl.col("text").str.extract(pattern, 3),
    ).filter(pl.col("city").is_not_null())
    digits = pl.col("behind").str.replace_all(" ", "")
    return groups.with_columns(
        key=pl.col("city").str.replace_all(" ", ""),
        postcode=pl.when(digits.str.contains(_POSTCODE)).then(digits).otherwise(pl.lit("")),
    )
