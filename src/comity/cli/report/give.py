"""`comity report seal`, `grant`, `decline` and `revoke`: a supplier's answers to requests, and its taking one back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from anyascii import anyascii

from comity.cli.app import say
from comity.cli.files import folder_for, read_bytes, require_other
from comity.cli.keys import read_key
from comity.cli.ledger_book import record
from comity.cli.options import DAY, JsonOption, LedgerOption, parse_day
from comity.cli.report.group import KeyOption, end_of, group, require_future
from comity.core import UsageProblem, digest_bytes
from comity.exchange import (
    REVOKED_SENTENCE,
    Key,
    Party,
    Request,
    SignedRequest,
    State,
    Step,
    consent_to,
    examine,
    keep_report,
    open_grant,
    read_request,
    regrant,
    seal_report,
    take_step,
    usual_end,
)
from comity.exchange import grant_report as make_grant
from comity.ledger import Fact

UntilOption = Annotated[
    str | None,
    typer.Option(metavar=DAY, help="The last day the report may be opened; default: in 12 months."),
]


@group.command()
def seal(
    report: Annotated[Path, typer.Argument(help="The report (PDF), or the corrective action plan (.xlsx).")],
    *,
    request: Annotated[Path, typer.Option(help="The signed request, as you received it.")],
    key: KeyOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder for the files you send back.")],
    until: UntilOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say yes to a request. Seal the report, and grant it to the member that asked."""
    yes = _say_yes(key, request, until)
    own, asked = yes.own, yes.asked.request
    looked_at = examine(read_bytes(report), where=str(report))
    sealed = seal_report(looked_at.data, report.name)
    made = make_grant(
        sealed, yes.asked.by, supplier=own, request=asked.id, member=asked.member,
        site=asked.site, granted_at=yes.at, expires_at=yes.until,
    )  # fmt: skip
    kept = keep_report(sealed, own, site=asked.site, kept_at=yes.at)
    paths = {
        "body": out / "report.age",
        "grant": out / f"{_slug(asked.member)}.grant",
        "kept": out / "kept.grant",
    }
    with folder_for(out):
        making = {paths["body"]: sealed.body, paths["grant"]: made.data, paths["kept"]: kept.data}
        _deliver(yes, ledger, making, report=sealed.file.digest, grant=made.digest)
    removed = f" Taken out first: {', '.join(looked_at.removed)}." if looked_at.removed else ""
    text = (
        f"Sealed for {asked.member} until {yes.until:%Y-%m-%d}.{removed}\n"
        f"Send {paths['body'].name} and {paths['grant'].name}; keep kept.grant to share the report with others later.\n"
        f"Compare the asker's digits by telephone: {yes.asked.by.fingerprint}"
    )
    summary: dict[str, object] = {
        "request": asked.id, "report": sealed.file.digest, "removed": looked_at.removed, "until": yes.until.isoformat(),
        **{name: str(path) for name, path in paths.items()},
    }  # fmt: skip
    say(text, summary, as_json=as_json)


@group.command()
def grant(
    body: Annotated[Path, typer.Argument(help="The sealed report, report.age.")],
    *,
    kept: Annotated[Path, typer.Option(help="Your own grant, kept.grant.")],
    request: Annotated[Path, typer.Option(help="The signed request of the next member that asks.")],
    key: KeyOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the grant.")],
    until: UntilOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Grant a report that is already sealed to another member. Nothing is sealed or uploaded again."""
    yes = _say_yes(key, request, until)
    own, asked = yes.own, yes.asked.request
    require_other(out, body, kept, request, key)
    mine = open_grant(read_bytes(kept), own, supplier=own.public, at=yes.at, where=str(kept))
    made = regrant(
        mine, read_bytes(body), yes.asked.by, supplier=own, request=asked.id, member=asked.member,
        site=asked.site, granted_at=yes.at, expires_at=yes.until,
    )  # fmt: skip
    _deliver(yes, ledger, {out: made.data}, report=made.terms.file.digest, grant=made.digest)
    say(
        f"Granted to {asked.member} until {yes.until:%Y-%m-%d}, written to {out}.",
        {"request": asked.id, "written": str(out), "until": yes.until.isoformat()},
        as_json=as_json,
    )


@group.command()
def decline(
    request: Annotated[Path, typer.Argument(help="The signed request, as you received it.")],
    *,
    key: KeyOption,
    no_such_audit: Annotated[
        bool, typer.Option("--no-such-audit", help="Answer that there is no such audit.")
    ] = False,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say no to a request. This has no consequences in the programme."""
    own, asked = read_key(key), read_request(read_bytes(request), where=str(request))
    now = datetime.now(UTC)
    _require_named(own.owner, asked.request)
    to = State.NO_SUCH_AUDIT if no_such_audit else State.DECLINED
    opened = _opened_by_supplier(asked.request, now, own.owner)
    step = take_step(opened.request, to, at=now, by=own.owner, party=Party.SUPPLIER)
    record(ledger, own, opened.fact, step.fact)
    say(
        f"Recorded: {to} ({asked.request.id}). Tell {asked.request.member} in a word; you owe no reason.",
        {"request": asked.request.id, "state": to.value},
        as_json=as_json,
    )


@group.command()
def revoke(
    grant_file: Annotated[
        Path, typer.Argument(metavar="GRANT", help="The grant to take back; the file is deleted.")
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
        own,
        Fact(kind="request-revoked", at=datetime.now(UTC), by=own.owner, details={"grant": digest}),
    )
    grant_file.unlink()
    say(REVOKED_SENTENCE, {"grant": digest, "deleted": str(grant_file)}, as_json=as_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Yes:
    own: Key
    asked: SignedRequest
    at: datetime
    until: datetime
    opened: Step
    consent: Step


def _say_yes(key: Path, request: Path, until: str | None) -> _Yes:
    own, asked = read_key(key), read_request(read_bytes(request), where=str(request))
    now = datetime.now(UTC)
    _require_named(own.owner, asked.request)
    end = end_of(parse_day(until, "--until")) if until else usual_end(now)
    require_future(end, now, "--until")
    opened = _opened_by_supplier(asked.request, now, own.owner)
    consent = consent_to(opened.request, at=now, by=own.owner, access_until=end)
    return _Yes(own=own, asked=asked, at=now, until=end, opened=opened, consent=consent)


def _deliver(
    yes: _Yes, ledger: Path | None, making: Mapping[Path, bytes], *, report: str, grant: str
) -> None:
    """What goes back is written, and recorded: opened, agreed to, delivered."""
    delivered = take_step(
        yes.consent.request, State.DELIVERED, at=yes.at, by=yes.own.owner, party=Party.SUPPLIER,
        details={"report": report, "grant": grant},
    )  # fmt: skip
    record(ledger, yes.own, yes.opened.fact, yes.consent.fact, delivered.fact, making=making)


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
