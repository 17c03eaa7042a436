"""Records cut into parts that are linked one after the other, so that memory grows with a part and not with the whole.

A site stands in one country, so a part is one country or several small ones; a record that names no country may be in any
and stands in every part. Laws: two records of one country, or one of which names none, share a part; what parts there are
hangs on the records alone.
"""

from collections.abc import Iterator

import numpy as np

from comity.linkage.distinct import Records
from comity.linkage.words import Ints

MOST_RECORDS = 250_000
"""Records of small countries that are put together; a larger country is a part alone."""


def parts_of(records: Records, *, most: int = MOST_RECORDS) -> Iterator[Ints]:
    """The places of the records of each part, ascending."""
    country = records.table["country"]
    if records.count <= most:
        yield np.arange(records.count)
        return
    sizes = country.drop_nulls().value_counts(name="rows").sort("country")
    together: list[str] = []
    size = 0
    for name, rows in sizes.iter_rows():
        if together and size + rows > most:
            yield _places(records, together)
            together, size = [], 0
        together.append(name)
        size += rows
    yield _places(records, together)


def _places(records: Records, countries: list[str]) -> Ints:
    country = records.table["country"]
    here = country.is_in(countries) | country.is_null()
    return np.flatnonzero(here.fill_null(value=True).to_numpy())
