"""Which numbered unit of a company a text speaks of: "Unit II", "2nd Factory", 第二工厂, "Werk Süd", "Shed B", "3rd floor".

In: spelled words. Out: labels. Laws: a number counts beside the word for a unit, on either side and however it is
written; a year or a large number never does.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import polars as pl

from comity.linkage.text import address_words
from comity.linkage.unit_tables import OF_ADDRESSES, OF_NAMES, SIDES, unit_tables

ROMAN = {
    roman: at
    for at, roman in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], 1)
}
_ENDS_TOWNS = frozenset({"chang"})
"""Nanchang, Yichang and Wuchang are towns: before this word a number has to say that it is one."""
_MOST_DIGITS = 3
_MOST_DIGITS_OF_AN_ADDRESS = 4
_LAST_LETTER = "h"
"""Letters that tell one building of a yard from another; later ones are seldom more than somebody's initial."""
_STREET = re.compile(
    r".*(?:str|strasse|gasse|weg|platz|allee|straat|gatan)|street|st|road|rd|avenue|ave|jalan|jl|jln|rua|calle|via|rue"
)
_DISTRICTS = frozenset({"n", "s", "w", "e", "o", "nw", "sw", "ne", "se", "so"})
"""Postal districts of large towns: "Berlin NW 7"."""


def unit_texts(names: pl.Series) -> pl.Series:
    """The labels of many names, "2" or "2,3"; "" for a name that speaks of no unit."""
    tables = unit_tables()
    number = _any_of({*ROMAN, *tables.counted, *tables.ordinal, *tables.sides_before})
    words = _any_of(
        {*(word for word, kinds in tables.kinds.items() if kinds & OF_NAMES), *tables.words_of["number"]}
    )
    endings = "|".join(sorted(tables.endings))
    compounds = rf"(?:{_any_of(tables.sides)})(?:{endings})"
    may = (
        names.str.contains(rf"(?: |^)(?:0*[0-9]{{1,{_MOST_DIGITS}}}|[a-z]|{number})(?: |$)")
        & (
            names.str.contains(rf"(?: |^)(?:{words})(?: |$)|(?:{endings})(?: |$)")
            | names.str.contains(rf" (?:[0-9]+|{_any_of(ROMAN)})$")
        )
    ) | names.str.contains(rf"(?: |^){compounds}(?: |$)")
    return _told(names, may, unit_labels)


def address_unit_texts(addresses: pl.Series) -> pl.Series:
    """The units of many addresses, "building b,floor 3"; "" for an address that names none."""
    tables = unit_tables()
    words = _any_of(word for word, kinds in tables.kinds.items() if kinds & OF_ADDRESSES)
    endings = "|".join(sorted(tables.endings))
    may = addresses.str.contains(rf"(?: |^)(?:f|{words})(?: |$)|(?:{endings})(?: |$)")
    return _told(addresses, may, address_units)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(word.replace("-", " ") for word in words))


def _told(texts: pl.Series, may: pl.Series, read: Callable[[Iterable[str]], frozenset[str]]) -> pl.Series:
    found = [",".join(sorted(read(text.split(" ")))) for text in texts.filter(may).to_list()]
    return pl.repeat("", len(texts), dtype=pl.String, eager=True).scatter(
        may.arg_true(), pl.Series(found, dtype=pl.String)
    )


def unit_labels(words: Iterable[str]) -> frozenset[str]:
    """Which units of a company a name speaks of: {"2"} for "Unit II", "2nd Factory", "# 2"; {"1", "3"} for "Hangar 1 & 3".

    A number counts beside the word for a unit, behind "No.", or at the very end of the name, if that is not the end of an
    address; of two sides the one behind. Where a letter follows it, "2A", that counts, too.
    """
    listed = _joined(tuple(words))
    found = {label for _, label in _labels(listed, OF_NAMES, in_address=False)}
    tables = unit_tables()
    for at, word in enumerate(listed):
        if word in tables.words_of["number"] and _value(listed, at + 1, _MOST_DIGITS).isdigit():
            found.update(_run(listed, at + 1, _MOST_DIGITS, in_address=False))
    if len(listed) > 1 and not _ends_an_address(listed):
        found.update(_at_the_end(listed))
    return frozenset(found)


def address_units(words: Iterable[str]) -> frozenset[str]:
    """Which units, buildings and floors an address speaks of: {"building b", "floor 3"} for "3rd Floor, Block B"."""
    listed = _joined(tuple(words))
    found = {f"{kind} {label}" for kind, label in _labels(listed, OF_ADDRESSES, in_address=True)}
    for at, word in enumerate(listed[1:], 1):  # "5/F"
        if (
            word == "f"
            and listed[at - 1].isdigit()
            and len(listed[at - 1]) <= 2
            and not _names_a_street(listed, at)
        ):
            found.add(f"floor {int(listed[at - 1])}")
    return frozenset(found)


