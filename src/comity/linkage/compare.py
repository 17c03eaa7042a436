"""The level of each kind of evidence for pairs of records, in columns.

In: `Prepared`, pairs. Out: an array, pairs x kinds, of levels as `evidence.KINDS` names them.
Laws: symmetric; a missing field gives level 0.
"""

import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse

from comity.linkage.evidence import KINDS
from comity.linkage.prepare import ENTITY_IDENTIFIERS, SITE_IDENTIFIERS, Flags, Floats, Ints, Names, Prepared

Levels = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

EQUAL, ALMOST, CONTAINS, ALIKE, PART, RARE, WEAK, UNLIKE, OTHER = 9, 8, 7, 6, 5, 4, 3, 2, 1
ONLY_NAME_DIFFERS = 10
LONE = 3
_RARE_BITS = 6.0
_SLIP = 0.76


def compare(prepared: Prepared, left: Ints, right: Ints) -> Levels:
    pair = _Pairs(prepared, left, right)
    columns = {
        **pair.names(),
        **pair.places(),
        "unit": pair.units(),
        "initials": pair.initials(),
        "site identifier": pair.identifiers(SITE_IDENTIFIERS),
        "company identifier": pair.identifiers(ENTITY_IDENTIFIERS),
        "distance": pair.distance(),
        "contest": np.zeros(len(left), np.int64),
        "one list": pair.one_list(),
    }
    return np.stack([columns[kind.name] for kind in KINDS], axis=1).astype(np.uint8)


