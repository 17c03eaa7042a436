"""The texts that open a check-only entry: how somebody who knows a site would write it down.

In: a frame of sites. Out: for each its keys, the surest first. `linkage.site_keys` names a site with its place or an
identifier; beside these every entry opens to the name alone with its country, because whole lists say no more than that.
Laws: every site with a name that tells has the key of its name alone, whoever contributed it, so that an entry which
opens to it does not say that somebody's list has no cities; who asks with a place asks with it alone.
Spec: docs/spec/common-list.md
"""

from collections.abc import Iterator, Sequence

import polars as pl

from comity.core import IDENTIFIERS
from comity.linkage import site_keys
from comity.linkage.text import generic_words
from comity.release.postcodes import without_postcode
from comity.release.sealed import SLOTS

_LEAST_WORDS = 2  # “Cargill” in Indonesia is a company, and “Cargill Hindoli” a mill
_LEAST_LETTERS = 3
_NOWHERE = "0"  # stands for the city where `site_keys` needs one


def entry_keys(sites: pl.DataFrame) -> list[tuple[str, ...]]:
    """The keys of an entry that is sealed; that of the name alone is the last."""
    return [(*placed, *alone) for placed, alone in zip(_placed_keys(sites), _alone_keys(sites), strict=True)]


def asking_keys(sites: pl.DataFrame) -> list[tuple[str, ...]]:
    """The keys that an own row asks with. One that says its place does not open its namesakes elsewhere."""
    keys = _placed_keys(sites)
    lacking = [at for at, placed in enumerate(keys) if not placed]
    for at, alone in zip(lacking, _alone_keys(sites[lacking]), strict=True):
        keys[at] = alone
    return keys


def best_keys(spellings: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """As many as an entry holds: those that most spellings of a site share first, the surest kind first among them.

    That of a name alone is always among them, else whoever asks with it learns who wrote no city.
    """
    counts: dict[str, tuple[int, int]] = {}
    for keys in spellings:
        for rank, one in enumerate(keys):
            times, best = counts.get(one, (0, rank))
            counts[one] = (times + 1, min(best, rank))
    ranked = sorted(counts, key=lambda one: (-counts[one][0], counts[one][1], one))
    alone = [one for one in ranked if one.startswith("alone ")][:1]
    return (*[one for one in ranked if one not in alone][: SLOTS - len(alone)], *alone)


def _placed_keys(sites: pl.DataFrame) -> list[tuple[str, ...]]:
    """With cities as they are known and not as they are posted to.

    One member writes “Dhaka 1207”, another “Dhaka”: the entry of the one opens to the other.
    """
    told = [
        without_postcode(city, country) if city else city
        for city, country in sites.select("city", "country").iter_rows()
    ]
    return site_keys(sites.with_columns(city=pl.Series(told, dtype=pl.String)))


def _alone_keys(sites: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    """The site's name and country; the supplier's where it says the same and more (“Abedon”, “Abedon Oil Mill”)."""
    named = (_named(sites, column) for column in ("site_name", "supplier_name"))
    for site, supplier in zip(*named, strict=True):
        country, *words = (supplier if set(site) <= set(supplier) else site) or ("",)
        tells = any(len(word) >= _LEAST_LETTERS and word.isalpha() for word in {*words} - generic_words())
        yield (f"alone {country} {' '.join(words)}",) if tells and len(words) >= _LEAST_WORDS else ()


def _named(sites: pl.DataFrame, column: str) -> list[tuple[str, ...]]:
    """Country and words of a name, as a key spells them; nothing where one of the two is missing."""
    empty = pl.lit(None, pl.String)
    bare = sites.with_columns(site_name=column, supplier_name=column, address=empty, city=pl.lit(_NOWHERE),
                              **dict.fromkeys(IDENTIFIERS, empty))  # fmt: skip
    keys = (next((key for key in own if key.startswith("name ")), "") for own in site_keys(bare))
    return [tuple(key.split()[1:-1]) for key in keys]
