"""`comity recognition`: what a report leaves to ask, one's own decision on it, who relied on a report, what it was worth."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import app, say
from comity.cli.keys import public_key, read_bytes, read_key
from comity.cli.ledger_book import record
from comity.cli.list_options import DAY, JsonOption, parse_day, require_ending, require_other
from comity.cli.recognition_files import (
    coverage_in,
    dated_rows,
    delta_of,
    one_of,
    read_opened,
    read_reliances,
)
from comity.core import UsageProblem, write_file
from comity.exchange import read_recall
from comity.lists import Assurance
from comity.recognition import (
    Assumption,
    AuditFacts,
    Choice,
    Decision,
    Delta,
    DueAudit,
    OwnPolicy,
    Recognised,
    Reliance,
    ScopeAnswer,
    ScopeFit,
    ScopeQuestion,
    compare_with_policy,
    count_avoided,
    find_recalled,
    reliance_json,
    reliance_pdf,
    supplement_pdf,
    supplement_workbook,
    worth_of,
)
from comity.recognition import (
    decide as make_decision,
)

group = typer.Typer(
    name="recognition", help="Your own decision on a report, and what remains to ask.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip
app.add_typer(group)

OwnOption = Annotated[
    Path | None,
    typer.Option(
        help="Your own protocol: its review file (.xlsx), or the protocol's own file with --answers."
    ),
]
AnswersOption = Annotated[
    Path | None,
    typer.Option(
        help="Your protocol's links as CSV (criterion, questions, strength, relation), where --own is no review file."
    ),
]
OtherOption = Annotated[
    Path | None,
    typer.Option(
        help="How the report's protocol meets the criteria: its review file, or CSV with criterion and strength."
    ),
]
DecisionsOption = Annotated[Path, typer.Option(help="The folder of your own reliance files.")]


FITS = "yes|no|not-known"


@group.command()
def delta(
    *,
    own: OwnOption = None,
    answers: AnswersOption = None,
    other: OtherOption = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="The supplement sheet: .xlsx or .pdf.")],
    member: Annotated[str, typer.Option(help="Your company, as the sheet shall call it.")] = "We",
    supplier: Annotated[str, typer.Option(help="The supplier.")] = "the supplier",
    site: Annotated[str, typer.Option(help="The site.")] = "your site",
    as_json: JsonOption = False,
) -> None:
    """Which of your own questions a report leaves open, criterion by criterion, as a sheet to send to the supplier."""
    require_ending(out, ".xlsx", ".pdf")
    require_other(out, *(one for one in (own, answers, other) if one))
    found = delta_of(own, answers, other)
    written = supplement_pdf if out.suffix.lower() == ".pdf" else supplement_workbook
    write_file(out, written(found, member=member, supplier=supplier, site=site))
    say(
        f"{found.sentence}\n{found.promise}\nWritten to {out}",
        {**_delta_summary(found), "written": str(out)},
        as_json=as_json,
    )


@group.command()
def decide(
    opened: Annotated[Path, typer.Argument(help="What “comity report open --save” kept.")],
    *,
    key: Annotated[Path, typer.Option(help="Your company's key; the reliance file is signed with it.")],
    choice: Annotated[
        str, typer.Option(metavar="recognise|with-supplement|do-not|another-audit", help="What you decide.")
    ],
    reason: Annotated[str, typer.Option(help="Why, in a sentence that a colleague understands next year.")],
    by: Annotated[str, typer.Option(help="Who decides.")],
    protocol: Annotated[str, typer.Option(help="The protocol of the report, with its version.")],
    audited_on: Annotated[str, typer.Option(metavar=DAY, help="The last day on site, from the report.")],
    assurance: Annotated[
        str,
        typer.Option(
            metavar="meets the benchmark|partial", help="Of the audit, by its protocol and pillars."
        ),
    ],
    decisions: DecisionsOption,
    report_site: Annotated[str | None, typer.Option(help="The site, as the report calls it.")] = None,
    pillar: Annotated[
        list[str] | None, typer.Option(help="A pillar that the report covers; as often as needed.")
    ] = None,
    site_fits: Annotated[
        str | None, typer.Option(metavar=FITS, help="Is it the site that makes what you buy?")
    ] = None,
    process_fits: Annotated[str | None, typer.Option(metavar=FITS, help="The same of the processes.")] = None,
    workers_fit: Annotated[
        str | None, typer.Option(metavar=FITS, help="The same of the groups of workers.")
    ] = None,
    own: OwnOption = None,
    answers: AnswersOption = None,
    other: OtherOption = None,
    accept_months: Annotated[int, typer.Option(help="Your policy: how old an audit may be.")] = 12,
    require_pillar: Annotated[
        list[str] | None, typer.Option(help="Your policy: a pillar that must be there.")
    ] = None,
    accept_partial: Annotated[
        bool, typer.Option("--accept-partial", help="Your policy: partial protocols, too.")
    ] = False,
    most_critical_gaps: Annotated[
        int, typer.Option(help="Your policy: critical criteria that may be missing.")
    ] = 0,
    seen: Annotated[int, typer.Option(help="How many earlier decisions on this report you have seen.")] = 0,
    ledger: Annotated[Path | None, typer.Option(help="Your own ledger.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Record your own decision on a report. Nobody else learns of it."""
    signer = read_key(key)
    now = datetime.now(UTC)
    said = read_opened(opened)
    found = delta_of(own, answers, other) if own or answers or other else None
    report_coverage = coverage_in(other) if other else None
    facts = AuditFacts(
        protocol=protocol, protocol_version="", audited_on=parse_day(audited_on, "--audited-on"),
        pillars=tuple(pillar or ()), assurance=one_of(Assurance, assurance, "--assurance"),
        site=report_site or str(said["site"]),
    )  # fmt: skip
    policy = OwnPolicy(
        accept_months=accept_months, pillars=tuple(require_pillar or ()), most_critical_gaps=most_critical_gaps,
        classes=tuple(Assurance) if accept_partial else (Assurance.MEETS,),
    )  # fmt: skip
    decision = Decision(
        member=signer.owner, request=str(said["request"]), supplier=str(said["supplier"]), site=str(said["site"]),
        report=str(said["report"]), facts=facts, choice=_choice(choice), reason=reason, by=by, at=now, policy=policy,
        remarks=compare_with_policy(policy, facts, report_coverage, on=now.date()),
        scope=_scope(site_fits, process_fits, workers_fit), checks=tuple(map(str, said["checks"])), delta=found,
    )  # fmt: skip
    before = [
        one
        for one in read_reliances(decisions)
        if one.report == decision.report and one.member == decision.member
    ]
    made = make_decision(before, decision, seen=seen)
    stem = decisions / f"{decision.request}-{len(before) + 1}"
    decisions.mkdir(parents=True, exist_ok=True)
    write_file(stem.with_suffix(".pdf"), reliance_pdf(decision))
    write_file(stem.with_suffix(".json"), reliance_json(decision, signer))
    record(ledger, made.fact, signer)
    departs = [one.sentence for one in decision.remarks if not one.keeps]
    misfits = [f"No: {one}" for one in decision.scope.misfits] + [
        f"Not known: {one}" for one in decision.scope.doubts
    ]
    lines = [f"Recorded: {decision.choice}, by {by}. Reliance file: {stem}.json and .pdf"]
    lines += [f"Departs from your policy: {one}" for one in departs] + misfits
    summary: dict[str, object] = {
        "choice": decision.choice.value, "report": decision.report, "departs_from_policy": departs, "scope": misfits,
        "written": [f"{stem}.json", f"{stem}.pdf"], **(_delta_summary(found) if found else {}),
    }  # fmt: skip
    say("\n".join(lines), summary, as_json=as_json)


