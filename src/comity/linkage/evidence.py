"""What can speak for or against two records being one site, as a table: kind, level, prior weight in bits, words.

A pair has exactly one level of each kind. Level 0 of a kind says nothing (a field is missing) and weighs nothing.
The weights are where learning starts, and where it stays while a list is too small to teach anything. They come from
judgement of what such evidence is worth; some thirty were moved after looking at lists whose truth is known, made-up and public.
New evidence is a new `Kind` here and a function that gives its levels in `compare`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    name: str
    levels: tuple[tuple[float, str], ...]  # (prior bits, words); words empty: not worth saying

    @property
    def size(self) -> int:
        return len(self.levels)


BASE_BITS = -3.0
"""Of two neighbours about which nothing else is known, one pair in nine is one site."""

NEVER = -40.0
"""More than all that can speak for a pair: what contradicts keeps two records apart, and the probability says so."""

READ_STEP, READ_STEPS = 0.5, 49
"""Bits from one level of a reading to the next, and how many levels: as many for as against, and one for neither (`reading`)."""


def _as_read() -> tuple[tuple[float, str], ...]:
    """What answers on other pairs add to a pair, in steps."""
    words = {
        -1: "the sites as wholes speak against the two",
        0: "",
        1: "the site as a whole speaks for the two",
    }
    bits = [READ_STEP * (step - READ_STEPS // 2) for step in range(READ_STEPS)]
    return tuple((one, words[(one >= 1) - (one <= -1)]) for one in bits)


KINDS: tuple[Kind, ...] = (
    Kind(
        name="site name",
        levels=(
            (0.0, ""),
            (-4.0, "site names differ"),
            (-3.0, "site names differ"),
            (-1.0, "site names share a word"),
            (1.6, "site names share rare words"),
            (1.8, "one site name is part of the other"),
            (2.6, "site names are alike"),
            (3.2, "one site name contains the other"),
            (4.5, "site names almost equal"),
            (6.0, "site names equal but for case, marks and legal form"),
            (-2.0, "names differ, one list gives only one name"),
            (-0.5, "names differ in part, one list gives only one name"),
            (0.5, "names differ in some letters, one list gives only one name"),
        ),
    ),
    Kind(
        name="company name",
        levels=(
            (0.0, ""),
            (-1.0, "company names differ"),
            (-0.5, "company names differ"),
            (0.5, ""),
            (0.0, ""),
            (0.5, "one company name is part of the other"),
            (1.0, "company names are alike"),
            (0.5, "one company name contains the other"),
            (1.0, "company names almost equal"),
            (1.0, "company names equal but for case, marks and legal form"),
        ),
    ),
    Kind(
        name="site name as company name",
        levels=(
            (0.0, ""),
            (0.5, "one's site name is part of the other's company name"),
            (1.0, "one's site is named like the other's company, which has several sites"),
            (4.5, "one's site is named like the other's company, which has no other site"),
        ),
    ),
    Kind(
        name="name in brackets",
        levels=(
            (0.0, ""),
            (1.5, "the name in brackets is the other's site or company"),
            (1.0, "the name before the brackets is the other's site or company"),
            (5.0, "the names before and in brackets are the other's company and site"),
        ),
    ),
    Kind(
        name="rarity of the site name",
        levels=(
            (0.0, ""),
            (1.0, "no list has this site name twice"),
            (-0.5, "some list has this site name twice"),
            (-1.5, "several rows of one list have this site name"),
            (-3.0, "the site name is a common one"),
        ),
    ),
    Kind(
        name="sites of the company",
        levels=(
            (0.0, ""),
            (0.0, "the company has one site"),
            (-0.5, "the company has two or three sites"),
            (-1.0, "the company has several sites"),
            (-1.5, "the company has many sites"),
        ),
    ),
    Kind(
        name="other site of the company",
        levels=((0.0, ""), (1.5, ""), (-0.5, "same company with several sites, other site name")),
    ),
    Kind(
        name="trade",
        levels=(
            (0.0, ""),
            (-5.0, "names speak of different trades"),
            (0.3, "names speak of one trade"),
            (-4.0, "names speak of one trade, and each of another one, too"),
        ),
    ),
    Kind(
        name="parent",
        levels=(
            (0.0, ""),
            (-0.5, "parent companies differ"),
            (0.5, "same parent company, which has many sites"),
            (1.0, "same parent company"),
        ),
    ),
    Kind(name="initials", levels=((0.0, ""), (0.7, "one name has the initials of the other"))),
    Kind(
        name="city",
        levels=(
            (0.0, ""),
            (-4.0, "cities differ"),
            (2.0, "a city stands in the other's address or name"),
            (2.25, "cities spelled alike"),
            (2.25, "same city"),
            (2.6, "one city by two names"),
            (-1.0, "cities differ and lie close to each other"),
            (-1.5, "cities differ, one of them is on no map"),
            (1.75, "one's city stands in the address of the other, which gives no city apart"),
        ),
    ),
    Kind(
        name="region",
        levels=(
            (0.0, ""),
            (-2.0, "regions differ"),
            (0.5, "a region stands in the other's address"),
            (0.7, "same region"),
        ),
    ),
    Kind(
        name="address",
        levels=(
            (0.0, ""),
            (-2.0, "addresses differ"),
            (0.0, "addresses share a little"),
            (2.0, "addresses overlap"),
            (2.5, "addresses almost equal"),
            (3.5, "addresses equal"),
        ),
    ),
    Kind(
        name="street and plot numbers",
        levels=(
            (0.0, ""),
            (-3.5, "street or plot numbers differ"),
            (-1.0, "some numbers of the address agree"),
            (2.3, "numbers of the address agree"),
            (1.5, "one number, but streets or zones of other names"),
            (-0.5, "numbers of the address have the same digits"),
            (-0.5, "a number of the address lacks a digit of the other's"),
        ),
    ),
    Kind(
        name="rarity of the address",
        levels=((0.0, ""), (-1.0, "several companies of one list have this address")),
    ),
    Kind(
        name="places of the name in the town",
        levels=(
            (0.0, ""),
            (0.5, "the name stands at one place of the town"),
            (-1.0, "the name stands at two places of the town"),
            (-2.0, "the name stands at several places of the town"),
            (-1.0, "the name stands at several places of the town, and these two differ"),
        ),
    ),
    Kind(
        name="postcode",
        levels=(
            (0.0, ""),
            (-4.0, "postcodes differ"),
            (-1.0, "postcodes begin alike, or have the same digits"),
            (2.0, "same postcode"),
        ),
    ),
    Kind(
        name="unit",
        levels=(
            (0.0, ""),
            (NEVER, "numbered units differ"),
            (-1.0, "only one names a unit"),
            (3.5, "same numbered unit"),
            (0.0, "only one names a unit, but the addresses agree"),
        ),
    ),
    Kind(
        name="site name in the other's address",
        levels=((0.0, ""), (2.0, "one's site name stands in the other's address")),
    ),
    Kind(
        name="site identifier",
        levels=((0.0, ""), (NEVER, "site identifiers contradict"), (9.0, "same site identifier")),
    ),
    Kind(
        name="company identifier",
        levels=((0.0, ""), (-3.0, "company identifiers contradict"), (4.0, "same company identifier")),
    ),
    Kind(
        name="distance",
        levels=(
            (0.0, ""),
            (-4.0, "more than 100 km apart"),
            (-2.0, "25 to 100 km apart"),
            (-0.5, "5 to 25 km apart"),
            (1.5, "1 to 5 km apart"),
            (3.0, "less than 1 km apart"),
        ),
    ),
    Kind(
        name="contest",
        levels=(
            (0.0, ""),
            (-4.0, "another row of that list fits far better"),
            (-1.5, "another row of that list fits better"),
            (0.0, ""),
            (0.5, "no other row of that list fits as well"),
        ),
    ),
    Kind(
        name="overlap of the lists",
        levels=(
            (0.0, ""),
            (-1.2, "the two lists share next to nothing"),
            (-0.8, "the two lists share little"),
            (-0.4, "the two lists share some sites"),
            (0.0, ""),
            (1.0, "the two lists share most of their sites, and no other row of them fits better"),
            (2.0, "the two lists share nearly all of their sites, and no other row of them fits better"),
        ),
    ),
    Kind(
        name="one list", levels=((0.0, ""), (-6.5, "both stand in one list, which seldom names a site twice"))
    ),
    Kind(
        name="what there is to compare",
        levels=(
            (0.0, ""),
            (-0.9, "names and town are all there is to compare"),
            (0.3, "names and town are all there is to compare"),
            (-0.9, "names are all there is to compare"),
            (0.3, "names are all there is to compare"),
        ),
    ),
    Kind(
        name="rest of the site",
        levels=(
            (0.0, ""),
            *(
                (bits, "other records of the site hold the two together")
                for bits in (6.5, 5.2, 4.2, 3.2, 2.2, 1.2, 0.3)
            ),
            (-2.0, "other records of their sites speak against the two"),
            (9.0, "judgements hold the two together"),
            (-12.0, "judgements keep the two apart"),
            *_as_read(),
        ),
    ),
)

REST_TOGETHER, REST_APART, READ_FROM = (KINDS[-1].size - READ_STEPS - back for back in (2, 1, 0))
"""Levels of the rest of the site, where people were asked."""

OFFSETS: dict[str, int] = {}
_at = 0
for _kind in KINDS:
    OFFSETS[_kind.name] = _at
    _at += _kind.size
SIZE = _at
"""Levels of all kinds, side by side: the length of a weight vector."""
