"""The report of a benchmark: the verdict, the numbers beside it, and what is still to do, on a page to read or to print.

`facts_of` gathers what it says; `report_html` is one form of it, `report_pdf` another, so that the two cannot differ.
Questions go by their ids alone, because the report may travel further than the protocol. Laws: the same review gives the
same bytes; no number is rounded up; what is a forecast is called one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from comity.benchmark.agreement import agreement
from comity.benchmark.case import to_do_list
from comity.benchmark.coverage import (
    Basis,
    Coverage,
    Outcome,
    Rule,
    Share,
    Verdict,
    coverage_of,
    percent,
    verdict,
)
from comity.benchmark.criteria import CriteriaSet
from comity.benchmark.decisions import Party
from comity.benchmark.forecast import forecast, next_questions
from comity.benchmark.links import Judgement, LinkKey
from comity.benchmark.log import Log
from comity.benchmark.protocol import Kind, Protocol

_MOST_TO_DO = 60
_MOST_NEXT = 8
NEEDED, CRITICAL = "needed", "critical"  # marks that every form of the report colours


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    name: str
    share: Share
    beside: Share

    @property
    def width(self) -> int:
        return int(self.share.fraction * 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of the report that is a table, or a sentence alone."""

    title: str
    told: str = ""
    head: tuple[str, ...] = ()
    widths: tuple[str, ...] = ()  # "wide" takes what is left
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    title: str
    under: str
    day: str
    criteria: CriteriaSet = field(repr=False)
    protocol: Protocol
    rule: Rule
    outcome: Outcome
    found: Coverage
    verdict_words: str
    reasons: tuple[str, ...]
    critical_sentence: str
    figures: tuple[Figure, ...]
    gates: str
    other: Basis
    pillars: tuple[Bar, ...]
    sections: tuple[Bar, ...]
    tables: tuple[Part, ...]


def report_html(
    criteria: CriteriaSet, protocol: Protocol, log: Log, rule: Rule | None = None, *, day: date | None = None
) -> bytes:
    """`day` is printed as the day of the report."""
    facts = facts_of(criteria, protocol, log, rule or Rule(), day=day)
    page = _environment().get_template("report.html.j2")
    return page.render(facts=facts, outcome=Outcome, needed=NEEDED, critical=CRITICAL).encode()


def facts_of(
    criteria: CriteriaSet, protocol: Protocol, log: Log, rule: Rule, *, day: date | None
) -> ReportFacts:
    said = verdict(coverage_of(criteria, log.standing), rule)
    found = said.coverage
    other = Basis.WITH_HALVES if rule.basis is Basis.FULL else Basis.FULL
    told_day = f"{day.day} {day:%B %Y}" if day else ""
    return ReportFacts(
        title=f"{protocol.name} {protocol.version}".strip(),
        under=f"Compared with {criteria.title}, {len(criteria)} criteria{f' · {told_day}' if day else ''}",
        day=told_day,
        criteria=criteria,
        protocol=protocol,
        rule=rule,
        outcome=said.outcome,
        found=found,
        verdict_words={
            Outcome.EQUIVALENT: "Equivalent.",
            Outcome.NOT_YET: "Not yet equivalent.",
            Outcome.OPEN: "Open.",
        }[said.outcome],
        reasons=tuple(_reasons(said, log)),
        critical_sentence=_critical_sentence(said),
        figures=tuple(_figures(found, rule, other)),
        gates=_gates(rule),
        other=other,
        pillars=_bars(found.by_pillar(rule.basis), found.by_pillar(other)),
        sections=_bars(found.by_section(rule.basis), found.by_section(other)),
        tables=tuple(_parts(said, protocol, log)),
    )


def _reasons(said: Verdict, log: Log) -> Iterator[str]:
    found, rule = said.coverage, said.rule
    head = found.headline(rule.basis)
    if said.outcome is Outcome.EQUIVALENT:
        yield (
            f"{head} criteria are met {rule.basis}, {head.percent} of those that apply; {percent(rule.threshold)} are needed."
            + (" What is still open can no longer change that." if found.open else "")
        )
        return
    yield from said.reasons
    if said.outcome is Outcome.NOT_YET:
        yield "This is a list of things to do, and no failure."
        return
    ahead = forecast(found.criteria, log.standing, rule)
    yield (
        f"A forecast, and no verdict: probably equivalent with {int(ahead.probability * 100)} %; the final coverage lies "
        f"between {percent(ahead.least, 0)} and {percent(ahead.most, 0)} with a probability of 90 %."
    )


def _critical_sentence(said: Verdict) -> str:
    some = said.coverage.missing_critical
    if not some:
        return ""
    what = "1 critical criterion is" if len(some) == 1 else f"{len(some)} critical criteria are"
    return f"{what} not met at all: {', '.join(one.code for one in some)}."


