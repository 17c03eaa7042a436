"""`comity report`: ask for a report, share one, read one, say that one no longer counts; with files alone."""

import io
import json
import re
import secrets
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import polars as pl
import typer
from anyascii import anyascii

from comity.cli.app import app, say
from comity.cli.keys import public_key, read_bytes, read_key
from comity.cli.ledger_book import record
from comity.cli.list_options import JsonOption, parse_day, require_other
from comity.cli.report_scanner import scanner_at
from comity.core import AgeBand, UnreadableInput, UsageProblem, digest_bytes, write_file
from comity.exchange import (
    DAILY_CAP,
    REVOKED_SENTENCE,
    Ground,
    Key,
    KnownAudit,
    Opportunity,
    Party,
    Purpose,
    Request,
    State,
    Step,
    consent_to,
    examine,
    keep_report,
    mail_merge,
    open_grant,
    open_report,
    opportunities_in,
    plan_batch,
    read_request,
    recall_paper,
    regrant,
    request_paper,
    seal_report,
    take_step,
    usual_end,
    write_letter,
)
from comity.exchange import grant_report as make_grant
from comity.ledger import Fact
from comity.lists import Assurance

group = typer.Typer(
    name="report", help="Ask for a report, share one, read one.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(group)

KeyOption = Annotated[Path, typer.Option(help="Your company's key, from “comity keys new”.")]
LedgerOption = Annotated[
    Path | None,
    typer.Option(help="Your own ledger, in which this is recorded; it is begun where there is none."),
]
AnswerOption = Annotated[str, typer.Option(help="The last day for an answer, such as 2026-08-31.")]
LinkOption = Annotated[str, typer.Option(help="Where the supplier answers: a page, or your mail address.")]
PurposeOption = Annotated[str, typer.Option(help="recognise, renew or begin.")]
UntilOption = Annotated[
    str | None, typer.Option(help="Until when it may be read; 12 months, unless you say otherwise.")
]
Choice = TypeVar("Choice", bound=StrEnum)


@group.command()
def ask(
    *,
    key: KeyOption,
    supplier: Annotated[str, typer.Option(help="The supplier's name.")],
    site: Annotated[str, typer.Option(help="The site, as you call it.")],
    answer_by: AnswerOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the signed request (JSON).")],
    age: Annotated[
        int | None, typer.Option(help="What the common list says of the audit's age: 12, 24 or 36 months.")
    ] = None,
    assurance: Annotated[
        str | None, typer.Option(help="What the list says of it: “meets the benchmark” or “partial”.")
    ] = None,
    purpose: PurposeOption = "recognise",
    link: LinkOption = "by answering this message",
    letter: Annotated[Path | None, typer.Option(help="Where to write the letter that goes with it.")] = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a supplier for the report of an audit that the common list says exists."""
    own = read_key(key)
    now = datetime.now(UTC)
    request = Request(
        id=f"R-{secrets.token_hex(5)}",
        member=own.owner,
        supplier=supplier,
        site=site,
        site_id="",
        known=KnownAudit(
            age=_age(age), assurance=_chosen(Assurance, assurance, "--assurance") if assurance else None
        ),
        purpose=_purpose(purpose),
        answer_by=_end_of(parse_day(answer_by, "--answer-by")),
    )
    _require_future(request.answer_by, now, "--answer-by")
    step = take_step(request, State.SENT, at=now, by=own.owner, party=Party.MEMBER)
    write_file(out, request_paper(request, own))
    text = write_letter(request, link=link)
    if letter:
        write_file(letter, f"{text.subject}\n\n{text.text}".encode())
    record(ledger, step.fact, own)
    summary: dict[str, object] = {
        "request": request.id, "written": str(out), "letter": str(letter) if letter else None, "subject": text.subject,
    }  # fmt: skip
    say(
        f"Request {request.id} to {supplier} written to {out}. Nothing is shared without its yes.",
        summary,
        as_json=as_json,
    )


@group.command()
def letters(
    opportunities: Annotated[Path, typer.Argument(help="What “comity check” found, as CSV.")],
    *,
    key: KeyOption,
    answer_by: AnswerOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the mail merge (CSV).")],
    begin: Annotated[
        str | None, typer.Option(help="The first day to send; tomorrow, unless you say otherwise.")
    ] = None,
    per_day: Annotated[int, typer.Option(help="How many leave on one day at most.")] = DAILY_CAP,
    purpose: PurposeOption = "recognise",
    link: LinkOption = "by answering this message",
    as_json: JsonOption = False,
) -> None:
    """Write the letters to all suppliers whose audit exists, spread over days. The file is the preview; nothing is sent."""
    require_other(out, opportunities)
    own = read_key(key)
    found = _opportunities(opportunities)
    due = _end_of(parse_day(answer_by, "--answer-by"))
    requests = [
        Request(
            id=f"R-{secrets.token_hex(5)}", member=own.owner, supplier=one.supplier, site=_place(one), site_id="",
            known=one.known, purpose=_purpose(purpose), answer_by=due,
        )
        for one in found
    ]  # fmt: skip
    first = parse_day(begin, "--begin") if begin else datetime.now(UTC).date() + timedelta(days=1)
    planned = plan_batch(requests, begin=first, per_day=per_day)
    write_file(out, mail_merge(planned, {one.id: link for one in requests}))
    days = sorted({one.day for one in planned})
    last = f", the last on {days[-1]}" if days else ""
    summary: dict[str, object] = {"letters": len(planned), "days": len(days), "written": str(out)}
    say(
        f"{len(planned):,} letters on {len(days):,} days{last}, written to {out}. Nothing was sent.",
        summary,
        as_json=as_json,
    )


@group.command()
def seal(
    report: Annotated[Path, typer.Argument(help="The report (PDF), or the corrective action plan (.xlsx).")],
    *,
    request: Annotated[Path, typer.Option(help="The signed request, as you received it.")],
    key: KeyOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="A folder for what you send back.")],
    until: UntilOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say yes to a request: seal the report once, and grant it to the one who asks."""
    own, asked = read_key(key), read_request(read_bytes(request), where=str(request))
    now = datetime.now(UTC)
    _require_named(own.owner, asked.request)
    data = read_bytes(report)
    looked_at = examine(data, where=str(report))
    sealed = seal_report(looked_at.data, report.name)
    end = _end_of(parse_day(until, "--until")) if until else usual_end(now)
    _require_future(end, now, "--until")
    opened = _opened_by_supplier(asked.request, now, own.owner)
    consent = consent_to(opened.request, at=now, by=own.owner, access_until=end)
    made = make_grant(
        sealed, asked.by, supplier=own, request=asked.request.id, member=asked.request.member,
        site=asked.request.site, granted_at=now, expires_at=end,
    )  # fmt: skip
    kept = keep_report(sealed, own, site=asked.request.site, kept_at=now)
    delivered = take_step(
        consent.request, State.DELIVERED, at=now, by=own.owner, party=Party.SUPPLIER,
        details={"report": sealed.file.digest, "grant": made.digest},
    )  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    paths = {
        "body": out / "report.age",
        "grant": out / f"{_slug(asked.request.member)}.grant",
        "kept": out / "kept.grant",
    }
    write_file(paths["body"], sealed.body)
    write_file(paths["grant"], made.data)
    write_file(paths["kept"], kept.data)
    for one in (opened, consent, delivered):
        record(ledger, one.fact, own)
    removed = f" Taken out first: {', '.join(looked_at.removed)}." if looked_at.removed else ""
    text = (
        f"Sealed for {asked.request.member} until {end:%Y-%m-%d}.{removed}\n"
        f"Send {paths['body'].name} and {paths['grant'].name}; keep kept.grant to share the report with others later.\n"
        f"Compare the asker's digits by telephone: {asked.by.fingerprint}"
    )
    summary: dict[str, object] = {
        "request": asked.request.id, "report": sealed.file.digest, "removed": looked_at.removed, "until": end.isoformat(),
        **{name: str(path) for name, path in paths.items()},
    }  # fmt: skip
    say(text, summary, as_json=as_json)


@group.command()
def grant(
    body: Annotated[Path, typer.Argument(help="The sealed report, report.age.")],
    *,
    kept: Annotated[Path, typer.Option(help="Your own grant, kept.grant.")],
    request: Annotated[Path, typer.Option(help="The signed request of the next one who asks.")],
    key: KeyOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the grant.")],
    until: UntilOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Grant a report that is sealed already to one more; nothing is uploaded again."""
    own, asked = read_key(key), read_request(read_bytes(request), where=str(request))
    now = datetime.now(UTC)
    _require_named(own.owner, asked.request)
    end = _end_of(parse_day(until, "--until")) if until else usual_end(now)
    _require_future(end, now, "--until")
    mine = open_grant(read_bytes(kept), own, supplier=own.public, at=now, where=str(kept))
    opened = _opened_by_supplier(asked.request, now, own.owner)
    consent = consent_to(opened.request, at=now, by=own.owner, access_until=end)
    made = regrant(
        mine, read_bytes(body), asked.by, supplier=own, request=asked.request.id, member=asked.request.member,
        site=asked.request.site, granted_at=now, expires_at=end,
    )  # fmt: skip
    delivered = take_step(
        consent.request, State.DELIVERED, at=now, by=own.owner, party=Party.SUPPLIER,
        details={"report": made.terms.file.digest, "grant": made.digest},
    )  # fmt: skip
    write_file(out, made.data)
    for one in (opened, consent, delivered):
        record(ledger, one.fact, own)
    say(
        f"Granted to {asked.request.member} until {end:%Y-%m-%d}, written to {out}.",
        {"request": asked.request.id, "written": str(out), "until": end.isoformat()},
        as_json=as_json,
    )


@group.command()
def decline(
    request: Annotated[Path, typer.Argument(help="The signed request, as you received it.")],
    *,
    key: KeyOption,
    no_such_audit: Annotated[bool, typer.Option("--no-such-audit", help="There is no such audit.")] = False,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say no to a request. It has no consequence in the programme."""
    own, asked = read_key(key), read_request(read_bytes(request), where=str(request))
    now = datetime.now(UTC)
    _require_named(own.owner, asked.request)
    to = State.NO_SUCH_AUDIT if no_such_audit else State.DECLINED
    opened = _opened_by_supplier(asked.request, now, own.owner)
    step = take_step(opened.request, to, at=now, by=own.owner, party=Party.SUPPLIER)
    for one in (opened, step):
        record(ledger, one.fact, own)
    say(
        f"Recorded: {to} ({asked.request.id}). Tell {asked.request.member} in a word; you owe no reason.",
        {"request": asked.request.id, "state": to.value},
        as_json=as_json,
    )


@group.command()
def revoke(
    grant_file: Annotated[
        Path, typer.Argument(metavar="GRANT", help="The grant that you take back; it is deleted.")
    ],
    *,
    key: KeyOption,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a grant back: the file is deleted, and the day is recorded."""
    own = read_key(key)
    digest = digest_bytes(read_bytes(grant_file))
    record(
        ledger,
        Fact(kind="request-revoked", at=datetime.now(UTC), by=own.owner, details={"grant": digest}),
        own,
    )
    grant_file.unlink()
    say(REVOKED_SENTENCE, {"grant": digest, "deleted": str(grant_file)}, as_json=as_json)


@group.command("open")
def open_(
    body: Annotated[Path, typer.Argument(help="The sealed report, report.age.")],
    *,
    grant: Annotated[Path, typer.Option(help="The grant that the supplier made for you.")],
    key: KeyOption,
    supplier: Annotated[str, typer.Option(help="The supplier's public key, or the file that holds it.")],
    reader: Annotated[str, typer.Option(help="Your name: it stands on every page of your copy.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write your copy.")],
    request: Annotated[
        Path | None, typer.Option(help="Your request, to make sure that this answers it.")
    ] = None,
    scanner: Annotated[str | None, typer.Option(help="A ClamAV scanner: HOST:PORT, or its socket.")] = None,
    save: Annotated[
        Path | None,
        typer.Option(help="Where to keep what was checked (JSON); the decision is recorded with it."),
    ] = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a sealed report: checked, cleaned, and marked as your copy."""
    require_other(out, body, grant, key)
    own = read_key(key)
    found = open_report(
        read_bytes(body),
        read_bytes(grant),
        own,
        supplier=public_key(supplier),
        reader=reader,
        at=datetime.now(UTC),
        scanner=scanner_at(scanner),
        request=read_request(read_bytes(request), where=str(request)).request.id if request else None,
        where=str(body),
    )
    write_file(out, found.copy)
    record(ledger, found.fact, own)
    lines = [
        f"Report of {found.terms.site}, from {found.terms.supplier}, written to {out}.",
        *found.checks,
        f"You may open it until {found.terms.expires_at:%Y-%m-%d}.",
    ]
    summary: dict[str, object] = {
        "request": found.terms.request, "supplier": found.terms.supplier, "site": found.terms.site,
        "report": found.terms.file.digest, "written": str(out), "removed": found.removed, "checks": found.checks,
        "scanned_by": found.scanned.by or None, "until": found.terms.expires_at.isoformat(),
    }  # fmt: skip
    if save:
        write_file(save, json.dumps(summary, ensure_ascii=False, indent=2).encode() + b"\n")
    say("\n".join(lines), summary, as_json=as_json)


@group.command()
def recall(
    report: Annotated[
        str, typer.Argument(help="Your kept.grant, or the report's digest (sha256:…) from a receipt.")
    ],
    *,
    key: KeyOption,
    ground: Annotated[str, typer.Option(help="invalid, superseded or withdrawn.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the signed notice.")],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say, signed, that a report no longer counts. Who relied on it finds out with the notice, and nobody else."""
    own = read_key(key)
    digest = report if re.fullmatch(r"sha256:[0-9a-f]{64}", report) else _kept_digest(Path(report), own)
    meant = next((one for one in Ground if one.name.lower() == ground), None)
    if meant is None:
        raise UsageProblem(
            f"“{ground}” is no ground.", remedy="Write --ground invalid, superseded or withdrawn."
        )
    paper, fact = recall_paper(digest, meant, own, at=datetime.now(UTC))
    write_file(out, paper)
    record(ledger, fact, own)
    say(
        f"Notice written to {out}: {meant}.",
        {"report": digest, "ground": meant.name.lower(), "written": str(out)},
        as_json=as_json,
    )


def _kept_digest(kept: Path, own: Key) -> str:
    return open_grant(
        read_bytes(kept), own, supplier=own.public, at=datetime.now(UTC), where=str(kept)
    ).terms.file.digest


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")[:60] or "member"


def _opened_by_supplier(request: Request, now: datetime, owner: str) -> Step:
    """Who holds the request in hand has been sent it, and opens it now."""
    sent = take_step(request, State.SENT, at=now, by=request.member, party=Party.MEMBER).request
    return take_step(sent, State.OPENED, at=now, by=owner, party=Party.SUPPLIER)


def _require_named(owner: str, request: Request) -> None:
    if owner.casefold() != request.supplier.casefold():
        raise UsageProblem(
            f"The request asks {request.supplier}, and your key is of {owner}.",
            remedy="Answer with the key of the company that is asked, or ask for a request with your company's right name.",
        )


def _require_future(end: datetime, now: datetime, option: str) -> None:
    if end <= now:
        raise UsageProblem(f"{option} is {end:%Y-%m-%d}, which is over.", remedy="Give a later day.")


def _end_of(day: date) -> datetime:
    """The day itself still counts."""
    return datetime.combine(day, time(23, 59, 59), UTC)


def _age(months: int | None) -> AgeBand | None:
    if months is None:
        return None
    found = next((one for one in AgeBand if one.months == months), None)
    if found is None:
        raise UsageProblem(f"The list says nothing like {months} months.", remedy="Write --age 12, 24 or 36.")
    return found


def _purpose(text: str) -> Purpose:
    found = next((one for one in Purpose if one.name.lower() == text), None)
    if found is None:
        raise UsageProblem(f"“{text}” is no purpose.", remedy="Write --purpose recognise, renew or begin.")
    return found


def _chosen(kind: type[Choice], text: str, option: str) -> Choice:
    found = next((one for one in kind if one.value == text), None)
    if found is None:
        raise UsageProblem(
            f"“{text}” is not known.", remedy=f"Write {option} with one of: {', '.join(kind)}."
        )
    return found


def _place(one: Opportunity) -> str:
    return ", ".join(part for part in (one.supplier, one.city, one.country) if part)


_HEADS = {
    "State": "state", "Row": "row", "Your reference": "reference", "Your supplier": "name", "Address": "address",
    "City": "city", "Country": "country", "Row of the common list": "site", "Last audited": "audited",
    "Assurance": "assurance",
}  # fmt: skip


def _opportunities(path: Path) -> tuple[Opportunity, ...]:
    try:
        table = pl.read_csv(io.BytesIO(read_bytes(path)), infer_schema=False, encoding="utf8")
    except pl.exceptions.PolarsError as error:
        raise UnreadableInput(
            "The file is no CSV table.", remedy="Give what “comity check -o NAME.csv” wrote.", where=str(path)
        ) from error
    heads = {name: name.lstrip("\ufeff") for name in table.columns}
    table = table.rename(heads)
    if missing := [name for name in _HEADS if name not in table.columns]:
        raise UnreadableInput(
            f"The file has no column “{missing[0]}”.",
            remedy="Give what “comity check -o NAME.csv” wrote.",
            where=str(path),
        )
    plain = table.select(
        pl.col(head).str.replace(r"^'([=+\-@\t\r])", "$1").alias(name) for head, name in _HEADS.items()
    )
    # Check-only sites share one word in place of a row's id: those are told apart by their own row.
    told_apart = pl.when(pl.col("site") == "check-only").then(pl.col("row")).otherwise(pl.col("site"))
    return opportunities_in(plain.with_columns(site=told_apart, state=_state_words()))


def _state_words() -> pl.Expr:
    """The table says “audits that exist”, as the sheet is called."""
    state = pl.col("state").str.to_lowercase()
    return pl.when(state == "audits that exist").then(pl.lit("audit exists")).otherwise(state)
