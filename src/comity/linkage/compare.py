"""The level of each kind of evidence for pairs of records, in columns.

In: `Prepared`, pairs. Out: an array, pairs x kinds, of levels as `evidence.KINDS` names them.
Laws: symmetric; a missing field gives level 0. Pairs are compared in portions, so that memory does not grow with them.
"""

from collections.abc import Callable

import numpy as np

from comity.linkage.compare_places import addresses_agree, compare_places
from comity.linkage.evidence import KINDS
from comity.linkage.fields import Field, distinct_pairs
from comity.linkage.likeness import shares_any
from comity.linkage.name_level import (
    ALIKE,
    ALMOST,
    CONTAINS,
    EQUAL,
    PART,
    RARE,
    WEAK,
    name_levels,
    part_likeness,
)
from comity.linkage.names import Names
from comity.linkage.patterns import Levels
from comity.linkage.prepare import ENTITY_IDENTIFIERS, SITE_IDENTIFIERS, Prepared
from comity.linkage.units import ONE_NAMES_IT, UNITS_DIFFER, address_level, is_contradicted, unit_level
from comity.linkage.words import Flags, Ints

ONLY_NAME_DIFFERS, _PARTS_DIFFER, _LETTERS_DIFFER = 10, 11, 12
LONE = 3
_PARTLY, _MOSTLY = 0.6, 0.8
"""Likeness of letters."""
_ONE_NAMES_IT_AT_ONE_PLACE = 4
_COMMON = 4
_ONE_TOWN = (3, 4, 5)
_SEVERAL = 3
_PORTION = 1_000_000


def compare(prepared: Prepared, left: Ints, right: Ints) -> Levels:
    levels = np.zeros((len(left), len(KINDS)), np.uint8)
    for at in range(0, len(left), _PORTION):
        pair = _Pairs(prepared, left[at : at + _PORTION], right[at : at + _PORTION])
        places = compare_places(prepared, pair.left, pair.right)
        names = pair.names()
        columns = {
            **names,
            **places,
            "places of the name in the town": pair.places_in_town(names["site name"], places),
            "unit": pair.units(addresses_agree(places)),
            "initials": pair.initials(),
            "trade": pair.trades(),
            "site identifier": pair.identifiers(SITE_IDENTIFIERS),
            "company identifier": pair.identifiers(ENTITY_IDENTIFIERS),
            "one list": pair.one_list(),
        }
        for column, kind in enumerate(KINDS):
            if kind.name in columns:  # the contest is held when all else is known
                levels[at : at + _PORTION, column] = columns[kind.name]
    return levels


