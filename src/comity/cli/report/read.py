"""`comity report open` and `recall`: read a report that one was granted, and say that one no longer counts."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import say
from comity.cli.files import read_bytes, require_other, require_unlike
from comity.cli.keys import public_key, read_key
from comity.cli.ledger_book import record
from comity.cli.options import JsonOption, LedgerOption
from comity.cli.report.group import KeyOption, group
from comity.cli.report.scanner import scanner_at
from comity.core import UsageProblem
from comity.exchange import Ground, Key, open_grant, open_report, read_request, recall_paper


@group.command("open")
def open_(
    body: Annotated[Path, typer.Argument(help="The sealed report, report.age.")],
    *,
    grant: Annotated[Path, typer.Option(help="The grant the supplier made for you.")],
    key: KeyOption,
    supplier_key: Annotated[
        str,
        typer.Option(help="The supplier's public key, or the file that holds it."),
    ],
    reader: Annotated[str, typer.Option(help="Your name; it is printed on every page of your copy.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write your copy.")],
    request: Annotated[
        Path | None, typer.Option(help="Your request, to check that the grant answers it.")
    ] = None,
    scanner: Annotated[
        str | None, typer.Option(help="The ClamAV scanner to use: HOST:PORT, or the path of its socket.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(help="Where to save what was checked (JSON), for “comity recognition decide”."),
    ] = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a sealed report: checked, cleaned, and marked as your copy."""
    written = [*filter(None, (out, save))]
    require_unlike(*written)
    for one in written:
        require_other(one, body, grant, key)
    own = read_key(key)
    found = open_report(
        read_bytes(body),
        read_bytes(grant),
        own,
        supplier=public_key(supplier_key),
        reader=reader,
        at=datetime.now(UTC),
        scanner=scanner_at(scanner),
        request=read_request(read_bytes(request), where=str(request)).request.id if request else None,
        where=str(body),
    )
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
    making = {out: found.copy}
    if save:
        making[save] = json.dumps(summary, ensure_ascii=False, indent=2).encode() + b"\n"
    record(ledger, own, found.fact, making=making)
    say("\n".join(lines), summary, as_json=as_json)


@group.command()
def recall(
    report: Annotated[
        str, typer.Argument(help="Your kept.grant, or the report's digest (sha256:…) from a receipt.")
    ],
    *,
    key: KeyOption,
    ground: Annotated[
        str, typer.Option(metavar="invalid|superseded|withdrawn", help="Why it no longer counts.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the signed notice.")],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a signed notice that a report no longer counts. It tells only those who hold the report which one is meant."""
    require_other(out, key, Path(report))
    own = read_key(key)
    digest = report if re.fullmatch(r"sha256:[0-9a-f]{64}", report) else _kept_digest(Path(report), own)
    meant = next((one for one in Ground if one.name.lower() == ground), None)
    if meant is None:
        raise UsageProblem(
            f"“{ground}” is not a ground.", remedy="Write --ground invalid, superseded or withdrawn."
        )
    paper, fact = recall_paper(digest, meant, own, at=datetime.now(UTC))
    record(ledger, own, fact, making={out: paper})
    say(
        f"Notice written to {out}: {meant}.",
        {"report": digest, "ground": meant.name.lower(), "written": str(out)},
        as_json=as_json,
    )


def _kept_digest(kept: Path, own: Key) -> str:
    return open_grant(
        read_bytes(kept), own, supplier=own.public, at=datetime.now(UTC), where=str(kept)
    ).terms.file.digest
