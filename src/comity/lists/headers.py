"""Which column of a list is which of ours, by what its header says.

Laws: a header that speaks of price, volume, spend, contract, plans or the results of an audit is refused, whatever
else it fits; a column of ours is taken at most once, by the header that fits it best and then by the first; what a
person said (`given`) wins.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from comity.core import SITE_SCHEMA, UsageProblem
from comity.lists.site_audits import LIST_COLUMNS, RefusedAs


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    columns: dict[str, int]  # our column -> place of the column in the list
    reasons: Mapping[int, RefusedAs]  # place of a column that is refused -> why
    rivals: Mapping[str, tuple[int, ...]] = field(
        default_factory=dict
    )  # our column -> others that fit it, unread

    @property
    def refused(self) -> tuple[int, ...]:
        return tuple(sorted(self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    why: RefusedAs
    words: tuple[str, ...]
    stems: tuple[str, ...]
    alone: frozenset[str]


_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
_SIDES = re.compile(r"[/|\n\r／｜]")
_DASHES = re.compile(r"\s[-–—]\s")
_COUNTED = re.compile(r"^\s*(?:#?\d{1,2}|[A-Za-z])\s*[.):]\s+|^\s*\d{1,2}\s+")
_LATIN_RUN = re.compile(r"[\u0000-\u024f\u0300-\u036f\u1e00-\u1eff]+")
# Vowels of Indic and South-East Asian scripts are marks, and no end of a word.
_NO_LETTERS = re.compile(r"(?:(?![\u0900-\u0963\u0966-\u0eff\u1000-\u109f\u1780-\u17d3])[\W_])+")
_HAS_NO_BLANKS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]"
)
_MOST_LETTERS = 300  # longer is a sentence, not a header
_BELOW_A_GROUP = 10  # fits worse than any header by itself
_NAMES = ("site_name", "supplier_name")


def plain(header: str) -> str:
    spelled = unicodedata.normalize(
        "NFKD", header.replace("ı", "i").replace("İ", "I").replace("đ", "d").replace("Đ", "D")
    ).casefold()
    if not spelled.isascii():
        spelled = "".join(mark for mark in spelled if not unicodedata.combining(mark))
    return _NO_LETTERS.sub(" ", spelled).strip()


def why_refused(header: str) -> RefusedAs | None:
    _, refusals, allowed = _synonyms()
    spoken = f" {plain(header)} "
    for phrase in allowed:
        spoken = spoken.replace(f" {phrase} ", "  ")
    for refusal in refusals:
        if spoken.strip() in refusal.alone or any(_is_said(word, spoken) for word in refusal.words):
            return refusal.why
        if any(stem in spoken for stem in refusal.stems):
            return refusal.why
    return None


def is_refused(header: str) -> bool:
    return why_refused(header) is not None


def fits(header: str) -> str | None:
    """Our column, or None. A part in another language ("Country / Pays") or words in brackets do not matter."""
    fit = _fit(header)
    return fit[1] if fit else None


def is_elsewhere(header: str) -> bool:
    """Whether a header says that its column is about something else than the row's site."""
    spoken = f" {plain(header)} "
    return any(_is_said(word, spoken) for word in _elsewhere())


def is_about_another_date(header: str) -> bool:
    spoken = f" {plain(header)} "
    return any(_is_said(plain(word), spoken) for word in _table()["other_dates"]["words"])


def mentions_another(header: str, ours: str) -> bool:
    """Whether a word of a header belongs to what other columns of ours are called, and not to this one."""
    return bool(set(plain(header).split()) & _words_of_others(ours))