class _Pairs:
    def __init__(self, prepared: Prepared, left: Ints, right: Ints) -> None:
        self.all = prepared
        self.left = left
        self.right = right

    def names(self) -> dict[str, Ints]:
        one, i, j = self.all, self.left, self.right
        site = self._name_level(one.site, one.site)
        company = np.where(self._one_name(), 0, self._name_level(one.company, one.company))
        own = one.has_own_name[i] & one.has_own_name[j]
        sites_of_company = np.maximum(one.company.shared_by[i], one.company.shared_by[j])
        same_company, differs = company >= CONTAINS, (site > 0) & (site <= WEAK)
        rarity = np.maximum(one.site.shared_by[i], one.site.shared_by[j])
        other = np.where(differs & same_company, np.where(sites_of_company > 1, 2, 1), 0)
        crossed = np.where(site >= ALIKE, 0, self._crossed())
        return {
            "site name": np.where(differs & (~own | (crossed == LONE)), ONLY_NAME_DIFFERS, site),
            "company name": np.where((crossed == LONE) & (company <= WEAK), 0, company),
            "site name as company name": crossed,
            "name in brackets": self._bracketed(),
            "rarity of the site name": np.where(site >= CONTAINS, _bucket(rarity), 0),
            "sites of the company": np.where(same_company, _bucket(sites_of_company), 0),
            "other site of the company": other,
            "parent": self._parents(),
        }

    def _one_name(self) -> Flags:
        """Both records have one name only, which is not evidence twice."""
        same = np.array(
            [
                bool(site) and site == company
                for site, company in zip(self.all.site.text, self.all.company.text, strict=True)
            ],
            bool,
        )
        return np.asarray(same[self.left] & same[self.right], dtype=np.bool_)

    def _crossed(self) -> Ints:
        """One's site name against the other's company name, the better of the two ways."""
        one, i, j = self.all, self.left, self.right
        best = np.zeros(len(i), np.int64)
        for a, b, site, company in ((one.site, one.company, i, j), (one.company, one.site, j, i)):
            level = self._name_level(a, b)
            lone = np.maximum(one.site.shared_by[site], one.company.shared_by[company]) <= 1
            best = np.maximum(
                best,
                np.select(
                    [(level >= ALMOST) & lone, level >= ALMOST, (level == PART) | (level == CONTAINS)],
                    [LONE, 2, 1],
                    0,
                ),
            )
        return best

    def _bracketed(self) -> Ints:
        """1 the words in brackets are a name of the other, 2 those before them, 3 both."""
        one, i, j = self.all, self.left, self.right
        best = np.zeros(len(i), np.int64)
        bracketed = np.flatnonzero((one.in_brackets.mass[i] > 0) | (one.in_brackets.mass[j] > 0))
        few = _Pairs(one, i[bracketed], j[bracketed])
        for names, swap in ((one.in_brackets, 1), (one.before_brackets, 2)):
            agrees = np.zeros(len(bracketed), bool)
            for own in (one.site, one.company):
                agrees |= few._name_level(names, own) >= ALMOST
                agrees |= few._name_level(own, names) >= ALMOST
            best[bracketed] += np.where(agrees, swap, 0)
        return best

    def _name_level(self, a: Names, b: Names) -> Ints:
        """0 missing, else OTHER ... EQUAL."""
        i, j = self.left, self.right
        left, right = [a.text[k] for k in i.tolist()], [b.text[k] for k in j.tolist()]
        ratio = _ratio(left, right)
        shared = _shared(a.matrix, b.matrix, i, j, self.all.bits)
        mass_a, mass_b = a.mass[i], b.mass[j]
        smaller = np.minimum(mass_a, mass_b)
        union = np.maximum(mass_a + mass_b - shared, 1e-9)
        jaccard, contained = shared / union, shared / np.maximum(smaller, 1e-9)
        level = np.select(
            [
                ratio >= 1.0,
                (ratio >= 0.92) | (jaccard >= 0.9),
                (contained >= 0.95) & (shared >= _RARE_BITS) & (jaccard >= 0.5),
                (jaccard >= 0.6) | (ratio >= 0.82),
                (contained >= 0.95) & (shared >= _RARE_BITS),
                shared >= _RARE_BITS,
                (ratio >= 0.68) | (jaccard >= 0.25),
                ratio >= 0.5,
            ],
            [EQUAL, ALMOST, CONTAINS, ALIKE, PART, RARE, WEAK, UNLIKE],
            OTHER,
        )
        spoken_alike = np.flatnonzero((level == ALMOST) | (level == ALIKE))
        rest = _rest_likeness(
            [a.words[k] for k in i[spoken_alike].tolist()], [b.words[k] for k in j[spoken_alike].tolist()]
        )
        names_another = (rest < _SLIP) & (level[spoken_alike] == ALMOST)
        level[spoken_alike] = np.where(names_another, RARE, level[spoken_alike])
        missing = np.array([not (x and y) for x, y in zip(left, right, strict=True)], bool)
        return np.where(missing, 0, level)

    def _parents(self) -> Ints:
        one, i, j = self.all, self.left, self.right
        both = self._name_level(one.parent, one.parent)
        many = np.maximum(one.parent.shared_by[i], one.parent.shared_by[j]) > 3
        return np.select([both == 0, both >= CONTAINS, both <= WEAK], [0, np.where(many, 2, 3), 1], 0)

    def places(self) -> dict[str, Ints]:
        one, i, j = self.all, self.left, self.right
        city = _text_pair(one.city, i, j)
        region = _text_pair(one.region, i, j)
        place_shared = _shared(one.places, one.places, i, j, one.bits)
        address = _text_pair(one.address, i, j)
        post = _text_pair(one.postal_code, i, j)
        numbers = self._numbers()
        crossed = _stands_in(one.city, one, i, j)
        region_crossed = _stands_in(one.region, one, i, j)
        tokens = (
            np.array(process.cpdist(*_texts(one.address, i, j), scorer=fuzz.token_set_ratio, workers=2)) / 100
        )
        return {
            "city": np.select([city >= 1.0, city >= 0.85, crossed, city >= 0], [4, 3, 2, 1], 0),
            "region": np.select([region >= 0.85, region_crossed, region >= 0], [3, 2, 1], 0),
            "address": np.select(
                [
                    address >= 0.999,
                    (address >= 0.88)
                    & (numbers != 1),  # another number is another house, however like the rest
                    (tokens >= 0.85) & (address >= 0) & (place_shared >= 8) & (numbers != 1),
                    (tokens >= 0.6) & (address >= 0),
                    address >= 0,
                ],
                [5, 4, 3, 2, 1],
                0,
            ),
            "street and plot numbers": numbers,
            "postcode": np.select([post >= 1.0, _same_start(one.postal_code, i, j), post >= 0], [3, 2, 1], 0),
            "site name in the other's address": self._name_in_place(),
        }

    def _numbers(self) -> Ints:
        numbers = self.all.numbers
        shared = _shared(numbers, numbers, self.left, self.right, np.ones(numbers.shape[1]))
        counts = np.diff(numbers.indptr)
        smaller = np.minimum(counts[self.left], counts[self.right])
        return np.select([smaller == 0, shared == 0, shared < smaller], [0, 1, 2], 3)

    def _name_in_place(self) -> Ints:
        one = self.all
        found = np.zeros(len(self.left), bool)
        for i, j in ((self.left, self.right), (self.right, self.left)):
            shared = _shared(one.site.matrix, one.places, i, j, one.bits)
            found |= (shared >= 0.9 * one.site.mass[i]) & (shared >= _RARE_BITS) & (one.has_own_name[i])
        return found.astype(np.int64)

    def units(self) -> Ints:
        pairs = zip(
            (self.all.units[k] for k in self.left.tolist()),
            (self.all.units[k] for k in self.right.tolist()),
            strict=True,
        )
        return np.array([_unit_level(a, b) for a, b in pairs], np.int64).reshape(-1)

    def initials(self) -> Ints:
        words = self.all.acronyms
        return np.array(
            [
                _initials_agree(words[a], words[b])
                for a, b in zip(self.left.tolist(), self.right.tolist(), strict=True)
            ],
            np.int64,
        ).reshape(-1)

    def identifiers(self, names: tuple[str, ...]) -> Ints:
        level = np.zeros(len(self.left), np.int64)
        for name in names:
            values = self.all.identifiers[name]
            a, b = values[self.left], values[self.right]
            both = (a >= 0) & (b >= 0)
            level = np.maximum(level, np.where(both, np.where(a == b, 2, 1), 0))
        return level

    def one_list(self) -> Ints:
        lists = self.all.lists
        shared = _shared(lists, lists, self.left, self.right, np.ones(lists.shape[1]))
        return (shared > 0).astype(np.int64)

    def distance(self) -> Ints:
        one, i, j = self.all, self.left, self.right
        lat, lon = np.radians(one.latitude), np.radians(one.longitude)
        half = (
            np.sin((lat[i] - lat[j]) / 2) ** 2
            + np.cos(lat[i]) * np.cos(lat[j]) * np.sin((lon[i] - lon[j]) / 2) ** 2
        )
        kilometres = 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
        known = ~np.isnan(kilometres)
        return np.where(
            known,
            np.select([kilometres < 1, kilometres < 5, kilometres < 25, kilometres < 100], [5, 4, 3, 2], 1),
            0,
        )


