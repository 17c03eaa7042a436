"""The report of a benchmark as a PDF that a screen reader can read too (PDF/UA-1); it says what the HTML report says.

Laws: what is printed reaches the typesetter as data, never as source; the same review gives the same bytes where the
typesetter's own fonts have all letters; where they lack some, fonts of the machine help out, and where no font has them the
report is refused, because a report with holes in its words is worse than none.
"""

import json
from datetime import date
from importlib.resources import files

import typst

from comity.benchmark.coverage import Outcome, Rule
from comity.benchmark.criteria import CriteriaSet
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol
from comity.benchmark.report import ReportFacts, facts_of, unparted
from comity.core import UsageProblem
from comity.core.tongue import ENGLISH, Speech

WORDS = (
    "Share", "nothing of it is met", "needed", "critical", "What was compared", "Protocol", "Criteria",
    "Equivalence is one-way: it says how much of the common criteria the protocol asks.",
    "Whether an audit is recognised is each member’s own decision.",
)  # fmt: skip
"""What the template itself says."""


def report_pdf(
    criteria: CriteriaSet,
    protocol: Protocol,
    log: Log,
    rule: Rule | None = None,
    *,
    day: date | None = None,
    speech: Speech = ENGLISH,
) -> bytes:
    """Raises UsageProblem for letters that no font here can draw."""
    facts = facts_of(criteria, protocol, log, rule or Rule(), day=day, speech=speech)
    data = unparted(json.dumps(_said(facts, speech), ensure_ascii=False))
    source = (files("comity.benchmark") / "templates" / "report.typ").read_bytes()
    for own_fonts_alone in (True, False):
        try:
            made = typst.compile(
                source,
                format="pdf",
                ignore_system_fonts=own_fonts_alone,
                sys_inputs={"data": data},
                pdf_standards=["ua-1"],
                timestamp=0,
            )
        except typst.TypstError as error:
            if "glyph" not in str(error) and "font" not in str(error):
                raise
        else:
            assert isinstance(made, bytes)  # noqa: S101 -- one document, so no list of pages
            return made
    raise UsageProblem(
        "The report has letters that no font on this machine can draw, most likely in the protocol's name.",
        remedy="Take the report as .html, or install a font that has them (Noto Sans covers most scripts).",
    )


def _said(facts: ReportFacts, speech: Speech) -> dict[str, object]:
    found, say = facts.found, speech.say
    return {
        "language": speech.language.partition("-")[0],
        "title": facts.full_title,
        "name": facts.title,
        "under": facts.under,
        "footer": f"{facts.full_title} · {facts.day}" if facts.day else facts.full_title,
        "tone": {Outcome.EQUIVALENT: "good", Outcome.NOT_YET: "bad", Outcome.OPEN: "open"}[facts.outcome],
        "verdict": facts.verdict_words,
        "reasons": list(facts.reasons),
        "critical": facts.critical_sentence,
        "figures": [{"value": one.value, "label": one.label} for one in facts.figures],
        "gates": facts.gates,
        "shares": [
            {
                "title": title,
                "head": head,
                "basis": facts.basis_words,
                "other": facts.other_words,
                "rows": [
                    {
                        "name": one.name,
                        "width": one.width,
                        "share": str(one.share),
                        "beside": str(one.beside),
                        "hole": one.name in found.holes,
                    }
                    for one in bars
                ],
            }
            for title, head, bars in (
                (say("By pillar"), say("Pillar"), facts.pillars),
                (say("By section"), say("Section"), facts.sections),
            )
        ],
        "tables": [
            {
                "title": one.title,
                "told": one.told,
                "head": list(one.head),
                "widths": list(one.widths),
                "rows": [list(row) for row in one.rows],
            }
            for one in facts.tables
        ],
        "words": {one: say(one) for one in WORDS},
        "criteria": facts.criteria.name,
        "criteria_digest": facts.criteria.digest,
        "protocol_digest": facts.protocol.digest,
    }
