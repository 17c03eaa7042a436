"""A small fictional programme for the tests of a round: members who share sites, written as plain CSV files.

Every member lists the same forty sites in its own order and half of its own habits, so that a list of enough members
can be released, and each test can take members away or add rows.
"""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

HEADER = ("Supplier name", "Address", "City", "Country", "Protocol", "Audit date")

TREES = [
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Fir",
    "Ginkgo",
    "Hazel",
    "Ivy",
    "Juniper",
    "Katsura",
    "Larch",
    "Maple",
    "Nutmeg",
    "Oak",
    "Pine",
    "Quince",
    "Rowan",
    "Spruce",
    "Tamarind",
]

_TRADES = ("Packaging", "Mills", "Foods", "Textiles", "Glass", "Cartons", "Labels", "Oils")
_PLACES = (("Izmir", "Turkey"), ("Monterrey", "Mexico"), ("Hanoi", "Vietnam"), ("Pune", "India"))


def shared_sites(count: int = 40, seed: int = 1) -> list[tuple[str, str, str, str]]:
    """(name, address, city, country), no two alike."""
    rng = random.Random(seed)
    words = [
        "Kordova",
        "Velmira",
        "Tasolin",
        "Brunetta",
        "Okaveri",
        "Simbrano",
        "Lutezia",
        "Marvanti",
        "Pelorus",
        "Quantano",
    ]
    sites = []
    for index in range(count):
        city, country = _PLACES[index % len(_PLACES)]
        name = (
            f"{words[index % len(words)]}{'aeiou'[index // len(words) % 5]} {_TRADES[index % len(_TRADES)]}"
        )
        sites.append((f"{name} Ltd", f"{rng.randrange(1, 900)} Harbour Road", city, country))
    return sites


def write_list(
    path: Path, sites: Sequence[tuple[str, str, str, str]], *, day: str = "2025-11-30", upper: bool = False
) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for name, address, city, country in sites:
            writer.writerow((name.upper() if upper else name, address, city, country, "SMETA 4-pillar", day))


def write_programme(folder: Path, *, members: int, sites_each: int = 30, seed: int = 1) -> list[Path]:
    """One list per member in `folder`; member k knows a run of the shared sites that starts at k."""
    sites = shared_sites()
    days = ("2025-11-30", "2024-10-15", "2026-03-01")
    paths = []
    for index in range(members):
        own = [sites[(index * 7 + step) % len(sites)] for step in range(sites_each)]
        random.Random(seed * 100 + index).shuffle(own)
        paths.append(folder / f"{TREES[index].lower()}.csv")
        write_list(paths[-1], own, day=days[index % 3], upper=index % 2 == 1)
    return paths
