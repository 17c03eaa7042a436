"""300 members answer 120 questions in each of ten years: the time that every figure, level, slope and transition takes.

    python -m bench.survey.years [--members 300] [--questions 120] [--years 10] [--seed 1]

The questionnaire is made up here, in the proportions of the one that comes with Comity: levels, choices, shares, numbers, yes or no.
Each year one member in twenty leaves and as many come. Figures are of each year with two comparisons and the memory of the years before;
reading and drawing are not in it.
"""

import argparse
import json
import platform
import random
import time
from collections.abc import Sequence

import yaml

from comity.survey import (
    Instrument,
    Kind,
    Respondent,
    Sheet,
    instrument_from,
    lines,
    module_levels,
    read_answers,
    results,
)
from comity.survey.disclosure import Outcome, Safety
from comity.survey.evolution import YearOf, own_years, slope_of, transitions
from comity.survey.stands import Memory, carried_over, memory_of

LEVELS = ("Starting", "Established", "Integrated", "Leading")
SIZES, TENURES = ("small", "medium", "large"), ("up to five years", "longer")
MODULES = 4
FIRST = 2026


def made_up(questions: int, edition: int) -> Instrument:
    kinds = ("maturity", "single", "maturity", "percentage", "number", "yes/no")
    modules = [
        {"id": f"m{module}", "title": f"Module {module}", "sections": [{"title": "Section", "questions": []}]}
        for module in range(MODULES)
    ]
    for at in range(questions):
        asked: dict[str, object] = {"id": f"q{at}", "kind": kinds[at % len(kinds)], "text": f"Question {at}"}
        asked["earlier"] = {"question": f"q{at}", "is": "same"}
        if asked["kind"] == "maturity":
            asked["anchors"] = [f"Shows {level} in question {at}" for level in LEVELS]
        if asked["kind"] == "single":
            asked["options"] = [{"id": f"o{one}", "label": f"Option {one}"} for one in range(4)]
        if asked["kind"] == "number":
            asked |= {"unit": "audits", "most": 1_000_000}
        modules[at % MODULES]["sections"][0]["questions"].append(asked)  # type: ignore[index] # made just above
    content = {
        "id": "bench",
        "edition": edition,
        "title": "Made up",
        "language": "en",
        "levels": list(LEVELS),
        "rule": "median",
        "modules": modules,
    }
    return instrument_from(yaml.safe_dump(content), where="bench")


def answered(instrument: Instrument, member: str, year: int) -> Respondent:
    draw = random.Random(f"{member} {year}")
    stands = random.Random(member).choice((1, 2, 2, 3)) + year * draw.choice((0, 0, 1)) // 4
    size = random.Random(f"size {member}").lognormvariate(5, 0.6)
    written = {}
    for line in lines(instrument).values():
        kind = line.question.kind
        if kind is Kind.MATURITY:
            written[line.id] = str(min(4, max(1, stands + draw.choice((-1, 0, 0, 1)))))
        elif line.choices:
            written[line.id] = draw.choice(line.choices).id
        elif kind is Kind.PERCENTAGE:
            written[line.id] = str(draw.randint(0, 100))
        else:
            written[line.id] = str(round(size * draw.uniform(0.8, 1.2)))
    sheet, _problems = read_answers(instrument, written, member=member)
    band = random.Random(f"bands {member}")
    return Respondent(
        member=member, sheet=sheet, bands={"size": band.choice(SIZES), "tenure": band.choice(TENURES)}
    )


def programme(members: int, years: int, seed: int) -> list[list[str]]:
    """Who is asked, year by year."""
    draw = random.Random(seed)
    now, made, found = [f"member {at}" for at in range(members)], members, []
    for _ in range(years):
        found.append(sorted(now))
        leaving = set(draw.sample(now, members // 20))
        now = [one for one in now if one not in leaving] + [
            f"member {made + at}" for at in range(len(leaving))
        ]
        made += len(leaving)
    return found


def computed(instruments: Sequence[Instrument], answers: Sequence[Sequence[Respondent]]) -> dict[str, int]:
    counts = {str(outcome): 0 for outcome in Outcome} | {"transitions": 0, "levels": 0, "slopes": 0}
    memory: Memory | None = None
    before: YearOf | None = None
    for at, (instrument, people) in enumerate(zip(instruments, answers, strict=True)):
        known = carried_over(memory, instruments[at - 1], instrument) if memory else None
        found = results(
            instrument, people, bands={"size": SIZES, "tenure": TENURES}, safety=Safety(), before=known
        )
        memory = memory_of(found, before=known)
        for figure in found.figures:
            for _cut, outcome, _reason in figure.outcomes():
                counts[str(outcome)] += 1
        now = YearOf(instrument=instrument, sheets={one.member: one.sheet for one in people})
        counts["transitions"] += len(transitions(before, now, safety=Safety())) if before else 0
        before = now
    signed: dict[str, list[tuple[Instrument, Sheet]]] = {}
    for instrument, people in zip(instruments, answers, strict=True):
        for one in people:
            signed.setdefault(one.member, []).append((instrument, one.sheet))
            counts["levels"] += len(module_levels(instrument, one.sheet))
    for sheets in signed.values():
        years = own_years(sheets)
        counts["slopes"] += sum(
            slope_of(module.id, [year.moved for year in years]) is not None
            for module in instruments[-1].modules
        )
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=300)
    parser.add_argument("--questions", type=int, default=120)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    instruments = [made_up(given.questions, FIRST + year) for year in range(given.years)]
    who = programme(given.members, given.years, given.seed)
    answers = [
        [answered(instrument, member, year) for member in who[year]]
        for year, instrument in enumerate(instruments)
    ]
    wall, cpu = time.perf_counter(), time.process_time()
    counts = computed(instruments, answers)
    told = {
        "members": given.members,
        "questions": given.questions,
        "years": given.years,
        "wall": round(time.perf_counter() - wall, 2),
        "cpu": round(time.process_time() - cpu, 2),
        "python": platform.python_version(),
        **counts,
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