def _rest_likeness(left: list[tuple[str, ...]], right: list[tuple[str, ...]]) -> Floats:
    """How alike the words are that two names do not share: a slip of the keyboard, or another name altogether.

    Long names of one trade and place look alike letter by letter; what tells them apart is the one word that differs.
    1 where one name has no word of its own.
    """
    rests = [
        ("".join(w for w in a if w not in set(b)), "".join(w for w in b if w not in set(a)))
        for a, b in zip(left, right, strict=True)
    ]
    one_sided = np.array([not (a and b) for a, b in rests], bool)
    return (
        np.where(one_sided, 1.0, _ratio([a for a, _ in rests], [b for _, b in rests]))
        if rests
        else np.zeros(0)
    )


def _bucket(counts: Ints) -> Ints:
    return np.select([counts <= 1, counts <= 3, counts <= 8], [1, 2, 3], 4)


def _texts(values: list[str], i: Ints, j: Ints) -> tuple[list[str], list[str]]:
    return [values[k] for k in i.tolist()], [values[k] for k in j.tolist()]


def _ratio(left: list[str], right: list[str]) -> Floats:
    return np.array(process.cpdist(left, right, scorer=fuzz.ratio, workers=2), dtype=np.float64) / 100


def _text_pair(values: list[str], i: Ints, j: Ints) -> Floats:
    """Likeness of two texts; -1 where one is missing."""
    left, right = _texts(values, i, j)
    missing = np.array([not (a and b) for a, b in zip(left, right, strict=True)], bool)
    return np.where(missing, -1.0, _ratio(left, right))


def _shared(a: sparse.csr_matrix, b: sparse.csr_matrix, i: Ints, j: Ints, bits: Floats) -> Floats:
    """Bits of the words that row i of `a` and row j of `b` have in common, in portions that fit the memory."""
    portions = [
        a[i[start : start + 50_000]].multiply(b[j[start : start + 50_000]]) @ bits
        for start in range(0, len(i), 50_000)
    ]
    return np.concatenate(portions) if portions else np.zeros(0)


def _stands_in(values: list[str], one: Prepared, i: Ints, j: Ints) -> Flags:
    """One's city (or region) stands, as a whole, in the other's address, city or region."""
    spoken = [f" {a} {b} {c} " for a, b, c in zip(one.address, one.city, one.region, strict=True)]
    pairs = zip(i.tolist(), j.tolist(), strict=True)
    return np.array(
        [_within(values[a], spoken[b]) or _within(values[b], spoken[a]) for a, b in pairs], bool
    ).reshape(-1)


def _within(text: str, spoken: str) -> bool:
    return bool(text) and f" {text} " in spoken


def _same_start(values: list[str], i: Ints, j: Ints) -> Flags:
    pairs = zip(*_texts(values, i, j), strict=True)
    return np.array([len(a) >= 3 and a[:3] == b[:3] for a, b in pairs], bool).reshape(-1)


def _unit_level(a: str, b: str) -> int:
    if not (a or b):
        return 0
    if not (a and b):
        return 2
    return 3 if a == b or set(a.split(",")) & set(b.split(",")) else 1


def _initials_agree(a: frozenset[str], b: frozenset[str]) -> bool:
    return any(word[0] == "=" and word[1:] in b for word in a) or any(
        word[0] == "=" and word[1:] in a for word in b
    )
