"""What travels hidden in a review file: facts, questions, links and the log, so that the file alone is enough to go on.

In: what is under review; out: the rows of the hidden sheet, and from them the same again, checked against its digests.
Raises ReviewProblem for a file that was cut, changed, or made for another protocol or catalogue.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.benchmark.coverage import Basis, Rule, exact_share
from comity.benchmark.criteria import CriteriaSet, criteria_set_of, load_criteria, shipped
from comity.benchmark.decisions import Party
from comity.benchmark.errors import ReviewProblem
from comity.benchmark.files import Page
from comity.benchmark.kinds import Kind
from comity.benchmark.links import LinkKey
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol, Question
from comity.benchmark.review_sheets import NO, YES
from comity.core import UsageProblem, counted

FORMAT = "comity-review-v1"
HIDDEN = "_comity"
_PIECE = 30_000  # letters in one cell of the hidden sheet; a spreadsheet holds 32,767


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    facts: Mapping[str, str]
    questions: tuple[Question, ...]
    log: tuple[str, ...]
    links: Mapping[str, LinkKey]  # row key -> link
    criteria: CriteriaSet | None  # of a set that does not come with the program


def carried_rows(
    criteria: CriteriaSet,
    protocol: Protocol,
    lines: Sequence[str],
    links: Mapping[str, LinkKey],
    party: Party,
    rule: Rule,
    language: str,
) -> list[list[str]]:
    """The rows of the hidden sheet: a kind, then JSON in as many cells as it takes."""
    facts = {
        "format": FORMAT,
        "criteria": criteria.name,
        "criteria_digest": criteria.digest,
        "protocol": protocol.name,
        "protocol_version": protocol.version,
        "protocol_digest": protocol.digest,
        "entries": str(len(lines)),
        "party": party.value,
        "language": language,
        "threshold": str(rule.threshold),
        "basis": rule.basis.value,
        "no_critical_missing": YES if rule.no_critical_missing else NO,
        "pillar_floor": "" if rule.pillar_floor is None else str(rule.pillar_floor),
        "remarks": "\n".join(" ".join(one.split()) for one in protocol.remarks),
    }
    rows = [("facts", json.dumps(facts, ensure_ascii=False))]
    if criteria.name not in shipped() or load_criteria(criteria.name).digest != criteria.digest:
        rows.append(("criteria", json.dumps(criteria.content, ensure_ascii=False)))
    rows += [
        (
            "question",
            json.dumps(
                {**one.content, "kind": one.kind.value, "kind_reason": one.kind_reason, "row": one.row},
                ensure_ascii=False,
            ),
        )
        for one in protocol.questions
    ]
    rows += [
        (
            "link",
            json.dumps(
                {"key": key, "criterion": link.criterion, "questions": link.questions}, ensure_ascii=False
            ),
        )
        for key, link in links.items()
    ]
    rows += [("log", line) for line in lines]
    return [[kind, *(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))] for kind, text in rows]


def carried_in(sheets: Mapping[str, Page], *, where: str) -> Carried:
    if HIDDEN not in sheets:
        raise ReviewProblem(
            "The workbook is no review file: the sheet that the program keeps in it is not there.",
            remedy="Fill in the file that “comity benchmark run” wrote, and save it as .xlsx.",
            where=where,
        )
    found: dict[str, list[str]] = {"facts": [], "criteria": [], "question": [], "link": [], "log": []}
    try:
        for row in sheets[HIDDEN].rows:
            if row and row[0]:
                found[row[0]].append("".join(row[1:]))
        facts = json.loads(found["facts"][0])
        questions = tuple(_question(json.loads(text)) for text in found["question"])
        links = {
            one["key"]: LinkKey(one["criterion"], tuple(one["questions"]))
            for one in map(json.loads, found["link"])
        }
        criteria = criteria_set_of(json.loads(found["criteria"][0])) if found["criteria"] else None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise _damaged(where) from error
    if facts.get("format") != FORMAT:
        raise ReviewProblem(
            f"The review file has the format “{facts.get('format')}”.", remedy="Update comity.", where=where
        )
    return Carried(facts=facts, questions=questions, log=tuple(found["log"]), links=links, criteria=criteria)


def _question(facts: Mapping[str, object]) -> Question:
    return Question(
        id=str(facts["id"]),
        text=str(facts["text"]),
        section=str(facts["section"]),
        clause=str(facts["clause"]),
        kind=Kind(str(facts["kind"])),
        kind_reason=str(facts["kind_reason"]),
        row=int(str(facts["row"])),
    )


def _damaged(where: str) -> ReviewProblem:
    return ReviewProblem(
        "The sheet that the program keeps hidden in the file was changed or cut off.",
        remedy="Copy what you filled in into the last file that the program wrote.",
        where=where,
    )


def criteria_meant(carried: Carried, given: CriteriaSet | None, *, where: str) -> CriteriaSet:
    name = carried.facts["criteria"]
    catalogue = given or carried.criteria or load_criteria(name)
    if catalogue.digest != carried.facts["criteria_digest"]:
        what = f"of another catalogue, {name}" if catalogue.name != name else f"of another edition of {name}"
        raise ReviewProblem(
            f"The review file is {what}; the one at hand is {catalogue.name} ({catalogue.digest[7:19]}).",
            remedy="Name the catalogue it was made with, or carry the answers over with the crosswalk.",
            where=where,
        )
    return catalogue


def rule_meant(carried: Carried, *, where: str) -> Rule:
    try:
        floor = carried.facts["pillar_floor"]
        return Rule(
            threshold=exact_share(carried.facts["threshold"]),
            basis=Basis(carried.facts["basis"]),
            no_critical_missing=carried.facts["no_critical_missing"] == YES,
            pillar_floor=exact_share(floor) if floor else None,
        )
    except (KeyError, ValueError, UsageProblem) as error:
        raise _damaged(where) from error


def protocol_meant(carried: Carried, given: Protocol | None, *, where: str) -> Protocol:
    own = Protocol(
        name=carried.facts["protocol"],
        version=carried.facts["protocol_version"],
        questions=carried.questions,
        remarks=tuple(carried.facts.get("remarks", "").splitlines()),
    )
    if own.digest != carried.facts["protocol_digest"]:
        raise _damaged(where)
    if given is not None:
        require_same_protocol(own, given, where=where)
    return own


def require_same_protocol(own: Protocol, given: Protocol, *, where: str = "") -> None:
    """By its questions: name and version are what people called it. Raises ReviewProblem."""
    if [one.content for one in given.questions] != [one.content for one in own.questions]:
        raise ReviewProblem(
            f"The review file is of another version of the protocol: {'; '.join(_differences(own, given))}.",
            remedy="Name the protocol it was made with, or carry the answers over: “comity benchmark run … --earlier”.",
            where=where,
        )


def _differences(own: Protocol, given: Protocol) -> list[str]:
    told = {
        "new": sorted(given.by_id.keys() - own.by_id.keys()),
        "gone": sorted(own.by_id.keys() - given.by_id.keys()),
        "with other words under a number that is used again": given.reworded_since(own),
    }
    return [f"{_some(ids)} {how}" for how, ids in told.items() if ids] or [
        "the order, or the sections, differ"
    ]


def _some(ids: Sequence[str]) -> str:
    return f"{counted(len(ids), 'question')} ({', '.join(ids[:3])}{' …' if len(ids) > 3 else ''})"


def require_same_numbers(carried: Carried, log: Log, *, where: str) -> None:
    if str(len(log.entries)) != carried.facts["entries"]:
        raise _damaged(where)
