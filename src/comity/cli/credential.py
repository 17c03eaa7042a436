"""`comity credential`: an audit's summary that anybody verifies offline, in the form of UNTP."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import command_group, say
from comity.cli.files import read_bytes, require_other
from comity.cli.keys import read_key
from comity.cli.options import DAY, JsonOption, parse_day
from comity.core import UsageProblem, digest_file, write_file
from comity.core.tables import Table, read_text
from comity.exchange.credential import (
    UNTP_VERSION,
    Issuer,
    Section,
    Severity,
    StatusPlace,
    Summary,
    Topic,
    issue_credential,
    status_list,
    verify_credential,
)

group = command_group("credential", "An audit's summary as a credential, verified offline.")

KeyOption = Annotated[Path, typer.Option(help="The issuer's key, from “comity keys new”.")]
DidOption = Annotated[str, typer.Option(help="The issuer's identity, such as did:web:example.org.")]
OutOption = Annotated[Path, typer.Option("-o", "--out", help="Where to write it.")]
UntilOption = Annotated[str, typer.Option(metavar=DAY, help="The last day on which it is valid.")]


@group.command()
def identity(*, key: KeyOption, did: DidOption, out: OutOption, as_json: JsonOption = False) -> None:
    """Write did.json, to publish at the issuer's own address."""
    require_other(out, key)
    write_file(out, _issuer(key, did).document())
    say(
        f"Identity of {did} written to {out}; publish it as did.json.",
        {"did": did, "written": str(out)},
        as_json=as_json,
    )


@group.command()
def issue(
    summary: Annotated[Path, typer.Argument(help="The audit's summary (TOML).")],
    *,
    report: Annotated[Path, typer.Option(help="The report; only its digest goes into the credential.")],
    key: KeyOption,
    did: DidOption,
    until: UntilOption,
    status_url: Annotated[str, typer.Option(help="Where the issuer publishes its status list.")],
    status_index: Annotated[
        int, typer.Option(help="This credential's place in that list; never use one twice.")
    ],
    out: OutOption,
    as_json: JsonOption = False,
) -> None:
    """Issue a credential (vc+jwt) for an audit."""
    require_other(out, summary, report, key)
    made = issue_credential(
        _summary(summary, digest_file(report)),
        _issuer(key, did),
        StatusPlace(list_url=status_url, index=status_index),
        valid_from=datetime.now(UTC),
        valid_until=_end_of(until),
    )
    write_file(out, made.encode())
    say(
        f"Credential (UNTP {UNTP_VERSION}) written to {out}. Place {status_index} of the status list is taken now.",
        {"written": str(out), "untp": UNTP_VERSION, "status_index": status_index},
        as_json=as_json,
    )


@group.command()
def status(
    *,
    key: KeyOption,
    did: DidOption,
    url: Annotated[str, typer.Option(help="Where the list will be published.")],
    until: UntilOption,
    out: OutOption,
    revoked: Annotated[
        list[int] | None,
        typer.Option(metavar="INDEX", help="The place of a revoked credential; may be repeated."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the status list. Publish it again whenever a credential is revoked."""
    require_other(out, key)
    places = sorted(set(revoked or []))
    made = status_list(places, _issuer(key, did), url, at=datetime.now(UTC), valid_until=_end_of(until))
    write_file(out, made.encode())
    say(
        f"Status list with {len(places):,} revoked written to {out}.",
        {"revoked": places, "written": str(out)},
        as_json=as_json,
    )


@group.command()
def verify(
    credential: Annotated[Path, typer.Argument(help="The credential (vc+jwt).")],
    *,
    identity: Annotated[Path, typer.Option(help="The issuer's did.json, downloaded beforehand.")],
    status: Annotated[
        Path | None, typer.Option(help="The issuer's status list, downloaded beforehand.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="A report, to check that the credential is about it.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Verify a credential offline. Show who issued it, and whether it is unaltered, valid and not revoked."""
    found = verify_credential(
        read_bytes(credential).decode(errors="replace"),
        read_bytes(identity),
        status=read_bytes(status).decode(errors="replace") if status else None,
        at=datetime.now(UTC),
        where=str(credential),
    )
    is_meant = digest_file(report) == found.report_digest if report else None
    subject = found.body["credentialSubject"]
    lines = [
        f"Verified: issued by {found.issuer}, unaltered, valid until {found.body['validUntil'][:10]}.",
        f"  {subject['name']}",
    ]
    lines += [
        f"  {one['name']}: {'conforms' if one['conformance'] else 'has open findings'}"
        for one in subject["assessment"]
    ]
    lines.append(
        "It is not revoked."
        if found.is_revocation_checked
        else "Whether it was revoked is not known: give the status list with --status."
    )
    if is_meant is not None:
        lines.append("It is about this report." if is_meant else "It is NOT about this report.")
    result: dict[str, object] = {
        "issuer": found.issuer, "report": found.report_digest, "is_revocation_checked": found.is_revocation_checked,
        "is_report_meant": is_meant, "valid_until": found.body["validUntil"],
    }  # fmt: skip
    say("\n".join(lines), result, as_json=as_json)
    if is_meant is False:
        raise typer.Exit(1)


def _issuer(key: Path, did: str) -> Issuer:
    if not did.startswith("did:web:"):
        raise UsageProblem(f"“{did}” is not a did:web.", remedy="Write it as did:web:example.org.")
    own = read_key(key)
    return Issuer(did=did, name=own.owner, seed=own.seed("credential"))


def _end_of(day: str) -> datetime:
    return datetime.combine(parse_day(day, "--until"), time(23, 59, 59), UTC)


def _summary(path: Path, digest: str) -> Summary:
    said = Table.of_text(read_text(path, problem=UsageProblem), problem=UsageProblem, where=str(path))
    said.only(*_TEXTS, "audited_on", "sections")
    sections = tuple(map(_section, said.tables("sections")))
    if not sections:
        raise said.wrong("No section of the audit is here.", remedy="Write [[sections]] above each.")
    return Summary(
        **{name: said.text(name) for name in _TEXTS},
        audited_on=said.day("audited_on"),
        report_digest=digest,
        sections=sections,
    )


_TEXTS = (
    "id", "supplier", "supplier_uri", "site", "site_uri", "protocol", "protocol_version", "protocol_uri", "report_url",
)  # fmt: skip


_OPEN = {one.name.lower(): one for one in Severity}  # how many findings of each are open


def _section(said: Table) -> Section:
    found = said.only("title", "topic", "open").table("open").only(*_OPEN)
    return Section(
        title=said.text("title"),
        topic=said.choice("topic", Topic),
        open={_OPEN[name]: found.whole(name, least=0) for name in found.content},
    )
