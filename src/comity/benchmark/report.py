"""The report of a benchmark: the verdict, the numbers beside it, and what is still to do, on a page to read or to print.

`facts_of` gathers what it says, `report_parts` its tables; `report_html` is one form of it, `report_pdf` another, so that the two cannot differ.
Questions go by their ids alone, because the report may travel further than the protocol. Laws: the same review gives the
same bytes; no number is rounded up; what is a forecast is called one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

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
from comity.benchmark.criteria import TOLD_WITH_AID, CriteriaSet
from comity.benchmark.forecast import forecast
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol
from comity.benchmark.report_parts import CRITICAL, NEEDED, Part, parts_of
from comity.core.tongue import ENGLISH, Speech

_NUMBER_BEFORE = re.compile(r"(?<=\d) (?=%)")


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
class ReportFacts:
    title: str
    full_title: str
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
    basis_words: str
    other_words: str
    pillars: tuple[Bar, ...]
    sections: tuple[Bar, ...]
    tables: tuple[Part, ...]


def report_html(
    criteria: CriteriaSet,
    protocol: Protocol,
    log: Log,
    rule: Rule | None = None,
    *,
    day: date | None = None,
    speech: Speech = ENGLISH,
) -> bytes:
    """`day` is printed as the day of the report."""
    facts = facts_of(criteria, protocol, log, rule or Rule(), day=day, speech=speech)
    page = _environment().get_template("report.html.j2")
    marks = {mark: speech.say(mark) for mark in (NEEDED, CRITICAL)}
    return unparted(
        page.render(facts=facts, outcome=Outcome, marks=marks, say=speech.say, language=speech.language)
    ).encode()


def unparted(text: str) -> str:
    """With spaces before “%” at which no line breaks: a bare “85.00” at the end of one looks like another number."""
    return _NUMBER_BEFORE.sub("\u00a0", text)


def facts_of(
    criteria: CriteriaSet, protocol: Protocol, log: Log, rule: Rule, *, day: date | None, speech: Speech
) -> ReportFacts:
    say = speech.say
    said = verdict(coverage_of(criteria, log.standing), rule)
    found = said.coverage
    other = Basis.WITH_HALVES if rule.basis is Basis.FULL else Basis.FULL
    told_day = speech.day(day) if day else ""
    title = f"{protocol.name} {protocol.version}".strip()
    under = say(f"Compared with {criteria.title}, {len(criteria)} criteria")
    aided = f" · {say(TOLD_WITH_AID)}" if criteria.is_told_with_aid(speech.language) else ""
    return ReportFacts(
        title=title,
        full_title=f"{title} · {criteria.name}",
        under=(f"{under} · {told_day}" if day else under) + aided,
        day=told_day,
        criteria=criteria,
        protocol=protocol,
        rule=rule,
        outcome=said.outcome,
        found=found,
        verdict_words=say(
            {
                Outcome.EQUIVALENT: "Equivalent.",
                Outcome.NOT_YET: "Not yet equivalent.",
                Outcome.OPEN: "Open.",
            }[said.outcome]
        ),
        reasons=tuple(say(one) for one in _reasons(said, log)),
        critical_sentence=say(_critical_sentence(said)),
        figures=tuple(replace(one, label=say(one.label)) for one in _figures(found, rule, other)),
        gates=say(_gates(rule)),
        basis_words=say(f"Met {rule.basis}"),
        other_words=say(f"Met {other}"),
        pillars=_bars(found.by_pillar(rule.basis), found.by_pillar(other)),
        sections=_bars(found.by_section(rule.basis), found.by_section(other)),
        tables=parts_of(said, protocol, log, speech),
    )


def _reasons(said: Verdict, log: Log) -> Iterator[str]:
    found, rule = said.coverage, said.rule
    head = found.headline(rule.basis)
    if said.outcome is Outcome.EQUIVALENT:
        yield (
            f"{head} criteria are met {rule.basis}, {head.percent} of those that apply; {percent(rule.threshold)} are needed."
        )
        if found.open:
            yield "What is still open can no longer change that."
    yield from said.reasons
    if said.outcome is Outcome.NOT_YET:
        yield "This is a list of things to do, and no failure."
    if said.outcome is not Outcome.OPEN:
        return
    ahead = forecast(found.criteria, log.standing, rule)
    yield (
        f"A forecast, and no verdict: equivalent with a probability of {int(ahead.probability * 100)} %; the final coverage lies "
        f"between {percent(ahead.least, 0)} and {percent(ahead.most, 0)} with a probability of 90 %."
    )
    if ahead.caution:
        yield ahead.caution


def _critical_sentence(said: Verdict) -> str:
    some = said.coverage.missing_critical
    if not some:
        return ""
    what = "1 critical criterion is" if len(some) == 1 else f"{len(some)} critical criteria are"
    so_far = " so far" if said.coverage.open else ""
    return f"{what} not met at all{so_far}: {', '.join(one.code for one in some)}."


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
    so_far = " so far" if found.open else ""
    yield Figure(
        value=str(len(found.missing_critical)), label=f"critical criteria not met at all{so_far}{partly}"
    )
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


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("comity.benchmark"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
