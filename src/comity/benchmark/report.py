"""The report of a benchmark: the verdict, the numbers beside it, and what is still to do, on a page to read or to print.

Questions go by their ids alone, because the report may travel further than the protocol. Laws: the same review gives the
same bytes; no number is rounded up; what is a forecast is called one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from comity.benchmark.case import to_do_list
from comity.benchmark.coverage import Basis, Coverage, Outcome, Rule, Share, coverage_of, percent, verdict
from comity.benchmark.criteria import CriteriaSet, Criterion
from comity.benchmark.decisions import Log, Party, agreement
from comity.benchmark.forecast import forecast, next_questions
from comity.benchmark.links import Judgement, LinkKey
from comity.benchmark.protocol import Kind, Protocol

_MOST_TO_DO = 60


def report_html(
    criteria: CriteriaSet, protocol: Protocol, log: Log, rule: Rule | None = None, *, day: date | None = None
) -> bytes:
    """`day` is printed as the day of the report."""
    rule = rule or Rule()
    standing = log.standing
    said = verdict(coverage_of(criteria, standing), rule)
    found = said.coverage
    confirmed = [(link, it) for link, it in standing.judgements(Party.REVIEWER).items() if it.confirmed]
    linked = {id_ for link, _ in confirmed for id_ in link.questions}
    requirements = [
        one for one in protocol.with_kinds(standing.kinds).questions if one.kind is Kind.REQUIREMENT
    ]
    other = Basis.WITH_HALVES if rule.basis is Basis.FULL else Basis.FULL
    page = _environment().get_template("report.html.j2")
    text = page.render(
        protocol=protocol,
        criteria=criteria,
        day=f"{day.day} {day:%B %Y}" if day else "",
        verdict=said,
        rule=rule,
        threshold=percent(rule.threshold),
        headline=found.headline(rule.basis),
        beside=found.headline(other),
        other=other,
        found=found,
        outcome=Outcome,
        pillars=_bars(found.by_pillar(rule.basis), found.by_pillar(other)),
        sections=_bars(found.by_section(rule.basis), found.by_section(other)),
        holes=set(found.holes),
        todo=to_do_list(said)[:_MOST_TO_DO] if said.outcome is not Outcome.EQUIVALENT else (),
        lacking=(*found.missing, *found.partly),
        ahead=forecast(criteria, standing, rule) if found.open else None,
        percent=percent,
        questions=next_questions(criteria, standing, rule, most=8),
        disagreements=standing.disagreements(),
        excused=[(criteria[code], said_.reason) for code, said_ in sorted(standing.excused.items())],
        asked=[
            (criteria[code], one.reason)
            for code, some in sorted(standing.excuses.items())
            if code not in standing.excused
            for one in some
        ],
        coding=agreement(standing.credits(Party.REVIEWER), standing.credits(Party.SECOND)),
        beyond=[one for one in requirements if one.id not in linked],
        requirements=requirements,
        answers=_answers(found, confirmed),
    )
    return text.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    name: str
    share: Share
    beside: Share

    @property
    def width(self) -> int:
        return int(self.share.fraction * 100)


def _bars(shares: dict[str, Share], others: dict[str, Share]) -> list[_Bar]:
    return [_Bar(name=name, share=share, beside=others[name]) for name, share in shares.items() if share.of]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    criterion: Criterion
    credit: str
    questions: str
    depth: str


def _answers(found: Coverage, confirmed: Sequence[tuple[LinkKey, Judgement]]) -> list[_Answer]:
    answers = []
    for one in found.criteria:
        links = [(link, said) for link, said in confirmed if link.criterion == one.code]
        credit = "not applicable" if one.code in found.excused else str(found.credits.get(one.code, "open"))
        answers.append(
            _Answer(
                criterion=one,
                credit=credit,
                questions="; ".join(" + ".join(link.questions) for link, _ in links),
                depth="; ".join(dict.fromkeys(str(said.depth) for _, said in links if said.depth)),
            )
        )
    return answers


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("comity.benchmark"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
