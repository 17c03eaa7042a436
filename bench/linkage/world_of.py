"""The made-up world behind the lists: groups, companies and their sites, with all that tells two sites apart.

Every word is held as its writings: own script first, then Latin spellings (`world/`).
"""

import random
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

Word = tuple[str, ...]

_HERE = Path(__file__).parent / "world"
_SYLLABLES = "ka ve lo ri su ta ne mo di ra zu pe ni fa go la be to si mu xo hi ya".split()  # noqa: SIM905 -- syllables read better in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    code: str
    words: dict[str, Any] = field(repr=False)

    def pick(self, kind: str, chance: random.Random) -> Word:
        return tuple(chance.choice(self.words[kind]))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    countries: tuple[Country, ...]

    @classmethod
    def read(cls) -> Self:
        files = sorted(_HERE.glob("*.toml"))
        return cls(
            countries=tuple(
                Country(code=file.stem, words=tomllib.loads(file.read_text("utf-8"))) for file in files
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    country: Country
    name: tuple[Word, ...]  # stems and trade; the legal form stands around them
    legal: Word
    group: tuple[Word, ...] = ()
    trade_name: str = ""
    old_name: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    city: Word
    street: Word
    number: int
    zone: Word = ()
    plot: int = 0
    unit: int = 0
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    name: str
    company: Company
    place: Place
    plant: int = 0  # 0: the company has no second one here


def sites_of(world: World, count: int, chance: random.Random) -> list[Site]:
    sites: list[Site] = []
    groups: list[tuple[Word, ...]] = []
    while len(sites) < count:
        company = _company(chance.choice(world.countries), groups, chance)
        for place, plant in _places(company, sites, chance):
            sites.append(Site(name=f"S{len(sites):07d}", company=company, place=place, plant=plant))
    return sites[:count]


def _company(country: Country, groups: list[tuple[Word, ...]], chance: random.Random) -> Company:
    few = chance.sample(country.words["stems"], 1 + (chance.random() < 0.3))
    stems: list[Word] = [tuple(stem) for stem in few]
    if chance.random() < 0.6:
        stems.insert(chance.randrange(2), (coined(chance),))
    group: tuple[Word, ...] = ()
    if chance.random() < 0.2:
        if not groups or chance.random() < 0.3:
            groups.append(((coined(chance),), ("Group",)))
        group = chance.choice(groups[-40:])
    return Company(
        country=country,
        name=(*stems, country.pick("trades", chance)),
        legal=country.pick("legal", chance),
        group=group,
        trade_name=coined(chance) if chance.random() < 0.1 else "",
        old_name=(country.pick("stems", chance), (coined(chance),)) if chance.random() < 1 / 12 else (),
    )


def coined(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 3, 3, 4)))).capitalize()


def _places(company: Company, sites: list[Site], chance: random.Random) -> list[tuple[Place, int]]:
    """Where the company is: its sites, sister plants in one city numbered, and now and then an address that it left."""
    country = company.country
    first = _place(country, country.pick("cities", chance), chance)
    if sites and chance.random() < 1 / 12 and sites[-1].company.country == country:
        first = replace(sites[-1].place, unit=chance.choice((0, sites[-1].place.unit + 1)))  # a co-tenant
    places = [(first, 0)]
    while chance.random() < 0.3 and len(places) < 6:
        if chance.random() < 0.4:
            sister = _place(country, first.city, chance)
            if chance.random() < 0.5:
                sister = replace(sister, zone=first.zone, street=first.street, postcode=first.postcode)
            places = [(places[0][0], places[0][1] or 1), *places[1:]]
            places.append((sister, 1 + sum(place.city == first.city for place, _ in places)))
        else:
            places.append((_place(country, country.pick("cities", chance), chance), 0))
    if chance.random() < 1 / 25:
        places.append((_place(country, first.city, chance), 0))
    return places


def _place(country: Country, city: Word, chance: random.Random) -> Place:
    return Place(
        city=city,
        street=country.pick("streets", chance),
        number=chance.randint(1, 900),
        zone=country.pick("zones", chance) if chance.random() < 0.45 else (),
        plot=chance.randint(1, 400) if chance.random() < 0.4 else 0,
        unit=chance.randint(1, 9) if chance.random() < 0.2 else 0,
        postcode=f"{chance.randint(10_000, 99_999)}",
    )