@group.command()
def recalled(
    notice: Annotated[Path, typer.Argument(help="The signed notice of “comity report recall”.")],
    *,
    decisions: DecisionsOption,
    trusted_key: Annotated[
        list[str] | None,
        typer.Option(
            "--trusted-key", "--known", help="A public key that you know: of the supplier, of the audit firm."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Which of your own decisions relied on a report that no longer counts."""
    keys = [public_key(one) for one in trusted_key or []]
    found = find_recalled(read_recall(read_bytes(notice), where=str(notice)), read_reliances(decisions), keys)
    lines = [found.sentence]
    lines += [
        f"  {one.site}, {one.supplier}: {one.choice} by {one.by} on {one.decided_on}"
        for one in found.concerned
    ]
    summary: dict[str, object] = {
        "report": found.recall.report, "ground": found.recall.ground.name.lower(), "is_signer_known": found.is_known,
        "concerned": [
            {"site": one.site, "supplier": one.supplier, "choice": one.choice.value, "by": one.by, "on": one.decided_on}
            for one in found.concerned
        ],
    }  # fmt: skip
    say("\n".join(lines), summary, as_json=as_json)


@group.command()
def worth(
    *,
    decisions: DecisionsOption,
    due: Annotated[Path, typer.Option(help="Your audits that were due: CSV with site and due_on.")],
    orders: Annotated[
        Path | None, typer.Option(help="Audits that you ordered: CSV with site and ordered_on.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar=DAY, help="Count as on this day; today otherwise.")
    ] = None,
    eur: Annotated[int, typer.Option(help="What an audit is assumed to cost.")] = 2_500,
    as_json: JsonOption = False,
) -> None:
    """How many audits recognition truly avoided: due, recognised, and none ordered until twelve months after."""
    if eur < 0:
        raise UsageProblem("--eur is less than 0.", remedy="Write what an audit costs, as 2500.")
    day = parse_day(on, "--on") if on else datetime.now(UTC).date()
    ordered: dict[str, list[date]] = {}
    for site, when in dated_rows(orders, "ordered_on") if orders else ():
        ordered.setdefault(site, []).append(when)
    counted = count_avoided(
        [DueAudit(site=site, due_on=when) for site, when in dated_rows(due, "due_on")],
        _standing_reliances(read_reliances(decisions)),
        ordered,
        on=day,
    )
    found = worth_of(counted, Assumption(eur_low=eur, eur_high=eur))
    lines = [found.sentence, *(f"  {one.site}: {one.state} ({one.on})" for one in counted)]
    summary: dict[str, object] = {
        "avoided": found.avoided, "pending": found.pending, "eur": list(found.eur), "supplier_days": list(found.supplier_days),
        "assumed_eur": eur, "sites": [{"site": one.site, "state": one.state.value, "on": one.on} for one in counted],
    }  # fmt: skip
    say("\n".join(lines), summary, as_json=as_json)


def _standing_reliances(every: tuple[Reliance, ...]) -> list[Recognised]:
    """Of each report at each site the decision that stands, where it relies on it."""
    last: dict[tuple[str, str], Reliance] = {}
    for one in sorted(every, key=lambda it: it.at):
        last[one.report, one.site] = one
    return [Recognised(site=one.site, on=one.decided_on) for one in last.values() if one.choice.is_reliance]


def _choice(text: str) -> Choice:
    known = {
        "recognise": Choice.RECOGNISE, "with-supplement": Choice.WITH_SUPPLEMENT, "do-not": Choice.DO_NOT,
        "another-audit": Choice.ANOTHER_AUDIT,
    }  # fmt: skip
    if text not in known:
        raise UsageProblem(
            f"“{text}” is no decision.", remedy=f"Write --choice with one of: {', '.join(known)}."
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


def _delta_summary(found: Delta) -> dict[str, object]:
    return {
        "asked": found.asked, "answered": found.answered, "open": [one.question.id for one in found.open],
        "guaranteed": str(found.guaranteed), "pairwise": str(found.pairwise), "benchmark": found.benchmark,
    }  # fmt: skip
