"""How a list writes a site: its habits, its script and spellings, and the slips of whoever typed it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.linkage.world_of import Company, Site, Word

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_UNSPACED = {"CN", "TH"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    name: str
    own_script: float  # how often a row is in the country's own script
    spelling: float  # how often a Latin word has its usual spelling
    upper: bool
    names: str  # "company", "site" beside it, or "group" in the company's place
    legal: float
    plant: float
    old_name: float
    trade_name: float
    city: str  # "column", "address", "both"
    postcode: bool
    zone_only: float
    careless: float


def habit_of(chance: random.Random, number: int) -> Habit:
    return Habit(
        name=f"member-{number:02d}",
        own_script=chance.choice((0.0, 0.0, 0.0, 0.1, 0.5, 1.0)),
        spelling=chance.choice((0.5, 0.8, 0.95)),
        upper=chance.random() < 0.35,
        names=chance.choice(("company", "company", "site", "group")),
        legal=chance.choice((0.2, 0.9, 1.0)),
        plant=chance.choice((0.0, 0.3, 0.95)),
        old_name=chance.choice((0.1, 0.3)),
        trade_name=chance.choice((0.05, 0.6)),
        city=chance.choice(("column", "column", "address", "both")),
        postcode=chance.random() < 0.4,
        zone_only=chance.choice((0.0, 0.3)),
        careless=chance.uniform(0.5, 2.0),
    )


def said(site: Site, habit: Habit, chance: random.Random) -> dict[str, str]:
    own = chance.random() < habit.own_script
    pen = _Pen(habit=habit, own=own, chance=chance, country=site.company.country.code)
    supplier, name, parent = _names(site, pen)
    address = _address(site, pen)
    city = pen.word(site.place.city) if habit.city != "address" else ""
    row = {
        "Supplier name": pen.slip(supplier),
        "Site name": pen.slip(name),
        "Parent company": parent,
        "Address": pen.slip(address),
        "City": pen.slip(city),
        "Postal code": site.place.postcode if habit.postcode else "",
        "Country": chance.choice(
            (site.company.country.code, *site.company.country.words["country"][(0 if own else 1) :])
        ),
    }
    return {key: text.upper() if habit.upper and key != "Country" else text for key, text in row.items()}


@dataclass(slots=True, kw_only=True)
class _Pen:
    habit: Habit
    own: bool
    chance: random.Random
    country: str

    def word(self, word: Word) -> str:
        if self.own or len(word) == 1:
            return word[0]
        return word[1] if self.chance.random() < self.habit.spelling else self.chance.choice(word[1:])

    def phrase(self, words: Sequence[Word]) -> str:
        blank = "" if self.own and self.country in _UNSPACED else " "
        return blank.join(self.word(one) for one in words)

    def counted(self, word: Word, number: int) -> str:
        ordinal = f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
        return self.word(word).format(n=number, roman=_ROMAN[number % len(_ROMAN)], ordinal=ordinal)

    def slip(self, text: str) -> str:
        """What goes wrong in typing."""
        chance, rate = self.chance, self.habit.careless
        if len(text) > 4 and chance.random() < 0.03 * rate:
            at = chance.randrange(len(text) - 2)
            kind = chance.randrange(3)
            text = (
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
            )[kind]
        if " " in text and chance.random() < 0.02 * rate:
            words = text.split(" ")
            at = chance.randrange(len(words) - 1)
            glued = [*words[:at], words[at] + words[at + 1], *words[at + 2 :]]
            text = " ".join(
                glued if chance.random() < 0.5 or len(words) < 3 else words[:at] + words[at + 1 :]
            )
        return text

    def digits(self, number: int) -> int:
        text = str(number)
        if len(text) > 1 and self.chance.random() < 0.005 * self.habit.careless:
            text = text[1] + text[0] + text[2:]
        return int(text)


def _names(site: Site, pen: _Pen) -> tuple[str, str, str]:
    """Supplier, site and parent as the list has them; the last two may be empty."""
    company, habit, chance = site.company, pen.habit, pen.chance
    name = _company_name(company, pen)
    plant = ""
    if site.plant and chance.random() < habit.plant:
        plant = pen.counted(tuple(company.country.words["plant"]), site.plant)
    group = pen.phrase(company.group) if company.group else ""
    if habit.names == "group" and group:
        return group, " ".join(filter(None, (pen.word(site.place.city), plant))), group
    if habit.names == "site":
        short = pen.phrase(company.name[:-1])
        return name, " ".join(filter(None, (short, plant or pen.word(site.place.city)))), group
    return " ".join(filter(None, (name, plant))), "", group


def _company_name(company: Company, pen: _Pen) -> str:
    chance, habit = pen.chance, pen.habit
    if company.trade_name and chance.random() < habit.trade_name:
        return company.trade_name
    core = pen.phrase(company.name)
    if company.old_name and chance.random() < habit.old_name:
        old = pen.phrase((*company.old_name, company.name[-1]))
        core = old if chance.random() < 0.7 else f"{core} (formerly {old})"
    if chance.random() > habit.legal:
        return core
    legal = pen.word(company.legal)
    if "{}" in legal:
        return legal.format(core)
    if company.country.words.get("legal_first"):
        return f"{legal} «{core}»" if pen.own else f"{legal} {core}"
    return f"{core}{legal}" if pen.own and company.country.code in _UNSPACED else f"{core} {legal}"


def _address(site: Site, pen: _Pen) -> str:
    place, words, chance = site.place, site.company.country.words, pen.chance
    if chance.random() < 0.02:
        return ""
    if chance.random() < 0.01:
        return f"P.O. Box {chance.randint(10, 9_999)}"
    number = pen.counted(tuple(words["number"]), pen.digits(place.number))
    street = pen.word(place.street)
    parts = [
        f"{street} {number}" if pen.own or words["latin_order"] == "street_first" else f"{number} {street}"
    ]
    if place.unit and chance.random() < 0.7:
        parts.insert(0, pen.counted(tuple(words["unit"]), place.unit))
    if place.zone and chance.random() < 0.85:
        plot = [pen.counted(tuple(words["plot"]), pen.digits(place.plot))] if place.plot else []
        if plot and chance.random() < pen.habit.zone_only:
            parts = []
        parts += [*plot, pen.word(place.zone)]
    if pen.habit.city != "column":
        parts.append(pen.word(place.city))
    if pen.own and site.company.country.code == "CN":
        return "".join(reversed(parts))
    return chance.choice((", ", ", ", ", ", " ", " - ")).join(parts)
