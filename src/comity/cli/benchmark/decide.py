"""`comity benchmark decide`: what people filled in becomes coverage, a verdict, and a file to go on with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.benchmark import (
    BulkAcceptance,
    CriteriaSet,
    Log,
    Outcome,
    Party,
    Protocol,
    Rule,
    Strength,
    Verdict,
    bulk_accept,
    coverage_of,
    exact_share,
    forecast,
    percent,
    read_protocol,
    verdict,
)
from comity.benchmark.agreement import agreement
from comity.benchmark.coverage import Basis
from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.log_lines import line_of
from comity.benchmark.merge import for_a_member, merged
from comity.benchmark.proposals import proposer
from comity.benchmark.report import report_html
from comity.benchmark.report_pdf import report_pdf
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_file import ReadReview, ReviewRowProblem, require_same_protocol
from comity.cli.app import progress_on_terminal, say
from comity.cli.benchmark.group import benchmark
from comity.cli.benchmark.options import (
    CriticalOption,
    FloorOption,
    ForOption,
    HalvesOption,
    LearnOption,
    NameOption,
    ThresholdOption,
    VectorsOption,
    WordsOption,
    bytes_of,
    criteria_named,
    memory_in,
    now,
    review_in,
    rule_said,
    sentence_model,
)
from comity.cli.list_options import JsonOption, require_ending, require_other
from comity.core import UsageProblem, write_file

_MOST_PROBLEMS = 20


@benchmark.command("decide")
def decide(
    reviews: Annotated[
        list[Path], typer.Argument(help="The review file; several where member and reviewers have one each.")
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Where to write the verdict, to go on with (XLSX).")
    ],
    report: Annotated[
        list[Path] | None,
        typer.Option("--report", help="Also write a report: .html or .pdf; may be said twice."),
    ] = None,
    log_to: Annotated[
        Path | None, typer.Option("--log", help="Also write every decision, one line of JSON each.")
    ] = None,
    for_: ForOption = None,
    by: NameOption = "",
    protocol: Annotated[
        Path | None,
        typer.Option("--protocol", help="The protocol, to make sure that the file is of this version."),
    ] = None,
    criteria: Annotated[
        str | None, typer.Option("--criteria", help="The criteria, to make sure that the file is on these.")
    ] = None,
    accept_above: Annotated[
        str | None,
        typer.Option("--accept-above", help="Confirm every open proposal from this probability up."),
    ] = None,
    strength: Annotated[
        Strength | None,
        typer.Option("--strength", help="How far what is accepted at once is met: full or part."),
    ] = None,
    learn_from: LearnOption = None,
    threshold: ThresholdOption = None,
    halves: HalvesOption = None,
    no_critical_missing: CriticalOption = None,
    pillar_floor: FloorOption = None,
    vectors: VectorsOption = None,
    words_alone: WordsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take in what people decided: coverage, gaps, a verdict; what could not be read comes back with the reason."""
    reports = report or []
    require_ending(out, ".xlsx")
    for one in reports:
        require_ending(one, ".html", ".pdf")
    for one in (out, *reports, *([log_to] if log_to else [])):
        require_other(one, *reviews)
    if len({one.resolve() for one in (out, *reports)}) != 1 + len(reports):
        raise UsageProblem("Two files would have one name.", remedy="Name each apart.")
    given = criteria_named(criteria) if criteria else None
    same = (
        read_protocol(bytes_of(protocol, ProtocolUnreadable), name="", where=str(protocol))
        if protocol
        else None
    )
    read = [review_in(one, criteria=given, by=by) for one in reviews]
    if same is not None:
        require_same_protocol(read[0].protocol, same, where=str(reviews[0]))
    first = read[0]
    log, party = merged(read), for_ or first.party
    rule = rule_said(first.rule, threshold, halves, no_critical_missing, pillar_floor)
    log, bulk = _accepted(first, log, rule, accept_above, strength, by)
    is_asking = _is_asking(log, party)
    if party is Party.MEMBER:
        log = for_a_member(log)
    notes: list[str] = []
    if is_asking:
        with (
            progress_on_terminal(quiet=as_json) as progress,
            sentence_model(vectors, words_alone=words_alone, progress=progress) as (model, notes),
        ):
            memory = memory_in(learn_from)
            engine = proposer(
                first.criteria, first.protocol, model=model, memory=memory, party=party, progress=progress
            )
            log = engine.renewed(log, party=party)
    page = _Page(
        criteria=first.criteria,
        protocol=first.protocol,
        log=log,
        rule=rule,
        verdict=verdict(coverage_of(first.criteria, log.standing), rule),
        added=sum(one.added for one in read) + (len(bulk.judgements) if bulk else 0),
        bulk=bulk,
        problems=[problem for one in read for problem in one.problems],
        remarks=[*(remark for one in read for remark in one.remarks), *notes],
    )
    # Rows that could not be read go back to whoever typed them.
    back = [problem for one in read if one.party is party for problem in one.problems]
    data = review_workbook(
        first.criteria,
        first.protocol,
        log,
        party=party,
        by=by or (first.by if party is first.party else ""),
        rule=rule,
        problems=back,
        remarks=page.remarks,
    )
    write_file(out, data)
    day = datetime.now(UTC).date()
    for one in reports:
        make = report_pdf if one.suffix.lower() == ".pdf" else report_html
        write_file(one, make(first.criteria, first.protocol, log, rule, day=day))
    if log_to is not None:
        write_file(log_to, "".join(f"{line_of(entry)}\n" for entry in log.entries).encode())
    written = [out, *reports, *([log_to] if log_to else [])]
    say(page.text(written), page.summary(written), as_json=as_json)


