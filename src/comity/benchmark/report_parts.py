"""The parts of a benchmark's report that are tables or a sentence alone, in the order in which a reader needs them.

`PARTS` is the table of contents: a new part is a new function in it. A part that has nothing to say is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from comity.benchmark.case import ToDo, to_do_list
from comity.benchmark.coverage import Coverage, Outcome, Verdict
from comity.benchmark.criteria import Criterion
from comity.benchmark.decisions import Party
from comity.benchmark.forecast import next_questions
from comity.benchmark.kinds import Kind
from comity.benchmark.links import Credit, Judgement, LinkKey
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol
from comity.benchmark.sides import double_coding
from comity.core.tongue import ENGLISH, Speech

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
    speech: Speech

    def say(self, *sentences: str) -> str:
        return " ".join(self.speech.say(one) for one in sentences)

    def title(self, criterion: Criterion) -> str:
        return criterion.told_in(self.speech.language)[0]

    def requirement(self, criterion: Criterion) -> str:
        return criterion.told_in(self.speech.language)[1]

    def head(self, *names: str) -> tuple[str, ...]:
        return tuple(self.speech.say(one) for one in names)

    @property
    def found(self) -> Coverage:
        return self.said.coverage

    @property
    def confirmed(self) -> list[tuple[LinkKey, Judgement]]:
        judged = self.log.standing.judgements(Party.REVIEWER)
        return [(link, said) for link, said in judged.items() if said.confirmed]


def parts_of(said: Verdict, protocol: Protocol, log: Log, speech: Speech = ENGLISH) -> tuple[Part, ...]:
    told = Told(said=said, protocol=protocol, log=log, speech=speech)
    return tuple(part for make in PARTS if (part := make(told)) is not None)


def _missing_so_far(told: Told) -> Part | None:
    """While much is open, nothing is needed yet: what nobody decided may be met."""
    todo = to_do_list(told.said)[:_MOST_TO_DO] if told.said.outcome is Outcome.OPEN else ()
    if not todo:
        return None
    return Part(
        title=told.say("What is missing so far"),
        told=told.say("Of what was decided.", "What is still open may be met or not."),
        head=told.head("Criterion", "Title", "Criticality", "Met"),
        widths=("", "wide", "", ""),
        rows=tuple(
            (
                one.criterion.code,
                told.title(one.criterion),
                told.say(one.criterion.criticality),
                told.say(one.credit),
            )
            for one in sorted(todo, key=lambda one: -one.criterion.criticality.weight)
        ),
    )


def _to_do(told: Told) -> Part | None:
    todo = to_do_list(told.said)[:_MOST_TO_DO] if told.said.outcome is Outcome.NOT_YET else ()
    if not todo:
        return None
    return Part(
        title=told.say("What to do"),
        told=told.say(
            f"Marked “{NEEDED}”: the smallest set of criteria that reaches the threshold.",
            "Another set of the same size may do as well.",
        ),
        head=told.head("Criterion", "Add or complete", "For the threshold", "Criticality"),
        widths=("", "wide", "", ""),
        rows=tuple(
            (
                one.criterion.code,
                told.say(_sentence(told, one)),
                told.say(NEEDED) if one.is_needed else "",
                told.say(one.criterion.criticality),
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
        title=told.say("What is missing all the same"),
        head=told.head("Criterion", "Title", "Criticality", "Met"),
        widths=("", "wide", "", ""),
        rows=tuple(
            (one.code, told.title(one), told.say(one.criticality), told.say(found.credit(one.code)))
            for one in lacking
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
            told.title(found.criteria[one.criterion]),
            f"{int((one.chance.full + one.chance.part) * 100)} %",
            f"{one.movement * 100:.1f} {told.say('points')}",
        )
        for one in asked
    ]
    moves = any(round(one.movement * 100, 1) for one in asked)
    shown = 4 if moves else 3
    return Part(
        title=told.say("What to decide next"),
        told=told.say("The criteria whose answer moves the verdict most come first.")
        if moves
        else told.say(
            "No single answer moves the verdict yet.", "Those that tell most of the rest come first."
        ),
        head=told.head("Criterion", "Title", "Probably met", "Moves the verdict by")[:shown],
        widths=("", "wide", "", "")[:shown],
        rows=tuple(row[:shown] for row in rows),
    )


def _disagreements(told: Told) -> Part | None:
    differ = told.log.standing.disagreements()
    if not differ:
        return None
    return Part(
        title=told.say("Member and reviewer differ"),
        head=told.head("Criterion", "Title", "Member", "Reviewer"),
        widths=("", "wide", "", ""),
        rows=tuple(
            (
                one.criterion,
                told.title(told.found.criteria[one.criterion]),
                told.say(one.member),
                told.say(one.reviewer),
            )
            for one in differ
        ),
    )


def _double_coding(told: Told) -> Part | None:
    coding = double_coding(told.log)
    if not coding.compared:
        return None
    kappa = (
        "κ says nothing here: both gave one answer throughout."
        if coding.kappa is None
        else f"Cohen’s κ is {float(coding.kappa):.2f}."
    )
    return Part(
        title=told.say("Double coding"),
        told=told.say(
            f"Two reviewers decided {coding.compared} criteria independently; their first answers agree on {coding.same}.",
            kappa,
        ),
    )


def _not_applicable(told: Told) -> Part | None:
    excuses = tuple(_excuses(told))
    if not excuses:
        return None
    return Part(
        title=told.say("Not applicable"),
        head=told.head("Criterion", "Title", "Reason", "What it does"),
        widths=("", "wide", "wide", ""),
        rows=excuses,
    )


def _beyond(told: Told) -> Part:
    linked = {id_ for link, _ in told.confirmed for id_ in link.questions}
    rows = told.protocol.with_kinds(told.log.standing.kinds).questions
    own = [one for one in rows if one.kind is Kind.REQUIREMENT]
    beyond = sum(one.id not in linked for one in own)
    return Part(
        title=told.say("Beyond the common criteria"),
        told=told.say(
            f"{len(own) - beyond} of {len(own)} requirements of the protocol answer a common criterion; "
            f"{beyond} ask for more, or are not yet linked.",
            "Equivalence says nothing of these.",
        ),
    )


def _every_criterion(told: Told) -> Part:
    return Part(
        title=told.say("Every criterion"),
        head=told.head("Criterion", "Title", "Criticality", "Met", "Questions", "Depth"),
        widths=("", "wide", "", "", "", ""),
        rows=tuple(_answers(told)),
    )


def _odd(told: Told) -> Part | None:
    remarks = told.protocol.remarks
    if not remarks:
        return None
    return Part(
        title=told.say("What was odd about the file"),
        told=told.say(
            "Found when the protocol was read.",
            "Nothing was left out or changed without being named here.",
        ),
        head=told.head("Remark"),
        widths=("wide",),
        rows=tuple((told.say(one),) for one in remarks),
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


def _sentence(told: Told, one: ToDo) -> str:
    """The code has a column of its own."""
    verb = "Add" if one.credit is Credit.NONE else "Complete"
    return f"{verb}: {told.title(one.criterion)}: {told.requirement(one.criterion)}"


def _excuses(told: Told) -> Iterator[tuple[str, ...]]:
    standing, criteria = told.log.standing, told.found.criteria
    for code, one in sorted(standing.excused.items()):
        yield (code, told.title(criteria[code]), one.reason, told.say("approved: left out of the count"))
    for code, some in sorted(standing.excuses.items()):
        for one in some if code not in standing.excused else ():
            yield (code, told.title(criteria[code]), one.reason, told.say("not approved: counts"))


def _answers(told: Told) -> Iterator[tuple[str, ...]]:
    found = told.found
    for one in found.criteria:
        links = [(link, said) for link, said in told.confirmed if link.criterion == one.code]
        depths = dict.fromkeys(told.say(said.depth) for _, said in links if said.depth)
        met = "not applicable" if one.code in found.excused else str(found.credits.get(one.code, "open"))
        yield (
            one.code,
            told.title(one),
            told.say(one.criticality),
            told.say(met),
            "; ".join(" + ".join(link.questions) for link, _ in links),
            "; ".join(depths),
        )
