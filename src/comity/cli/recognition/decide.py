"""`comity recognition decide`: one's own decision on a report, recorded with what it stood on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import say
from comity.cli.files import folder_for
from comity.cli.keys import read_key
from comity.cli.ledger_book import record
from comity.cli.options import DAY, JsonOption, LedgerOption, parse_day
from comity.cli.recognition.delta import delta_summary
from comity.cli.recognition.files import compared, one_of, read_opened, read_reliances
from comity.cli.recognition.group import (
    AgainstOption,
    AnswersOption,
    DecisionsOption,
    OtherOption,
    OwnOption,
    group,
)
from comity.core import UsageProblem
from comity.lists import Assurance
from comity.recognition import (
    AuditFacts,
    Choice,
    Decision,
    OwnPolicy,
    Reliance,
    ScopeAnswer,
    ScopeFit,
    ScopeQuestion,
    compare_with_policy,
    reliance_json,
    reliance_pdf,
)
from comity.recognition import decide as make_decision

_FITS = "yes|no|not-known"
KeyOption = Annotated[Path, typer.Option(help="Your company's key, which signs the reliance file.")]
ChoiceOption = Annotated[
    str, typer.Option(metavar="recognise|with-supplement|do-not|another-audit", help="What you decide.")
]
ReasonOption = Annotated[
    str, typer.Option(help="Why, in a sentence that a colleague will understand next year.")
]
ProtocolOption = Annotated[str, typer.Option(help="The protocol the audit followed, with its version.")]
AuditedOption = Annotated[
    str, typer.Option(metavar=DAY, help="The last day on site, according to the report.")
]
AssuranceOption = Annotated[
    str,
    typer.Option(
        metavar="meets the benchmark|partial", help="The audit's assurance, by its protocol and pillars."
    ),
]
ReportSiteOption = Annotated[str | None, typer.Option(help="The site, as the report names it.")]
PillarOption = Annotated[
    list[str] | None, typer.Option(metavar="PILLAR", help="A pillar that the report covers; may be repeated.")
]
SiteFitsOption = Annotated[
    str | None,
    typer.Option(metavar=_FITS, help="Is the audited site the one that makes what you buy?"),
]
ProcessFitsOption = Annotated[
    str | None,
    typer.Option(metavar=_FITS, help="Were the processes audited that your products go through?"),
]
WorkersFitOption = Annotated[
    str | None,
    typer.Option(metavar=_FITS, help="Were all groups of workers included who work on them?"),
]
AcceptMonthsOption = Annotated[int, typer.Option(help="Your policy: how many months old an audit may be.")]
RequirePillarOption = Annotated[
    list[str] | None,
    typer.Option(metavar="PILLAR", help="Your policy: a pillar that must be covered; may be repeated."),
]
AcceptPartialOption = Annotated[
    bool, typer.Option("--accept-partial", help="Your policy: accept partial audits, too.")
]
MostGapsOption = Annotated[int, typer.Option(help="Your policy: how many critical criteria may be missing.")]
SeenOption = Annotated[int, typer.Option(help="How many earlier decisions on this report you have seen.")]


@group.command()
def decide(
    opened: Annotated[Path, typer.Argument(help="The file that “comity report open --save” wrote.")],
    *,
    key: KeyOption,
    choice: ChoiceOption,
    reason: ReasonOption,
    by: Annotated[str, typer.Option(help="Who decides.")],
    protocol: ProtocolOption,
    audited_on: AuditedOption,
    assurance: AssuranceOption,
    decisions: DecisionsOption,
    report_site: ReportSiteOption = None,
    pillar: PillarOption = None,
    site_fits: SiteFitsOption = None,
    process_fits: ProcessFitsOption = None,
    workers_fit: WorkersFitOption = None,
    own: OwnOption = None,
    answers: AnswersOption = None,
    other: OtherOption = None,
    against: AgainstOption = "smeta-4p-6.0",
    accept_months: AcceptMonthsOption = 12,
    require_pillar: RequirePillarOption = None,
    accept_partial: AcceptPartialOption = False,
    most_critical_gaps: MostGapsOption = 0,
    seen: SeenOption = 0,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record your own decision on a report. Nobody else learns of it."""
    signer, said, now = read_key(key), read_opened(opened), datetime.now(UTC)
    facts = AuditFacts(
        protocol=protocol, protocol_version="", audited_on=parse_day(audited_on, "--audited-on"),
        pillars=tuple(pillar or ()), assurance=one_of(Assurance, assurance, "--assurance"),
        site=report_site or str(said["site"]),
    )  # fmt: skip
    policy = OwnPolicy(
        accept_months=accept_months, pillars=tuple(require_pillar or ()), most_critical_gaps=most_critical_gaps,
        classes=tuple(Assurance) if accept_partial else (Assurance.MEETS,),
    )  # fmt: skip
    found, report_coverage = (
        compared(own, answers, other, against=against) if own or answers or other else (None, None)
    )
    decision = Decision(
        member=signer.owner, request=str(said["request"]), supplier=str(said["supplier"]), site=str(said["site"]),
        report=str(said["report"]), facts=facts, choice=_choice(choice), reason=reason, by=by, at=now, policy=policy,
        remarks=compare_with_policy(policy, facts, report_coverage, on=now.date()),
        scope=_scope(site_fits, process_fits, workers_fit), checks=tuple(map(str, said["checks"])),
        delta=found,
    )  # fmt: skip
    before = _before(decision, decisions)
    made = make_decision(before, decision, seen=seen)
    stem = decisions / f"{decision.request}-{len(before) + 1}"
    making = {
        stem.with_suffix(".pdf"): reliance_pdf(decision),
        stem.with_suffix(".json"): reliance_json(decision, signer),
    }
    with folder_for(decisions):
        record(ledger, signer, made.fact, making=making)
    _tell(decision, stem, as_json=as_json)


def _before(decision: Decision, folder: Path) -> list[Reliance]:
    """What the member decided on this report so far."""
    return [
        one
        for one in read_reliances(folder)
        if one.report == decision.report and one.member == decision.member
    ]


def _tell(decision: Decision, stem: Path, *, as_json: bool) -> None:
    departs = [one.sentence for one in decision.remarks if not one.keeps]
    misfits = [
        *(f"No: {one}" for one in decision.scope.misfits),
        *(f"Not known: {one}" for one in decision.scope.doubts),
    ]
    lines = [
        f"Recorded: {decision.choice}, by {decision.by}. Reliance file: {stem}.json and .pdf",
        *(f"Departs from your policy: {one}" for one in departs),
        *misfits,
    ]
    summary: dict[str, object] = {
        "choice": decision.choice.value, "report": decision.report, "departs_from_policy": departs, "scope": misfits,
        "written": [f"{stem}.json", f"{stem}.pdf"], **(delta_summary(decision.delta) if decision.delta else {}),
    }  # fmt: skip
    say("\n".join(lines), summary, as_json=as_json)


def _choice(text: str) -> Choice:
    known = {
        "recognise": Choice.RECOGNISE, "with-supplement": Choice.WITH_SUPPLEMENT, "do-not": Choice.DO_NOT,
        "another-audit": Choice.ANOTHER_AUDIT,
    }  # fmt: skip
    if text not in known:
        raise UsageProblem(
            f"“{text}” is not a decision.", remedy=f"Write --choice with one of: {', '.join(known)}."
        )
    return known[text]


def _scope(*texts: str | None) -> ScopeFit:
    return ScopeFit(
        answers={
            question: one_of(ScopeAnswer, text.replace("-", " "), "answer")
            for question, text in zip(ScopeQuestion, texts, strict=True)
            if text is not None
        }
    )
