"""The parts of a benchmark's report that are tables or a sentence alone, in the order in which a reader needs them.

`PARTS` is the table of contents: a new part is a new function in it. A part that has nothing to say is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from comity.benchmark.agreement import agreement
from comity.benchmark.case import to_do_list
from comity.benchmark.coverage import Coverage, Outcome, Verdict
from comity.benchmark.decisions import Party
from comity.benchmark.forecast import next_questions
from comity.benchmark.kinds import Kind
from comity.benchmark.links import Judgement, LinkKey
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol

_MOST_TO_DO = 60
_MOST_NEXT = 8
NEEDED, CRITICAL = "needed", "critical"  # marks that every form of the report colours


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of the report that is a table, or a sentence alone."""

    title: str
    told: str = ""
    head: tuple[str, ...] = ()
    widths: tuple[str, ...] = ()  # "wide" takes what is left
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the parts are made from."""

    said: Verdict
    protocol: Protocol
    log: Log

    @property
    def found(self) -> Coverage:
        return self.said.coverage

    @property
    def confirmed(self) -> list[tuple[LinkKey, Judgement]]:
        judged = self.log.standing.judgements(Party.REVIEWER)
        return [(link, said) for link, said in judged.items() if said.confirmed]


def parts_of(said: Verdict, protocol: Protocol, log: Log) -> tuple[Part, ...]:
    told = Told(said=said, protocol=protocol, log=log)
    return tuple(part for make in PARTS if (part := make(told)) is not None)


def _missing_so_far(told: Told) -> Part | None:
    """While much is open, nothing is needed yet: what nobody decided may be met."""
    todo = to_do_list(told.said)[:_MOST_TO_DO] if told.said.outcome is Outcome.OPEN else ()
    if not todo:
        return None
    return Part(
        title="What is missing so far",
        told="Of what was decided. What is still open may be met or not.",
        head=("Criterion", "Title", "Criticality", "Met"),
        widths=("", "wide", "", ""),
        rows=tuple(
            (one.criterion.code, one.criterion.title, str(one.criterion.criticality), str(one.credit))
            for one in sorted(todo, key=lambda one: -one.criterion.criticality.weight)
        ),
    )


def _to_do(told: Told) -> Part | None:
    todo = to_do_list(told.said)[:_MOST_TO_DO] if told.said.outcome is Outcome.NOT_YET else ()
    if not todo:
        return None
    return Part(
        title="What to do",
        told=f"Marked “{NEEDED}”: the smallest set of criteria that reaches the threshold. Another set of the same size "
        "may do as well.",
        head=("Criterion", "Add or complete", "For the threshold", "Criticality"),
        widths=("", "wide", "", ""),
        rows=tuple(
            (
                one.criterion.code,
                one.sentence.replace(f" {one.criterion.code} ", ": ", 1),
                NEEDED if one.is_needed else "",
                str(one.criterion.criticality),
            )
            for one in todo
        ),
    )


def _missing_all_the_same(told: Told) -> Part | None:
    found = told.found
    lacking = (*found.missing, *found.partly)
    if told.said.outcome is not Outcome.EQUIVALENT or not lacking:
        return None
    return Part(
        title="What is missing all the same",
        head=("Criterion", "Title", "Criticality", "Met"),
        widths=("", "wide", "", ""),
        rows=tuple(
            (one.code, one.title, str(one.criticality), str(found.credit(one.code))) for one in lacking
        ),
    )


def _next(told: Told) -> Part | None:
    found = told.found
    if not found.open:
        return None
    asked = next_questions(found.criteria, told.log.standing, told.said.rule, most=_MOST_NEXT)
    rows = [
        (
            one.criterion,
            found.criteria[one.criterion].title,
            f"{int((one.chance.full + one.chance.part) * 100)} %",
            f"{one.movement * 100:.1f} points",
        )
        for one in asked
    ]
    moves = any(round(one.movement * 100, 1) for one in asked)
    shown = 4 if moves else 3
    return Part(
        title="What to decide next",
        told="The criteria whose answer moves the verdict most come first."
        if moves
        else "No single answer moves the verdict yet. Those that tell most of the rest come first.",
        head=("Criterion", "Title", "Probably met", "Moves the verdict by")[:shown],
        widths=("", "wide", "", "")[:shown],
        rows=tuple(row[:shown] for row in rows),
    )


def _disagreements(told: Told) -> Part | None:
    differ = told.log.standing.disagreements()
    if not differ:
        return None
    return Part(
        title="Member and reviewer differ",
        head=("Criterion", "Title", "Member", "Reviewer"),
        widths=("", "wide", "", ""),
        rows=tuple(
            (one.criterion, told.found.criteria[one.criterion].title, str(one.member), str(one.reviewer))
            for one in differ
        ),
    )


def _double_coding(told: Told) -> Part | None:
    standing = told.log.standing.as_read
    coding = agreement(standing.credits(Party.REVIEWER), standing.credits(Party.SECOND))
    if not coding.compared:
        return None
    kappa = (
        "κ says nothing here: both gave one answer throughout."
        if coding.kappa is None
        else f"Cohen’s κ is {float(coding.kappa):.2f}."
    )
    return Part(
        title="Double coding",
        told=f"Two reviewers decided {coding.compared} criteria independently and agree on {coding.same}. {kappa}",
    )


def _not_applicable(told: Told) -> Part | None:
    excuses = tuple(_excuses(told.found, told.log))
    if not excuses:
        return None
    return Part(
        title="Not applicable",
        head=("Criterion", "Title", "Reason", "What it does"),
        widths=("", "wide", "wide", ""),
        rows=excuses,
    )


def _beyond(told: Told) -> Part:
    linked = {id_ for link, _ in told.confirmed for id_ in link.questions}
    rows = told.protocol.with_kinds(told.log.standing.kinds).questions
    own = [one for one in rows if one.kind is Kind.REQUIREMENT]
    beyond = sum(one.id not in linked for one in own)
    return Part(
        title="Beyond the common criteria",
        told=f"{len(own) - beyond} of {len(own)} requirements of the protocol answer a common criterion; {beyond} ask for more, "
        "or are not yet linked. Equivalence says nothing of these.",
    )


def _every_criterion(told: Told) -> Part:
    return Part(
        title="Every criterion",
        head=("Criterion", "Title", "Criticality", "Met", "Questions", "Depth"),
        widths=("", "wide", "", "", "", ""),
        rows=tuple(_answers(told.found, told.confirmed)),
    )


def _odd(told: Told) -> Part | None:
    remarks = told.protocol.remarks
    if not remarks:
        return None
    return Part(
        title="What was odd about the file",
        told="Found when the protocol was read. Nothing was left out or changed without being named here.",
        head=("Remark",),
        widths=("wide",),
        rows=tuple((one,) for one in remarks),
    )


PARTS: tuple[Callable[[Told], Part | None], ...] = (
    _to_do,
    _missing_all_the_same,
    _next,
    _missing_so_far,
    _disagreements,
    _double_coding,
    _not_applicable,
    _beyond,
    _every_criterion,
    _odd,
)


def _excuses(found: Coverage, log: Log) -> Iterator[tuple[str, ...]]:
    standing = log.standing
    for code, one in sorted(standing.excused.items()):
        yield (code, found.criteria[code].title, one.reason, "approved: left out of the count")
    for code, some in sorted(standing.excuses.items()):
        for one in some if code not in standing.excused else ():
            yield (code, found.criteria[code].title, one.reason, "not approved: counts")


def _answers(found: Coverage, confirmed: Sequence[tuple[LinkKey, Judgement]]) -> Iterator[tuple[str, ...]]:
    for one in found.criteria:
        links = [(link, said) for link, said in confirmed if link.criterion == one.code]
        yield (
            one.code,
            one.title,
            str(one.criticality),
            "not applicable" if one.code in found.excused else str(found.credits.get(one.code, "open")),
            "; ".join(" + ".join(link.questions) for link, _ in links),
            "; ".join(dict.fromkeys(str(said.depth) for _, said in links if said.depth)),
        )
