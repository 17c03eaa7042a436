"""Writes two fictional audit protocols and what a reviewer answers, the same at every run: `python -m examples.make_protocol`.

Alder's has 300 rows and meets 132 of 154 criteria in full, so it passes, with two critical ones missing; Birch's meets 121
in full and 19 in part: 130.5 with halves, which is never rounded up. Their wording is made from the criteria's own by
exchanging words, so nothing here is any company's.
"""

import csv
import io
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter

from comity.benchmark import (
    Basis,
    CriteriaSet,
    Criterion,
    Criticality,
    Judgement,
    LinkKey,
    Log,
    NotCovered,
    NotMappable,
    Party,
    Relation,
    Rule,
    Strength,
    load_criteria,
    read_protocol,
)
from comity.benchmark.review_book import review_workbook

HERE = Path(__file__).parent / "protocols"

_WORDS = {
    "no person": "nobody at all", "workers": "employees", "worker": "employee", "the site": "the factory", "site": "factory",
    "management": "the plant's leaders", "employer": "company", "written": "documented", "policy": "policy statement",
    "senior management": "the top team", "senior": "high-ranking", "named": "designated", "records": "files", "record": "file", "trained": "instructed",
    "training": "instruction", "grievance": "complaint", "retaliation": "reprisals", "wages": "salaries", "wage": "salary",
    "pay": "remuneration", "overtime": "extra hours", "child": "under-age person", "children": "under-age persons",
    "trade union": "union", "emergency": "urgent", "checks": "inspections", "checked": "inspected",
    "available": "at hand", "suppliers": "vendors", "regularly": "at fixed intervals", "regular": "recurring",
    "law": "legislation", "legal": "statutory", "contract": "employment agreement", "dismissed": "laid off",
    "measured": "metered", "waste": "refuse", "chemicals": "hazardous substances",
    "machines": "equipment", "exits": "ways out", "accidents": "incidents", "provided": "supplied", "provides": "supplies",
    "free": "at no charge", "language": "tongue", "deductions": "withholdings", "hours": "hrs", "leave": "go off",
    "recruitment": "hiring", "fees": "charges", "agency": "labour contractor", "interviews": "confidential talks",
    "auditor": "assessor", "auditors": "assessors", "report": "write-up", "findings": "non-conformities", "kept": "retained",
    "keeps": "retains", "identified": "determined", "risk": "hazard", "assessment": "evaluation", "corrective": "remedial",
}  # fmt: skip
_FRAMES = (
    "Is it ensured that {it}?",
    "Can the factory show that {it}?",
    "Please verify: {it}.",
    "The company shall make sure that {it}.",
    "Does the assessor find, in documents and in talks, that {it}?",
)
_AGAIN = (
    "Do employees confirm in confidential talks that {it}?",
    "Do files of the last year bear out that {it}?",
    "Was it seen on the tour that {it}?",
)
_BEYOND = (
    "Is a recall of products exercised once a year, and the time to trace a batch written down?",
    "Are allergens kept apart on the lines, and is cleaning between them validated?",
    "Does packaging hold at least thirty per cent of recycled material?",
    "Is palm oil bought with a certificate of a segregated supply chain?",
    "Are vehicles of the fleet fitted with speed limiters?",
    "Has the factory named a contact for our brand protection team?",
    "Are moulds and artwork that belong to us stored under lock and key?",
    "Is there a plan for going on with production after a flood or a cyber attack?",
    "Are metal detectors on every packing line tested each hour?",
    "Does the factory publish its own sustainability report?",
    "Is scrap with our trademark destroyed in the presence of a witness?",
    "Are deliveries to our warehouses booked at least two days ahead?",
    "Does the factory take part in our annual supplier day?",
    "Is a share of procurement placed with small local farms?",
    "Are promotional items tested for heavy metals before each campaign?",
    "Do milk collection routes keep the cold chain below six degrees?",
    "Is there a colour code for cleaning tools of each hygiene zone?",
    "Are visitors asked for illnesses before they enter production?",
    "Does the laboratory take part in ring trials?",
    "Are sweeteners declared on the label in all languages of sale?",
    "Is glass breakage logged, with the lines stopped and released again?",
    "Are samples of every batch kept until its shelf life ends?",
    "Do forklifts have blue warning lights?",
    "Is the animal welfare standard of egg farms at least barn?",
    "Are tenders answered through our portal alone?",
)
_GUIDANCE = (
    "Note: talk to people of every shift before you answer this part.",
    "Guidance: look at the last twelve months.",
    "The auditor should take photographs only with permission.",
    "Example: a notice board near the canteen.",
    "Hint: compare the roster with the gate log.",
    "Note: small plants of fewer than fifty people may combine roles.",
    "Refer to annex B for the sampling table.",
    "Definition: night means any seven hours that include midnight to five.",
    "The auditor should select agency staff for at least a third of the talks.",
    "Remark: national holidays differ by province.",
)
_FIELDS = (
    "Factory name:", "Address:", "City:", "Country:", "Number of employees, women:", "Number of employees, men:", "Audit date:",
    "Start date:", "Name of the factory manager:", "Telephone:", "E-mail:", "Number of production buildings:", "Signature:",
    "Languages spoken:", "Year established:", "Registration number:", "Number of agency staff:", "Total floor area:",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    id: str
    section: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a careful reviewer would say of one criterion."""

    criterion: str
    questions: tuple[str, ...]
    strength: str  # full, part, none
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fictional:
    title: str
    rows: tuple[Row, ...]
    answers: tuple[Answer, ...]


def alder() -> Fictional:
    criteria = load_criteria("smeta-4p-6.0")
    chance = random.Random(20)
    critical = [one.code for one in criteria if one.criticality is Criticality.CRITICAL]
    others = [one.code for one in criteria if one.criticality is not Criticality.CRITICAL]
    missing = {*chance.sample(critical, 2), *chance.sample(others, 12)}
    part = set(chance.sample([code for code in others if code not in missing], 8))
    return _protocol(
        "Alder Foods · Supplier Workplace Standard 3.2",
        criteria,
        part,
        missing,
        size=300,
        again=0.4,
        chance=chance,
    )


def birch() -> Fictional:
    criteria = load_criteria("smeta-4p-6.0")
    chance = random.Random(21)
    codes = [one.code for one in criteria]
    part = set(chance.sample(codes, 19))
    missing = set(chance.sample([code for code in codes if code not in part], 14))
    return _protocol(
        "Birch Bakeries · Fair Plant Checklist 2", criteria, part, missing, size=240, again=0.1, chance=chance
    )


def made_up(seed: int, *, part: int, missing: int, size: int, again: float) -> Fictional:
    """One of any number: how many criteria it meets in part, and how many not at all."""
    criteria = load_criteria("smeta-4p-6.0")
    chance = random.Random(seed)
    codes = chance.sample([one.code for one in criteria], part + missing)
    return _protocol(
        f"Made-up standard {seed}",
        criteria,
        set(codes[:part]),
        set(codes[part:]),
        size=size,
        again=again,
        chance=chance,
    )


def _protocol(
    title: str,
    criteria: CriteriaSet,
    part: set[str],
    missing: set[str],
    *,
    size: int,
    again: float,
    chance: random.Random,
) -> Fictional:
    drafts: list[tuple[str, str, str | None]] = []  # section, text, criterion
    for field in _FIELDS:
        drafts.append(("General information", field, None))
    for section in criteria.sections:
        heading = _section(section)
        for one in criteria:
            if one.section == section and one.code not in missing:
                drafts += [
                    (heading, text, one.code)
                    for text in _asked(one, chance, is_part=one.code in part, again=again)
                ]
        drafts.append((heading, chance.choice(_GUIDANCE), None))
    beyond = [*_BEYOND]
    while len(drafts) < size:
        drafts.append(("Quality and brand", beyond.pop(0) if beyond else chance.choice(_GUIDANCE), None))
    drafts = _trimmed(drafts, size)
    rows, linked = [], dict[str, list[str]]()
    numbers: dict[str, int] = {}
    chapters: dict[str, int] = {}
    for section, text, code in drafts:
        chapter = chapters.setdefault(section, len(chapters) + 1)
        numbers[section] = numbers.get(section, 0) + 1
        row = Row(id=f"{chapter}.{numbers[section]:02d}", section=section, text=text)
        rows.append(row)
        if code:
            linked.setdefault(code, []).append(row.id)
    answers = [
        Answer(
            criterion=one.code,
            questions=tuple(linked.get(one.code, ())),
            strength="none" if one.code in missing else "part" if one.code in part else "full",
            relation="none" if one.code in missing else "subset" if one.code in part else "equal",
        )
        for one in criteria
    ]
    return Fictional(title=title, rows=tuple(rows), answers=tuple(answers))


def _trimmed(drafts: list[tuple[str, str, str | None]], size: int) -> list[tuple[str, str, str | None]]:
    """Guidance goes first where there are too many rows; questions stay."""
    surplus = len(drafts) - size
    kept = []
    for draft in reversed(drafts):
        if surplus > 0 and draft[2] is None and draft[1] in _GUIDANCE:
            surplus -= 1
            continue
        kept.append(draft)
    return kept[::-1][:size]


def _section(section: str) -> str:
    return _reworded(section.split(" ", 1)[1])


def _asked(one: Criterion, chance: random.Random, *, is_part: bool, again: float) -> Iterator[str]:
    """The criterion as one question or two; one met in part leaves out its second half."""
    pieces = [
        piece for piece in re.split(r"(?<=;) |(?<=,) (?=and |or )", one.requirement.rstrip(".")) if piece
    ]
    half = len(pieces) // 2
    halves = ["".join(f"{piece} " for piece in some).strip(" ;,") for some in (pieces[:half], pieces[half:])]
    whole = " ".join(pieces)
    if is_part:
        halves = [halves[0] or " ".join(whole.split()[: len(whole.split()) // 2]).rstrip(",;")]
    elif half == 0 or len(halves[1].split()) < 7 or chance.random() < 0.45:
        halves = [whole]
    for text in halves:
        said = _reworded(re.sub(r"^(?:and|or) ", "", text))
        said = said[0].lower() + said[1:]
        yield chance.choice(_FRAMES).format(it=said)
    if chance.random() < again:
        yield chance.choice(_AGAIN).format(it=said)


_PATTERN = re.compile(r"\b(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")\b", re.IGNORECASE)


def _reworded(text: str) -> str:
    def other(said: re.Match[str]) -> str:
        word = _WORDS[said.group(0).casefold()]
        return word.capitalize() if said.group(0)[0].isupper() else word

    return _PATTERN.sub(other, text)


def workbook(protocol: Fictional) -> bytes:
    """As a member would have it: a title, a header in row 4, sections in merged cells, notes between the questions."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 -- the same bytes at every run
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        cover = book.add_worksheet("Cover")
        cover.write_string(0, 0, protocol.title, bold)
        sheet = book.add_worksheet("Questions")
        sheet.merge_range(0, 0, 0, 2, protocol.title, bold)
        for at, head in enumerate(("Chapter", "No.", "Question")):
            sheet.write_string(3, at, head, bold)
        for at, width in enumerate((28, 8, 90)):
            sheet.set_column(at, at, width)
        for first, last, section in _blocks(protocol.rows):
            if last > first:
                sheet.merge_range(first + 4, 0, last + 4, 0, section, wrap)
            else:
                sheet.write_string(first + 4, 0, section, wrap)
        for down, row in enumerate(protocol.rows, start=4):
            sheet.write_string(down, 1, row.id)
            sheet.write_string(down, 2, row.text, wrap)
    return data.getvalue()


def _blocks(rows: Iterable[Row]) -> Iterator[tuple[int, int, str]]:
    first, last, section = 0, -1, ""
    for at, row in enumerate(rows):
        if row.section != section and last >= 0:
            yield first, last, section
            first = at
        last, section = at, row.section
    yield first, last, section


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def answers(protocol: Fictional) -> bytes:
    head = ("criterion", "questions", "strength", "relation")
    return table(
        head,
        ((one.criterion, ";".join(one.questions), one.strength, one.relation) for one in protocol.answers),
    )


def reviewed(protocol: Fictional, data: bytes, *, version: str, rule: Rule) -> bytes:
    """The review file as the reviewer left it, every criterion decided."""
    criteria = load_criteria("smeta-4p-6.0")
    read = read_protocol(data, name=protocol.title, version=version)
    decisions = [
        Judgement(
            link=LinkKey.of(one.criterion, one.questions),
            confirmed=True,
            strength=Strength(one.strength),
            relation=Relation(one.relation),
        )
        if one.questions
        else NotCovered(criterion=one.criterion)
        for one in protocol.answers
    ]
    linked = {id_ for one in protocol.answers for id_ in one.questions}
    beyond = [
        NotMappable(question=one.id, rationale="asks for more than the common criteria")
        for one in read.requirements
        if one.id not in linked
    ]
    log = Log().with_decisions([*decisions, *beyond], party=Party.REVIEWER, by="Rowan")
    return review_workbook(criteria, read, log, by="Rowan", rule=rule)


def make() -> dict[str, bytes]:
    """File name -> bytes."""
    first, second = alder(), birch()
    files = _protocols(first, second)
    halves = Rule(basis=Basis.WITH_HALVES)
    return {
        **files,
        "alder-foods-review.xlsx": reviewed(first, files["alder-foods.xlsx"], version="", rule=Rule()),
        "birch-bakeries-review.xlsx": reviewed(second, files["birch-bakeries.csv"], version="", rule=halves),
    }


def _protocols(first: Fictional, second: Fictional) -> dict[str, bytes]:
    return {
        "alder-foods.xlsx": workbook(first),
        "alder-foods-answers.csv": answers(first),
        "birch-bakeries.csv": table(
            ("no", "section", "question"), ((row.id, row.section, row.text) for row in second.rows)
        ),
        "birch-bakeries-answers.csv": answers(second),
    }


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for name, data in make().items():
        (HERE / name).write_bytes(data)
    print(f"Wrote {len(make())} files to {HERE.name}/")


if __name__ == "__main__":
    main()