def ordinals_behind(words: Sequence[str]) -> list[str]:
    """ "3rd floor" as "floor 3"."""
    tables, found = unit_tables(), list[str]()
    for word in words:
        if (
            len(found) > 1
            and found[-1] in tables.words_of["ordinal"]
            and found[-2].isdigit()
            and tables.kind_of(word)
        ):
            found[-2:] = [word, found[-2]]
        else:
            found.append(word)
    return found


def numbered_parts(words: Iterable[str]) -> list[tuple[str, ...]]:
    """The words of an address in their order, a number with what it numbers: ("plot", "12"), ("mill",), ("road",)."""
    tables, parts = unit_tables(), list[tuple[str, ...]]()
    for word in words:
        is_behind = bool(parts) and len(parts[-1]) == 1 and bool(tables.kind_of(parts[-1][0]))
        if word.isdigit() and is_behind:
            parts[-1] = (*parts[-1], word)
        elif not (is_behind and word in tables.words_of["number"]):
            parts.append((word,))
    return parts


UNITS_DIFFER, ONE_NAMES_IT, ONE_UNIT = 1, 2, 3
"""Levels of the evidence "unit"."""


def unit_level(one: str, other: str) -> int:
    """What the labels of two names say: they differ where each speaks of a unit that the other does not."""
    if not (one or other):
        return 0
    if not (one and other):
        return ONE_NAMES_IT
    a, b = set(one.split(",")), set(other.split(","))
    parts = [(a - SIDES, b - SIDES), (a & SIDES, b & SIDES)]
    said = [(x, y) for x, y in parts if x and y]
    if not all(x <= y or y <= x for x, y in said):
        return UNITS_DIFFER
    return ONE_UNIT if said else 0


def address_level(one: str, other: str) -> int:
    """The same for the units of two addresses: "building b" contradicts another building, and no floor."""
    a, b = _by_kind(one), _by_kind(other)
    levels = (unit_level(",".join(a[kind]), ",".join(b[kind])) for kind in a.keys() & b.keys())
    return UNITS_DIFFER if UNITS_DIFFER in levels else 0