class _Pairs:
    def __init__(self, prepared: Prepared, left: Ints, right: Ints) -> None:
        self.all = prepared
        self.left = left
        self.right = right

    def names(self) -> dict[str, Ints]:
        one, i, j = self.all, self.left, self.right
        only_town = one.is_called_by_its_town[i] != one.is_called_by_its_town[j]
        site = np.where(only_town, 0, self._name_level(one.site, one.site))
        one_name = one.has_one_name[i] & one.has_one_name[j]  # which is not evidence twice
        company = np.zeros(len(i), np.int64)
        two = np.flatnonzero(~one_name)
        company[two] = _Pairs(one, i[two], j[two])._name_level(one.company, one.company)
        own = one.has_own_name[i] & one.has_own_name[j]
        sites_of_company = np.maximum(one.company.shared_by[i], one.company.shared_by[j])
        same_company, differs = company >= CONTAINS, (site > 0) & (site <= WEAK)
        says_nothing = one.spoken.tells_nothing[one.site.code[i]] | one.spoken.tells_nothing[one.site.code[j]]
        rarity = _bucket(np.maximum(one.site.shared_by[i], one.site.shared_by[j]))
        other = np.where(differs & same_company, np.where(sites_of_company > 1, 2, 1), 0)
        crossed = self._crossed(site, one_name)
        return {
            "site name": self._by_letters(site, differs & (~own | (crossed == LONE)), ~own),
            "company name": np.where((crossed == LONE) & (company <= WEAK), 0, company),
            "site name as company name": crossed,
            "name in brackets": self._bracketed(site < ALMOST),
            "rarity of the site name": np.where(site >= CONTAINS, np.where(says_nothing, _COMMON, rarity), 0),
            "sites of the company": np.where(same_company, _bucket(sites_of_company), 0),
            "other site of the company": other,
            "parent": self._parents(),
        }

    def _by_letters(self, site: Ints, differs: Flags, alone: Flags) -> Ints:
        """The levels of sites' names, where one list gives one name: letters tell how far names differ that share few words."""
        open_ = np.flatnonzero(differs | (alone & (site == RARE)))
        code = self.all.site.code
        names = code[self.left[open_]], code[self.right[open_]]
        likeness = part_likeness(self.all.spoken, *names, least=_PARTLY)
        level, rare = site.copy(), site[open_] == RARE
        level[open_] = np.select(
            [rare & (likeness >= _PARTLY), ~rare & (likeness < _PARTLY), ~rare & (likeness >= _MOSTLY)],
            [RARE, ONLY_NAME_DIFFERS, _LETTERS_DIFFER],
            _PARTS_DIFFER,
        )
        return level

    def _name_level(self, a: Names, b: Names) -> Ints:
        [level] = self._name_levels((a, b))
        return level

    def _name_levels(self, *asked: tuple[Names, Names]) -> list[Ints]:
        """Of the one's name and the other's, for each pair of names that is asked of."""
        one = np.concatenate([a.code[self.left] for a, _ in asked])
        other = np.concatenate([b.code[self.right] for _, b in asked])
        return np.split(name_levels(self.all.spoken, self.all.bits, one, other), len(asked))

    def _crossed(self, site: Ints, one_name: Flags) -> Ints:
        """One's site name against the other's company name, the better of the two ways, where the sites' names differ."""
        one = self.all
        answer = np.zeros(len(site), np.int64)
        # Where both have one name only, its level is known, and below ALIKE only a part can be shared.
        answer[one_name & (site == PART)] = 1
        open_ = np.flatnonzero(~one_name & (site < ALIKE))
        i, j = self.left[open_], self.right[open_]
        levels = _Pairs(one, i, j)._name_levels((one.site, one.company), (one.company, one.site))
        for level, own, firm in zip(levels, (i, j), (j, i), strict=True):
            lone = np.maximum(one.site.shared_by[own], one.company.shared_by[firm]) <= 1
            answer[open_] = np.maximum(
                answer[open_],
                np.select(
                    [(level >= ALMOST) & lone, level >= ALMOST, (level == PART) | (level == CONTAINS)],
                    [LONE, 2, 1],
                    0,
                ),
            )
        return answer

    def _bracketed(self, open_: Flags) -> Ints:
        """Of the open pairs: 1 the words in brackets are a name of the other, 2 those before them, 3 both."""
        one, i, j = self.all, self.left, self.right
        best = np.zeros(len(i), np.int64)
        bracketed = np.flatnonzero(open_ & (one.in_brackets.is_said[i] | one.in_brackets.is_said[j]))
        few = _Pairs(one, i[bracketed], j[bracketed])
        parts, whole = (one.in_brackets, one.before_brackets), (one.site, one.company)
        asked = [pair for part in parts for own in whole for pair in ((part, own), (own, part))]
        inside, before = np.split(np.stack(few._name_levels(*asked)) >= ALMOST, len(parts))
        best[bracketed] = inside.any(axis=0) + 2 * before.any(axis=0)
        return best

    def _parents(self) -> Ints:
        one, i, j = self.all, self.left, self.right
        answer = np.zeros(len(i), np.int64)
        said = np.flatnonzero(one.parent.is_said[i] & one.parent.is_said[j])
        both = _Pairs(one, i[said], j[said])._name_level(one.parent, one.parent)
        many = np.maximum(one.parent.shared_by[i[said]], one.parent.shared_by[j[said]]) > 3
        answer[said] = np.select([both >= CONTAINS, both <= WEAK], [np.where(many, 2, 3), 1], 0)
        return answer

    def units(self, addresses_agree: Flags) -> Ints:
        units = self.all.units
        level = _each_pair(units, units.code[self.left], units.code[self.right], unit_level)
        level = np.where((level == ONE_NAMES_IT) & addresses_agree, _ONE_NAMES_IT_AT_ONE_PLACE, level)
        return np.where(self._units_of_addresses_differ(), UNITS_DIFFER, level)

    def _units_of_addresses_differ(self) -> Flags:
        units, address = self.all.address_units, self.all.places.address
        i, j = self.left, self.right
        differ = _each_pair(units, units.code[i], units.code[j], address_level) == UNITS_DIFFER
        may = np.flatnonzero(differ)
        said = [
            zip(
                address.texts.gather(address.code[side[may]]).to_list(),
                units.texts.gather(units.code[side[may]]).to_list(),
                strict=True,
            )
            for side in (i, j)
        ]
        differ[may] = [is_contradicted(one, other) for one, other in zip(*said, strict=True)]
        return np.asarray(differ, dtype=np.bool_)

    def places_in_town(self, name: Ints, places: dict[str, Ints]) -> Ints:
        """Where names resemble each other in one town and house numbers do not agree: whether the name has one address there.

        If it has several, the one that gives none may stand at any of them, and of two that differ neither is likely a slip.
        """
        houses = np.maximum(self.all.houses[self.left], self.all.houses[self.right])
        open_ = (name >= RARE) & (name <= EQUAL) & np.isin(places["city"], _ONE_TOWN) & (houses > 0)
        numbers = places["street and plot numbers"]
        return np.select(
            [open_ & (numbers == 0), open_ & (numbers == 1) & (houses >= _SEVERAL)],
            [np.minimum(houses, _SEVERAL), _SEVERAL + 1],
            0,
        ).astype(np.int64)

    def trades(self) -> Ints:
        """Where the names differ: what is equal says nothing of its trade twice."""
        one, i, j = self.all, self.left, self.right
        a, b = one.spoken.trades[one.site.code[i]], one.spoken.trades[one.site.code[j]]
        differ = one.site.text[i] != one.site.text[j]
        own, others = (a & ~b) != 0, (b & ~a) != 0
        return np.select([(a == 0) | (b == 0) | ~differ, (a & b) == 0, own & others], [0, 1, 3], 2).astype(
            np.int64
        )

    def initials(self) -> Ints:
        one = self.all
        found = np.zeros(len(self.left), bool)
        for i, j in ((self.left, self.right), (self.right, self.left)):
            found |= shares_any(one.initials, one.could_be_initials, i, j)
        return found.astype(np.int64)

    def identifiers(self, names: tuple[str, ...]) -> Ints:
        level = np.zeros(len(self.left), np.int64)
        for name in names:
            values = self.all.identifiers[name]
            if (values < 0).all():
                continue
            a, b = values[self.left], values[self.right]
            both = (a >= 0) & (b >= 0)
            level = np.maximum(level, np.where(both, np.where(a == b, 2, 1), 0))
        return level

    def one_list(self) -> Ints:
        lists = self.all.lists
        return shares_any(lists, lists, self.left, self.right).astype(np.int64)


def _bucket(counts: Ints) -> Ints:
    return np.select([counts <= 1, counts <= 3, counts <= 8], [1, 2, 3], _COMMON)


def _each_pair(field: Field, left: Ints, right: Ints, level_of: Callable[[str, str], int]) -> Ints:
    one, other, place = distinct_pairs(left, right, most=len(field.texts))
    pairs = zip(field.texts.gather(one).to_list(), field.texts.gather(other).to_list(), strict=True)
    return np.array([level_of(a, b) for a, b in pairs], np.int64).reshape(-1)[place]
