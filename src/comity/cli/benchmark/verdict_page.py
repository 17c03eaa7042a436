"""What `comity benchmark decide` tells of a verdict: to a person, to a program, and as the file to go on with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from comity.benchmark import (
    BulkAcceptance,
    CriteriaSet,
    Criticality,
    Log,
    Outcome,
    Party,
    Protocol,
    Rule,
    Verdict,
    forecast,
    percent,
)
from comity.benchmark.agreement import Agreement
from comity.benchmark.coverage import Basis
from comity.benchmark.report import report_html
from comity.benchmark.report_pdf import report_pdf
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_sheets import ReviewRowProblem
from comity.benchmark.sides import double_coding
from comity.core.tongue import Speech

_MOST_PROBLEMS = 20
_MOST_DIFFER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictPage:
    criteria: CriteriaSet
    protocol: Protocol
    log: Log
    rule: Rule
    verdict: Verdict
    added: int
    bulk: BulkAcceptance | None
    problems: Sequence[ReviewRowProblem]
    remarks: Sequence[str]
    speech: Speech

    def workbook(self, party: Party, *, by: str, problems: Sequence[ReviewRowProblem]) -> bytes:
        """The file for `party` to go on with."""
        return review_workbook(
            self.criteria,
            self.protocol,
            self.log,
            party=party,
            by=by,
            rule=self.rule,
            problems=problems,
            remarks=self.remarks,
            speech=self.speech,
        )

    def report(self, ending: str, *, day: date) -> bytes:
        make = report_pdf if ending.lower() == ".pdf" else report_html
        return make(self.criteria, self.protocol, self.log, self.rule, day=day, speech=self.speech)

    def text(self, written: Sequence[Path]) -> str:
        lines = [
            f"{self.protocol.name} against {self.criteria.name}: {self.verdict.outcome}",
            *(f"  {reason}" for reason in self.verdict.reasons),
            "",
            *self._figures(),
            "",
            f"{self.added:,} new entries in the log of {len(self.log.entries):,}",
            *self._beside(),
            *self._to_look_at(),
            *self.remarks,
            "",
            f"Written: {', '.join(map(str, written))}",
        ]
        return "\n".join(lines)

    def _figures(self) -> Iterator[str]:
        found, basis = self.verdict.coverage, self.rule.basis
        other = Basis.WITH_HALVES if basis is Basis.FULL else Basis.FULL
        share, beside = found.headline(basis), found.headline(other)
        yield f"  met {basis:<20} {share} = {share.percent}   (needed: {percent(self.rule.threshold)}; never rounded up)"
        yield f"  met {other:<20} {beside} = {beside.percent}"
        yield f"  by criticality           {found.weighted} = {found.weighted.percent}"
        undecided = sum(one.criticality is Criticality.CRITICAL for one in found.open)
        yield f"  critical, not met at all {_codes(found.missing_critical)}{f' so far; {undecided:,} still open' if undecided else ''}"
        none = "none so far" if found.open else "none"
        yield f"  critical, met in part    {_codes(found.partly_critical) if found.partly_critical else none}"
        yield f"  sections with nothing    {'; '.join(found.holes) or none}"
        yield f"  still open               {len(found.open)} of {len(found.applicable)}"
        if waiting := self.log.standing.unanswered():
            yield f"  all proposals rejected   {_codes(waiting[:_MOST_DIFFER])}: say “not covered” on the sheet Criteria, or link a question"
        if found.excused:
            yield f"  not applicable, approved {', '.join(sorted(found.excused))}"
        if found.unread:
            yield f"  accepted unread          {len(found.unread)} of {len(found.applicable)}: clear the rationale of a row once you have read it"
        if self.verdict.outcome is Outcome.OPEN:
            ahead = forecast(self.criteria, self.log.standing, self.rule)
            yield (f"  a forecast, no verdict   {ahead.sentence}")
            if ahead.caution:
                yield f"  {ahead.caution}"

    def _beside(self) -> Iterator[str]:
        if self.bulk is not None:
            yield (
                f"{len(self.bulk.judgements):,} links accepted at once; about {self.bulk.expected_errors:.1f} of them are "
                "probably wrong"
            )
        coding = self._coding()
        if coding.compared:
            kappa = "cannot be told" if coding.kappa is None else f"{float(coding.kappa):.2f}"
            yield f"Double coding: {coding.same} of {coding.compared} criteria decided alike; Cohen's kappa {kappa}"
        if differ := self.log.standing.disagreements():
            codes = ", ".join(one.criterion for one in differ[:_MOST_DIFFER])
            yield f"Member and reviewer differ on {len(differ)}: {codes}"

    def _to_look_at(self) -> Iterator[str]:
        yield from (f"Please look: {one}" for one in self.problems[:_MOST_PROBLEMS])
        if len(self.problems) > _MOST_PROBLEMS:
            yield f"Please look: {len(self.problems) - _MOST_PROBLEMS:,} more rows, marked in the file"

    def _coding(self) -> Agreement:
        return double_coding(self.log)

    def summary(self, written: Sequence[Path]) -> dict[str, object]:
        found = self.verdict.coverage
        coding = self._coding()
        return {
            "protocol": self.protocol.name,
            "protocol_digest": self.protocol.digest,
            "criteria": self.criteria.name,
            "criteria_digest": self.criteria.digest,
            "outcome": self.verdict.outcome.value,
            "reasons": list(self.verdict.reasons),
            "threshold": str(self.rule.threshold),
            "basis": self.rule.basis.value,
            "full": str(found.full),
            "full_percent": found.full.percent,
            "with_halves": str(found.with_halves),
            "with_halves_percent": found.with_halves.percent,
            "weighted": str(found.weighted),
            "still_needed": self.verdict.still_needed,
            "missing_critical": [one.code for one in found.missing_critical],
            "partly_critical": [one.code for one in found.partly_critical],
            "holes": list(found.holes),
            "open": [one.code for one in found.open],
            "unread": [one.code for one in found.applicable if one.code in found.unread],
            "excused": sorted(found.excused),
            "disagreements": [one.criterion for one in self.log.standing.disagreements()],
            "double_coded": coding.compared,
            "kappa": None if coding.kappa is None else float(coding.kappa),
            "added": self.added,
            "accepted_at_once": len(self.bulk.judgements) if self.bulk else 0,
            "expected_errors": round(self.bulk.expected_errors, 2) if self.bulk else 0.0,
            "please_look": [str(one) for one in self.problems],
            "remarks": list(self.remarks),
            "written": [str(one) for one in written],
        }


def _codes(some: Sequence[object]) -> str:
    return ", ".join(str(getattr(one, "code", one)) for one in some) or "none"