def _figures(found: Coverage, rule: Rule, other: Basis) -> Iterator[Figure]:
    head, beside = found.headline(rule.basis), found.headline(other)
    yield Figure(
        value=str(head),
        label=f"{head.percent} · met {rule.basis}: this is laid against {percent(rule.threshold)}",
    )
    yield Figure(value=str(beside), label=f"{beside.percent} · met {other}, for comparison")
    yield Figure(
        value=str(found.weighted), label=f"{found.weighted.percent} · by criticality (3, 2, 1), with halves"
    )
    partly = f"; {len(found.partly_critical)} more in part" if found.partly_critical else ""
    yield Figure(value=str(len(found.missing_critical)), label=f"critical criteria not met at all{partly}")
    yield Figure(value=str(len(found.open)), label="criteria still open, counted as not met")


def _gates(rule: Rule) -> str:
    critical = "no critical criterion missing" if rule.no_critical_missing else "none for critical criteria"
    floor = (
        "no floor for pillars"
        if rule.pillar_floor is None
        else f"a floor of {percent(rule.pillar_floor)} for every pillar"
    )
    return f"Percentages are cut off and never rounded up. Programme's gates: {critical}; {floor}."


def _bars(shares: dict[str, Share], others: dict[str, Share]) -> tuple[Bar, ...]:
    return tuple(
        Bar(name=name, share=share, beside=others[name]) for name, share in shares.items() if share.of
    )


def _parts(said: Verdict, protocol: Protocol, log: Log) -> Iterator[Part]:
    found, standing = said.coverage, log.standing
    lacking = (*found.missing, *found.partly)
    if said.outcome is not Outcome.EQUIVALENT and (todo := to_do_list(said)[:_MOST_TO_DO]):
        yield Part(
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
    elif said.outcome is Outcome.EQUIVALENT and lacking:
        yield Part(
            title="What is missing all the same",
            head=("Criterion", "Title", "Criticality", "Met"),
            widths=("", "wide", "", ""),
            rows=tuple(
                (one.code, one.title, str(one.criticality), str(found.credit(one.code))) for one in lacking
            ),
        )
    if found.open and (asked := next_questions(found.criteria, standing, said.rule, most=_MOST_NEXT)):
        yield Part(
            title="What to decide next",
            told="The criteria whose answer moves the verdict most come first.",
            head=("Criterion", "Title", "Probably met", "Moves the verdict by"),
            widths=("", "wide", "", ""),
            rows=tuple(
                (
                    one.criterion,
                    found.criteria[one.criterion].title,
                    f"{int((one.chance.full + one.chance.part) * 100)} %",
                    f"{one.movement * 100:.1f} points",
                )
                for one in asked
            ),
        )
    if differ := standing.disagreements():
        yield Part(
            title="Member and reviewer differ",
            head=("Criterion", "Title", "Member", "Reviewer"),
            widths=("", "wide", "", ""),
            rows=tuple(
                (one.criterion, found.criteria[one.criterion].title, str(one.member), str(one.reviewer))
                for one in differ
            ),
        )
    coding = agreement(standing.credits(Party.REVIEWER), standing.credits(Party.SECOND))
    if coding.compared:
        kappa = (
            "κ says nothing here: both gave one answer throughout."
            if coding.kappa is None
            else f"Cohen’s κ is {float(coding.kappa):.2f}."
        )
        yield Part(
            title="Double coding",
            told=f"Two reviewers decided {coding.compared} criteria independently and agree on {coding.same}. {kappa}",
        )
    if excuses := tuple(_excuses(found, log)):
        yield Part(
            title="Not applicable",
            head=("Criterion", "Title", "Reason", "What it does"),
            widths=("", "wide", "wide", ""),
            rows=excuses,
        )
    confirmed = [(link, it) for link, it in standing.judgements(Party.REVIEWER).items() if it.confirmed]
    linked = {id_ for link, _ in confirmed for id_ in link.questions}
    own = [one for one in protocol.with_kinds(standing.kinds).questions if one.kind is Kind.REQUIREMENT]
    beyond = sum(one.id not in linked for one in own)
    yield Part(
        title="Beyond the common criteria",
        told=f"{len(own) - beyond} of {len(own)} requirements of the protocol answer a common criterion; {beyond} ask for more, "
        "or are not yet linked. Equivalence says nothing of these.",
    )
    yield Part(
        title="Every criterion",
        head=("Criterion", "Title", "Criticality", "Met", "Questions", "Depth"),
        widths=("", "wide", "", "", "", ""),
        rows=tuple(_answers(found, confirmed)),
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


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("comity.benchmark"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