def is_contradicted(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two addresses, each with its units, name other units: numbers that both say contradict nothing, wherever they
    stand ("Bldg. 204", "No. 204, Hall 6"), and those of the same digits may be a slip ("Hall 13 2", "Hall 132").
    """
    (address, units), (address_too, units_too) = one, other
    said, said_too = _counted(address), _counted(address_too)
    own, own_too = said - said_too, said_too - said
    if own and sorted("".join(own.elements())) == sorted("".join(own_too.elements())):
        return False
    a, b = (
        {
            (kind, label)
            for kind, labels in _by_kind(text).items()
            for label in labels
            if label in mine or label not in all_
        }
        for text, mine, all_ in ((units, own, said), (units_too, own_too, said_too))
    )
    return not {kind for kind, _ in a}.isdisjoint(kind for kind, _ in b)


def _by_kind(units: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for unit in units.split(",") if units else ():
        kind, label = unit.split(" ")
        found.setdefault(kind, set()).add(label)
    return found


def _counted(address: str) -> Counter[str]:
    """The numbers and single letters of an address."""
    return Counter(
        str(int(word)) if word.isdigit() else word
        for word in address.split(" ")
        if word.isdigit() or len(word) == 1
    )


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words, those of a phrase as one: "nha", "may" -> "nha-may"."""
    tables = unit_tables()
    if tables.begins.isdisjoint(words):
        return words
    found: list[str] = []
    for word in words:
        if found and (found[-1], word) in tables.phrases:
            found[-1] = f"{found[-1]}-{word}"
        else:
            found.append(word)
    return tuple(found)


def _labels(words: Sequence[str], wanted: frozenset[str], *, in_address: bool) -> Iterator[tuple[str, str]]:
    """Kind and label of every unit that is numbered, lettered or called by its side."""
    tables = unit_tables()
    for at, word in enumerate(words):
        kinds = tables.kind_of(word) & wanted
        if not kinds:
            continue
        kind = min(kinds)
        found = _behind(words, at, in_address=in_address)
        if in_address or not found:  # "1. Blok 1207. Sokak"
            before = _before(words, at, in_address=in_address)
            found = found + [label for label in before if label.isdigit() or not found]
        yield from ((kind, label) for label in found)
        yield from ((kind, side) for side in _sides(words, at))


def _behind(words: Sequence[str], at: int, *, in_address: bool) -> list[str]:
    tables, start = unit_tables(), at + 1
    while start < len(words) - 1 and words[start] in tables.words_of["number"] | tables.words_of["between"]:
        start += 1
    most = _MOST_DIGITS_OF_AN_ADDRESS if in_address else _MOST_DIGITS
    return _run(words, start, most, in_address=in_address) if _value(words, start, most) else []


def _run(words: Sequence[str], start: int, most: int, *, in_address: bool) -> list[str]:
    """The label at `start` and those that go on from it: "1 and 3", "2 a"; outside of addresses "1 2 3"."""
    tables = unit_tables()
    found = [_value(words, start, most)]
    while True:
        start += 1
        value = _value(words, start, most)
        if found[-1].isdigit() and value.isalpha() and len(words[start]) == 1:
            found += [value, found[-1] + value]
            return found
        if start < len(words) and words[start] in tables.words_of["and"]:
            start += 1
            value = _value(words, start, most)
            if not (value and (words[start].isdigit() or len(value) == 1)):
                return found
        elif in_address or not (value and words[start].isdigit()):
            if not in_address and found[-1].isalpha() and value and words[start].isdigit():  # "B-2"
                found.append(found[-1] + value)
            return found
        found.append(value)


def _value(words: Sequence[str], at: int, most: int) -> str:
    """What a word counts, behind a unit: "" where it does not."""
    if not 0 <= at < len(words):
        return ""
    word, tables = words[at], unit_tables()
    if word.isdigit():
        return str(int(word)) if len(word.lstrip("0")) <= most else ""
    if word in ROMAN:
        return str(ROMAN[word])
    if len(word) == 1:
        return word
    return tables.counted.get(word, "")


def _before(words: Sequence[str], at: int, *, in_address: bool) -> list[str]:
    """ "2nd", "second", "II", "2"; in an address "B", too, while in a name "a unit of" speaks of none."""
    tables = unit_tables()
    most = _MOST_DIGITS_OF_AN_ADDRESS if in_address else _MOST_DIGITS
    found: list[str] = []
    place = at - 1
    while place >= 0:
        word = words[place]
        bare = in_address and place + 1 == at
        if word in tables.words_of["ordinal"] and place and words[place - 1].isdigit():
            place -= 1
            word, bare = words[place], False
        if bare and len(word) == 1 and "a" <= word <= _LAST_LETTER and not _names_a_street(words, at):
            return [word]
        if word.isdigit():
            value = _value(words, place, most)
            if not value or (bare and (_names_a_street(words, at) or _numbers_another(words, place))):
                return found
        elif (word in ROMAN and (len(word) > 1 or not in_address)) or (
            word in tables.ordinal and _says_it_counts(words[at], word)
        ):
            value = str(ROMAN[word]) if word in ROMAN else tables.ordinal[word]
        else:
            return found
        found.append(value)
        if place < 2 or words[place - 1] not in tables.words_of["and"]:
            return found
        place -= 2
    return found


def _names_a_street(words: Sequence[str], at: int) -> bool:
    """ "12 Tower Road", "12 F Street"."""
    behind = words[at + 1] if at + 1 < len(words) else ""
    return behind in address_words() or _STREET.fullmatch(behind) is not None


def _numbers_another(words: Sequence[str], place: int) -> bool:
    """Whether a bare number is that of the word before it: "plot 5 block"."""
    return place > 0 and not words[place - 1].isdigit()


def _says_it_counts(unit: str, word: str) -> bool:
    return unit not in _ENDS_TOWNS or "-" in word or len(word) > 4


def _sides(words: Sequence[str], at: int) -> list[str]:
    """ "Werk Süd", "North East Plant", "Nordwerk"."""
    tables, word = unit_tables(), words[at]
    if word in _ENDS_TOWNS:
        return []
    for way, sides in ((1, tables.sides), (-1, tables.sides_before)):
        found, place = [], at + way
        while 0 <= place < len(words) and words[place] in sides:
            found.append(sides[words[place]])
            place += way
        if found:
            return ["".join(sorted(found))]
    begins = next((word.removesuffix(end) for end in tables.endings if word.endswith(end)), "")
    return [tables.sides[begins]] if begins in tables.sides else []


def _at_the_end(words: Sequence[str]) -> list[str]:
    """The numbers that end a name: "Velmira 2", "PHX 7-8"."""
    tables = unit_tables()
    found: list[str] = []
    for at in range(len(words) - 1, 0, -1):
        word = words[at]
        if word.isdigit() or (not found and word in ROMAN):
            value = _value(words, at, _MOST_DIGITS)
            if not value:
                return found
            found.append(value)
        elif not (found and word in tables.words_of["and"] and words[at - 1].isdigit()):
            return found
    return found


def _ends_an_address(words: tuple[str, ...]) -> bool:
    """Whether the numbers at the end are a house's or a district's: "Hoffmannstr. 51"."""
    before = next((word for word in reversed(words) if not (word.isdigit() or word in ROMAN)), "")
    return before in _DISTRICTS or _STREET.fullmatch(before) is not None
