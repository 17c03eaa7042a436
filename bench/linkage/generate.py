"""Made-up lists of supplier sites in nine countries and seven scripts, with the truth: what Latin, one-company lists do not show.

    python -m bench.linkage.generate OUT [--rows 10000] [--seed 1]

Writes a set as `bench.linkage.sets` does. The words are in `world/`; a company's coined name is made of syllables. What is hard,
and how often:

* the same site in its own script in some lists and in Latin letters, by several spellings, in others; city exonyms;
* sister plants: two fifths of further sites stand in the same city as the first, half of those in the same zone, and are told apart by a plant
  number that most lists leave out, or by plot and street alone;
* co-tenants: one site in twelve shares plot and street with another company's, a unit apart or nothing;
* moved sites: one company in twenty-five left an address in the same city, and some lists still have the old one, which is another site;
* renamed companies (one in twelve): the old name, or "new (formerly old)"; trade names (one in ten) in place of the company's;
* groups: lists that name the group as supplier and only a place or a plant as the site;
* list habits: letter case, legal form left out, city in the address or its own column or nowhere, plot or street only, postcodes;
* noise: letters swapped, dropped or doubled (3 % of texts, times the list's carelessness of ½ to 2), words left out or glued together,
  two digits of a number swapped (0.5 %), an office's address (1 %), no address (2 %); a site twice in one list (1 %).

What it does not have: identifiers, coordinates, other industries than factories, lists of persons' hands.
"""

import argparse
import random
from collections import defaultdict
from pathlib import Path

import polars as pl

from bench.linkage.sets import write_lists
from bench.linkage.spell import Habit, habit_of, said
from bench.linkage.world_of import Site, World, sites_of

_MENTIONS = 2.6  # rows a site, on average
_TWICE = 0.01


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lists, truth = generate(given.rows, seed=given.seed)
    write_lists(given.out, lists, truth)
    print(
        f"{given.out}: {truth.height:,} rows of {len(lists)} lists, {truth['true_site'].n_unique():,} sites"
    )


def generate(rows: int, *, seed: int) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Each list as it would be sent, and which site each row is. The same rows and seed give the same lists."""
    chance = random.Random(seed)
    sites = sites_of(World.read(), round(rows / _MENTIONS), chance)
    habits = [habit_of(chance, number) for number in range(min(max(6, rows // 400), 80))]
    mentions = _mentions(sites, habits, rows, chance)
    lists, truth = {}, []
    for habit, mentioned in zip(habits, mentions, strict=True):
        if not mentioned:
            continue
        lists[habit.name] = pl.DataFrame([said(site, habit, chance) for site in mentioned])
        truth.append(
            pl.DataFrame(
                {
                    "list": [habit.name] * len(mentioned),
                    "row": range(1, len(mentioned) + 1),
                    "true_site": [site.name for site in mentioned],
                }
            )
        )
    return lists, pl.concat(truth)


def _mentions(sites: list[Site], habits: list[Habit], rows: int, chance: random.Random) -> list[list[Site]]:
    """Which sites each list names, in the order of the list: common sites in many lists, most in one or two."""
    found: dict[str, list[Site]] = defaultdict(list)
    count = 0
    while count < rows:
        for site in chance.sample(sites, len(sites)):
            many = min(1 + int(chance.expovariate(1.0)), len(habits))
            for habit in chance.sample(habits, many):
                if site in found[habit.name] and chance.random() > _TWICE:
                    continue
                found[habit.name].append(site)
                count += 1
            if count >= rows:
                break
    for named in found.values():
        chance.shuffle(named)
    return [found[habit.name] for habit in habits]


if __name__ == "__main__":
    main()