def _accepted(
    first: ReadReview, log: Log, rule: Rule, above: str | None, strength: Strength | None, by: str
) -> tuple[Log, BulkAcceptance | None]:
    if above is None:
        if strength is not None:
            raise UsageProblem("--strength says how far, and not what.", remedy="Add --accept-above 95%.")
        return log, None
    if strength is None:
        raise UsageProblem(
            "Which strength have the links that are accepted at once? The machine cannot tell.",
            remedy="Add --strength full or --strength part.",
        )
    ahead = None if first.party is Party.MEMBER else forecast(first.criteria, log.standing, rule)
    bulk = bulk_accept(
        log.standing,
        above=float(exact_share(above)),
        strength=strength,
        party=first.party,
        surely=ahead.recalibrated if ahead else float,
    )
    return log.with_decisions(bulk.judgements, party=first.party, by=by or first.by, at=now()), bulk


def _is_asking(log: Log, party: Party) -> bool:
    """Something is proposed, or could be, for a criterion that the party has not decided."""
    credits_ = log.standing.credits(party)
    return any(code not in credits_ for code in log.standing.open_proposals(party))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What is told of a reading, to a person and to a program."""

    criteria: CriteriaSet
    protocol: Protocol
    log: Log
    rule: Rule
    verdict: Verdict
    added: int
    bulk: BulkAcceptance | None
    problems: Sequence[ReviewRowProblem]
    remarks: Sequence[str]

    def text(self, written: Sequence[Path]) -> str:
        found = self.verdict.coverage
        share = found.headline(self.rule.basis)
        other = Basis.WITH_HALVES if self.rule.basis is Basis.FULL else Basis.FULL
        beside = found.headline(other)
        lines = [
            f"{self.protocol.name} against {self.criteria.name}: {self.verdict.outcome}",
            *(f"  {reason}" for reason in self.verdict.reasons),
            "",
            f"  met {self.rule.basis:<20} {share} = {share.percent}   (needed: {percent(self.rule.threshold)}; never rounded up)",
            f"  met {other:<20} {beside} = {beside.percent}",
            f"  by criticality           {found.weighted} = {found.weighted.percent}",
            f"  critical, not met at all {_codes(found.missing_critical)}",
            f"  critical, met in part    {_codes(found.partly_critical)}",
            f"  sections with nothing    {'; '.join(found.holes) or 'none'}",
            f"  still open               {len(found.open)} of {len(found.applicable)}",
        ]
        if found.excused:
            lines.append(f"  not applicable, approved {', '.join(sorted(found.excused))}")
        if self.verdict.outcome is Outcome.OPEN:
            ahead = forecast(self.criteria, self.log.standing, self.rule)
            lines.append(
                f"  a forecast, no verdict   equivalent with {int(ahead.probability * 100)} %; coverage between "
                f"{percent(ahead.least, 0)} and {percent(ahead.most, 0)} with 90 %"
            )
        lines += ["", f"{self.added:,} new entries in the log of {len(self.log.entries):,}"]
        if self.bulk is not None:
            lines.append(
                f"{len(self.bulk.judgements):,} links accepted at once; about {self.bulk.expected_errors:.1f} of them are "
                "probably wrong"
            )
        coding = agreement(self.log.standing.credits(Party.REVIEWER), self.log.standing.credits(Party.SECOND))
        if coding.compared:
            kappa = "cannot be told" if coding.kappa is None else f"{float(coding.kappa):.2f}"
            lines.append(
                f"Double coding: {coding.same} of {coding.compared} criteria decided alike; Cohen's kappa {kappa}"
            )
        if differ := self.log.standing.disagreements():
            lines.append(
                f"Member and reviewer differ on {len(differ)}: {', '.join(one.criterion for one in differ[:12])}"
            )
        lines += [f"Please look: {one}" for one in self.problems[:_MOST_PROBLEMS]]
        if len(self.problems) > _MOST_PROBLEMS:
            lines.append(
                f"Please look: {len(self.problems) - _MOST_PROBLEMS:,} more rows, marked in the file"
            )
        lines += self.remarks
        return "\n".join([*lines, "", f"Written: {', '.join(map(str, written))}"])

    def summary(self, written: Sequence[Path]) -> dict[str, object]:
        found = self.verdict.coverage
        coding = agreement(self.log.standing.credits(Party.REVIEWER), self.log.standing.credits(Party.SECOND))
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
