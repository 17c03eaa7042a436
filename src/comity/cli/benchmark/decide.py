"""`comity benchmark decide`: what people filled in becomes coverage, a verdict, and a file to go on with."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.benchmark import (
    BulkAcceptance,
    Log,
    Party,
    Rule,
    Strength,
    bulk_accept,
    coverage_of,
    exact_share,
    forecast,
    read_protocol,
    verdict,
)
from comity.benchmark.doubts import doubts_of_proposals
from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.log_lines import line_of
from comity.benchmark.merge import for_a_member, merged
from comity.benchmark.review_file import ReadReview
from comity.benchmark.review_hidden import require_same_protocol
from comity.cli.app import say
from comity.cli.benchmark.group import benchmark
from comity.cli.benchmark.options import (
    CriticalOption,
    FloorOption,
    ForOption,
    HalvesOption,
    Help,
    LearnOption,
    NameOption,
    ThresholdOption,
    VectorsOption,
    WordsOption,
    criteria_named,
    now,
    review_in,
    rule_said,
)
from comity.cli.benchmark.verdict_page import VerdictPage
from comity.cli.files import read_bytes, require_ending, require_other
from comity.cli.options import JsonOption
from comity.cli.tongues import LanguageOption, speech_in
from comity.core import UsageProblem, write_all

ReviewsArgument = Annotated[
    list[Path], typer.Argument(help="The review file, or several where member and reviewers have one each.")
]
OutOption = Annotated[
    Path,
    typer.Option(
        "--out", "-o", help="Where to write the verdict (XLSX), which is also the file to go on with."
    ),
]
ReportOption = Annotated[
    list[Path] | None,
    typer.Option("--report", metavar="FILE", help="Also write a report (.html or .pdf); may be repeated."),
]
LogOption = Annotated[
    Path | None, typer.Option("--log", help="Also write every decision, one JSON line each.")
]
ProtocolOption = Annotated[
    Path | None,
    typer.Option("--protocol", help="The protocol, to check that the review is of this version."),
]
CriteriaOption = Annotated[
    str | None, typer.Option("--criteria", help="The criteria, to check that the review is against these.")
]
AcceptOption = Annotated[
    str | None,
    typer.Option("--accept-above", help="Confirm every open proposal of at least this probability."),
]
StrengthOption = Annotated[
    Strength | None,
    typer.Option("--strength", help="Whether criteria confirmed this way are met in full or in part."),
]


@benchmark.command("decide")
def decide(
    reviews: ReviewsArgument,
    *,
    out: OutOption,
    report: ReportOption = None,
    log_to: LogOption = None,
    for_: ForOption = None,
    by: NameOption = "",
    protocol: ProtocolOption = None,
    criteria: CriteriaOption = None,
    accept_above: AcceptOption = None,
    strength: StrengthOption = None,
    learn_from: LearnOption = None,
    threshold: ThresholdOption = None,
    halves: HalvesOption = None,
    no_critical_missing: CriticalOption = None,
    pillar_floor: FloorOption = None,
    vectors: VectorsOption = None,
    words_alone: WordsOption = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read what people decided, and give the verdict. Coverage and gaps stand beside it; what cannot be read comes back with the reason."""
    written = [out, *(report or []), *([log_to] if log_to else [])]
    _require_names(reviews, out, report or [], written)
    read = _read(reviews, protocol, criteria, by)
    first, party = read[0], for_ or read[0].party
    rule = rule_said(first.rule, threshold, halves, no_critical_missing, pillar_floor)
    log, bulk = _accepted(first, merged(read), rule, accept_above, strength, by)
    help_ = Help(learn_from=learn_from, vectors=vectors, words_alone=words_alone, quiet=as_json)
    log, notes = _renewed(first, log, party, help_)
    page = VerdictPage(
        criteria=first.criteria,
        protocol=first.protocol,
        log=log,
        rule=rule,
        verdict=verdict(coverage_of(first.criteria, log.standing), rule),
        added=sum(one.added for one in read) + (len(bulk.judgements) if bulk else 0),
        bulk=bulk,
        problems=[problem for one in read for problem in one.problems],
        remarks=[
            *(remark for one in read for remark in one.remarks),
            *notes,
            *doubts_of_proposals(log.standing, party),
        ],
        speech=speech_in(language or first.language),
    )
    # Rows that could not be read go back to whoever typed them.
    back = [problem for one in read if one.party is party for problem in one.problems]
    made = {out: page.workbook(party, by=by or (first.by if party is first.party else ""), problems=back)}
    made |= {path: page.report(path.suffix, day=datetime.now(UTC).date()) for path in report or []}
    if log_to is not None:
        made[log_to] = "".join(f"{line_of(entry)}\n" for entry in log.entries).encode()
    write_all(made)
    say(page.text(written), page.summary(written), as_json=as_json)


def _read(reviews: Sequence[Path], protocol: Path | None, criteria: str | None, by: str) -> list[ReadReview]:
    """The review files, of the protocol and the criteria that were named, where any were."""
    same = criteria_named(criteria) if criteria else None
    read = [review_in(one, criteria=same, by=by) for one in reviews]
    if protocol is not None:
        given = read_protocol(read_bytes(protocol, ProtocolUnreadable), name="", where=str(protocol))
        require_same_protocol(read[0].protocol, given, where=str(reviews[0]))
    return read


def _renewed(first: ReadReview, log: Log, party: Party, help_: Help) -> tuple[Log, list[str]]:
    """The log with what is proposed after these decisions, where the party has something left to decide."""
    asking = _is_asking(log, party)
    if party is Party.MEMBER:
        log = for_a_member(log)
    if not asking:
        return log, []
    with help_.proposer(first.criteria, first.protocol, party=party) as (engine, _, notes):
        return engine.renewed(log, party=party), notes


def _require_names(
    reviews: Sequence[Path], out: Path, reports: Sequence[Path], written: Sequence[Path]
) -> None:
    """Files to write that have the right ending, are none of those read, and are all different."""
    require_ending(out, ".xlsx")
    for one in reports:
        require_ending(one, ".html", ".pdf")
    for one in written:
        require_other(one, *reviews)
    if len({one.resolve() for one in written}) != len(written):
        raise UsageProblem("Two files would have one name.", remedy="Name each apart.")


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