def groups_above(headers: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """What the line above a header says of several columns: a label reaches right, up to the next.

    A title stands alone at the left, and speaks of no column.
    """
    labelled = [place for place, text in enumerate(above) if text]
    if not labelled or (labelled == [0] and len(headers) > 1):
        return ("",) * len(headers)
    groups, label = [], ""
    for place in range(len(headers)):
        label = (above[place] if place < len(above) else "") or label
        groups.append(label)
    return tuple(groups)


def map_headers(
    headers: Sequence[str], given: Mapping[str, str], *, groups: Sequence[str] = (), where: str = ""
) -> Mapped:
    """`groups` are what stands above the headers (`groups_above`): “Annual spend” above “2025”, “Audit” above “Date”.

    Raises UsageProblem for a column of ours, or a header of theirs, that does not exist.
    """
    columns: dict[str, int] = {}
    for ours, header in given.items():
        if ours not in LIST_COLUMNS:
            raise UsageProblem(
                f"We have no column “{ours}”.", remedy=f"Columns are: {', '.join(LIST_COLUMNS)}.", where=where
            )
        at = place_of(header, headers)
        if at is None:
            shown = ", ".join(f"“{one}”" for one in told_apart(headers) if one)
            raise UsageProblem(
                f"The list has no column “{header}”.", remedy=f"Its columns are: {shown}.", where=where
            )
        columns[ours] = at
    reasons = {place: why for place, header in enumerate(headers) if (why := why_refused(header))}
    for place, group in enumerate(groups):
        if place not in reasons and not fits(headers[place]) and (why := why_refused(group)):
            reasons[place] = why
    foreign = {place: why for place, why in _out_of_place(headers).items() if place not in columns.values()}
    reasons |= {place: why for place, why in foreign.items() if why}
    for ours, place in columns.items():
        if place in reasons:
            raise UsageProblem(
                f"The column “{headers[place]}” looks {reasons[place]}, and is never read.",
                remedy=f"Rename it if it is your {ours}, or map another column.",
                where=where,
            )
    found = [
        (place, _in_its_group(fit, groups[place] if place < len(groups) else "", header))
        for place, header in enumerate(headers)
        if place not in foreign and (fit := _fit(header))
    ]
    alone = {place for place, _ in found}
    found += [
        (place, (_BELOW_A_GROUP + fit[0], fit[1]))
        for place, group in enumerate(groups)
        if place not in alone and group and headers[place] and (fit := _fit_below(group, headers[place]))
    ]
    rivals: dict[str, tuple[int, ...]] = {
        ours: tuple(at for at, one in enumerate(headers) if one == header and at != columns[ours])
        for ours, header in given.items()
    }
    for place, (_, ours) in sorted(found, key=lambda one: (one[1][0], one[0])):
        if place in reasons or place in columns.values():
            continue
        if columns.setdefault(ours, place) != place and ours not in given:
            rivals[ours] = (*rivals.get(ours, ()), place)
    return Mapped(
        columns=columns, reasons=reasons, rivals={ours: places for ours, places in rivals.items() if places}
    )


def told_apart(headers: Sequence[str]) -> list[str]:
    """Of several columns of one name each by its number: “Date (1)”, “Date (2)”."""
    return [
        f"{one} ({headers[: at + 1].count(one)})" if one and headers.count(one) > 1 else one
        for at, one in enumerate(headers)
    ]


def place_of(said: str, headers: Sequence[str]) -> int | None:
    """Of the column that a person means; a header of their own goes before one of ours with a number."""
    for names in (list(headers), told_apart(headers)):
        if said in names:
            return names.index(said)
    return None


def _out_of_place(headers: Sequence[str]) -> dict[int, RefusedAs | None]:
    """Places of headers that mean something else, as no header of their own language is beside them; why that is refused."""
    spoken = [plain(header) for header in headers]
    return {
        place: RefusedAs[beside["otherwise"].upper()] if "otherwise" in beside else None
        for place, header in enumerate(spoken)
        if (beside := _table()["beside"].get(header)) and not set(map(plain, beside["headers"])) & set(spoken)
    }


def _is_said(word: str, spoken: str) -> bool:
    return f" {word} " in spoken or (not word.isascii() and word in spoken)


def _fit(header: str) -> tuple[int, str] | None:
    """How well, from 0, and which column of ours: a whole header before a part, a site's own before its supplier's."""
    if len(header) > _MOST_LETTERS:
        return None
    found = _named(header)
    # Most cells near the top of a list fit nothing, and need no second question.
    return found if found and not is_refused(header) else None


def _in_its_group(alone: tuple[int, str], group: str, header: str) -> tuple[int, str]:
    """“Audit” above “Firm” is no supplier, and “Supplier” above “Name” no site: what both say together goes before the header."""
    together = _fit_below(group, header) if group else None
    return together if together and together[0] == 0 else alone


def _fit_below(group: str, header: str) -> tuple[int, str] | None:
    """“Audit” above “Date”, as one says it in English, in Romance languages, and in those that write no blank."""
    said = (f"{group} {header}", f"{header} {group}", f"{group}{header}")
    return next((fit for one in said if (fit := _fit(one))), None)


def _named(header: str) -> tuple[int, str] | None:
    names = _synonyms()[0]
    spoken = plain(_COUNTED.sub("", header))
    if whole := names.get(plain(header)) or names.get(spoken) or names.get(spoken.removesuffix(" 1")):
        return 0, whole
    if owned := _owned(spoken):
        return owned
    part = _part(header)
    if part and part in SITE_SCHEMA and is_elsewhere(header):
        return None
    if part:
        return 3, part
    weak = _weak().get(spoken)
    return (4, weak) if weak else None


def _owned(spoken: str) -> tuple[int, str] | None:
    """ "Factory country" and "Supplier city" speak of the row's site, the second only for want of the first.

    "Hotel name" and "Nom de la coopérative" name it.
    """
    for rank, ways in _owners():
        for way in ways:
            said = way.fullmatch(spoken)
            if said and said["what"] in _named_words():
                return 0, _NAMES[rank - 1]
            ours = _synonyms()[0].get(said["what"]) if said else None
            if ours and ours in SITE_SCHEMA and ours not in (*_NAMES, "parent_name"):
                return rank, ours
    return None


def _part(header: str) -> str | None:
    """The column that the parts of a header in two languages agree on; where they fit two of ours, none."""
    outside, inside = _BRACKETS.sub(" ", header), " ".join(_BRACKETS.findall(header))
    for parts in (_sides(outside), [inside] if _is_translation(inside, outside) else []):
        fitting = [_name_of(part) for part in parts]
        found = [ours for ours in fitting if ours]
        if found and (len(set(found)) == 1 or set(found) == set(_NAMES)):
            return found[0]
        if set(found) == {"city", "region"}:  # "City/State": the town comes with its state behind
            return "city"
        if found:
            return None
    return None


def _sides(text: str) -> list[str]:
    sides = [side for side in _SIDES.split(text) if side.strip()]
    dashed = _DASHES.split(text)
    if len(dashed) > 1 and all(_name_of(side) for side in dashed):  # else a title: "Supplier - Alder Foods"
        sides += dashed
    for side in list(sides):
        latin, other = " ".join(_LATIN_RUN.findall(side)), _LATIN_RUN.sub(" ", side)
        sides += [latin, other] if other.strip() else []
    return sides


def _is_translation(inside: str, outside: str) -> bool:
    """ "Название (Factory)" and "Nazwa dostawcy (Supplier name)" are said twice; "Workers (site)" is not."""
    foreign = bool(_LATIN_RUN.sub("", outside).strip())
    return foreign or len(plain(inside).split()) > 1 or _name_of(inside) not in (*_NAMES, "parent_name")


def _name_of(part: str) -> str | None:
    spoken = plain(_COUNTED.sub("", part))
    owned = _owned(spoken)
    return _synonyms()[0].get(spoken) or (owned[1] if owned else None)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((files("comity.lists") / "headers.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _synonyms() -> tuple[dict[str, str], tuple[_Refusal, ...], tuple[str, ...]]:
    """Our columns by what they are called; what is refused, and why; the phrases that never count against a header."""
    table = _table()
    names = {plain(column): column for column in LIST_COLUMNS}
    for column, headers in table["columns"].items():
        for header in headers:
            names.setdefault(plain(header), column)
    refused = table["refused"]
    refusals = tuple(
        _Refusal(
            why=why,
            words=tuple(map(plain, refused[why.name.lower()]["words"])),
            stems=tuple(map(plain, refused[why.name.lower()]["stems"])),
            alone=frozenset(map(plain, refused[why.name.lower()]["alone"])),
        )
        for why in RefusedAs
    )
    return names, refusals, tuple(map(plain, refused["allowed"]))


@lru_cache(maxsize=1)
def _owners() -> tuple[tuple[int, tuple[re.Pattern[str], ...]], ...]:
    """How well a header fits that says whose its column is, and how it may say so: before what the column is, or after it."""
    table = _table()["owners"]
    between = "|".join(sorted(filter(None, map(plain, table["between"])), key=len, reverse=True))
    ranked = []
    for rank, kind in ((1, "site"), (2, "supplier")):
        owners = sorted(map(plain, table[kind]), key=len, reverse=True)
        spaced = "|".join(owners)
        unspaced = "|".join(owner for owner in owners if _HAS_NO_BLANKS.match(owner))
        ranked.append(
            (
                rank,
                (
                    re.compile(rf"(?:{spaced})(?: (?:{between}))? (?P<what>.+)"),
                    re.compile(rf"(?P<what>.+?)(?: (?:{between}))? (?:{spaced})"),
                    re.compile(rf"(?:{unspaced})(?:{between})?(?P<what>.+)"),
                    re.compile(rf"(?P<what>.+)(?:{unspaced})"),
                ),
            )
        )
    return tuple(ranked)


@lru_cache(maxsize=1)
def _named_words() -> frozenset[str]:
    return frozenset(map(plain, _table()["named"]["words"]))


@lru_cache(maxsize=1)
def _weak() -> Mapping[str, str]:
    return {plain(header): ours for ours, headers in _table()["weak"].items() for header in headers}


@lru_cache(maxsize=8)
def _words_of_others(ours: str) -> frozenset[str]:
    """Words of two letters are too often small words of some language."""
    own = {*_NAMES, "parent_name"} if ours in _NAMES else {ours}
    words: dict[bool, set[str]] = {True: set(), False: set()}
    for name, column in _synonyms()[0].items():
        words[column in own].update(word for word in name.split() if len(word) > 2 or not word.isascii())
    return frozenset(words[False] - words[True])


@lru_cache(maxsize=1)
def _elsewhere() -> tuple[str, ...]:
    return tuple(map(plain, _table()["elsewhere"]["words"]))
