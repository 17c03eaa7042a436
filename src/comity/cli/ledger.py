"""`comity ledger`: whether a ledger is whole, and what of it is one's own to show."""

import json
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import command_group, say
from comity.cli.files import read_bytes, require_other
from comity.cli.keys import read_key
from comity.cli.ledger_book import read_book, signer_of
from comity.cli.options import JsonOption
from comity.core import UsageProblem, counted, write_file
from comity.ledger import (
    Receipt,
    VerifyingKey,
    export_extension,
    export_receipts,
    verify_checkpoint,
    verify_extension,
    verify_ledger,
    verify_receipts,
)

group = command_group("ledger", "A record nobody can change unnoticed, and its receipts.")

LedgerArgument = Annotated[Path, typer.Argument(help="The ledger file.")]
LedgerKeyOption = Annotated[Path, typer.Option(help="The key of the company whose ledger it is.")]
OutOption = Annotated[Path, typer.Option("-o", "--out", help="Where to write it.")]


@group.command()
def verify(
    file: Annotated[
        Path, typer.Argument(help="A ledger, receipts, or a proof that a ledger was only added to.")
    ],
    *,
    signed_by: Annotated[
        str | None,
        typer.Option(help="The ledger's key as its owner published it, or the file that holds it."),
    ] = None,
    kept: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A checkpoint that you kept; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Find any change, removal, reordering or truncation. Needs no connection."""
    data = read_bytes(file)
    key = _known(signed_by)
    notes = [read_bytes(path).decode(errors="replace") for path in kept or []]
    if not data.lstrip().startswith(b"{"):
        found = verify_ledger(data, key=key, kept=notes, where=str(file))
        told = f"The ledger of {found.ledger.origin} is whole: {counted(len(found.ledger), 'entry')}, each as it was signed."
        if notes:
            told += " It begins as your checkpoints say."
        _say(
            told,
            found.key,
            key is not None,
            {"entries": len(found.ledger), "kept": len(notes)},
            as_json=as_json,
        )
    elif b'"comity-extension-v1"' in data:
        if len(notes) != 1 or key is None:
            raise UsageProblem(
                "This proves that a ledger was only added to since a checkpoint.",
                remedy="Give the checkpoint with --kept and the ledger's key with --signed-by.",
            )
        now = verify_extension(data, notes[0], key, where=str(file))
        told = f"The ledger of {key.name} has {counted(now.size, 'entry')} now, and begins as your checkpoint says."
        _say(told, key, True, {"entries": now.size, "kept": 1}, as_json=as_json)
    else:
        receipts = verify_receipts(data, key, where=str(file))
        named = key or VerifyingKey.of_text(_own_key(data))
        lines = [
            f"{counted(len(receipts), 'receipt')} from the ledger of {named.name} verified:",
            *map(_line, receipts),
        ]
        _say(
            "\n".join(lines),
            named,
            key is not None,
            {"receipts": [_summary(one) for one in receipts]},
            as_json=as_json,
        )


@group.command("key")
def key_(
    key: Annotated[Path, typer.Argument(help="The key of the company whose ledger it is.")],
    *,
    out: OutOption,
    as_json: JsonOption = False,
) -> None:
    """Write the key that verifies your ledger and receipts. Publish it."""
    require_other(out, key)
    signer = signer_of(read_key(key))
    write_file(out, f"{signer.key}\n".encode())
    say(f"{signer.key}", {"key": str(signer.key), "written": str(out)}, as_json=as_json)


@group.command()
def receipts(
    ledger: LedgerArgument,
    *,
    key: LedgerKeyOption,
    out: OutOption,
    request: Annotated[str | None, typer.Option(help="Only receipts that concern this request.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Export your receipts from a ledger. Anybody can verify their proofs offline."""
    require_other(out, ledger, key)
    signer = signer_of(read_key(key))
    found = verify_ledger(read_bytes(ledger), key=signer.key, where=str(ledger))
    openings = [one for one in read_book(ledger) if request in (None, one.fact.details.get("request"))]
    write_file(out, export_receipts(found.ledger, openings, signer))
    say(
        f"{counted(len(openings), 'receipt')} written to {out}. They verify with: {signer.key}",
        {"receipts": len(openings), "written": str(out), "key": str(signer.key)},
        as_json=as_json,
    )


@group.command()
def checkpoint(ledger: LedgerArgument, *, out: OutOption, as_json: JsonOption = False) -> None:
    """Export a ledger's signed checkpoint. Whoever keeps it will notice if anything before it changes."""
    require_other(out, ledger)
    found = verify_ledger(read_bytes(ledger), where=str(ledger))
    write_file(out, found.signed.note.encode())
    say(
        f"Checkpoint of {counted(len(found.ledger), 'entry')} written to {out}.",
        {"entries": len(found.ledger), "written": str(out), "key": str(found.key)},
        as_json=as_json,
    )


@group.command()
def prove(
    ledger: LedgerArgument,
    *,
    kept: Annotated[Path, typer.Option(help="The checkpoint they kept.")],
    key: LedgerKeyOption,
    out: OutOption,
    as_json: JsonOption = False,
) -> None:
    """Prove that the ledger was only added to. Whoever kept a checkpoint can tell, and sees no entry."""
    require_other(out, ledger, kept, key)
    signer = signer_of(read_key(key))
    found = verify_ledger(read_bytes(ledger), key=signer.key, where=str(ledger))
    old = verify_checkpoint(read_bytes(kept).decode(errors="replace"), signer.key, where=str(kept)).checkpoint
    write_file(out, export_extension(found.ledger, old, signer))
    say(
        f"Proof from {old.size:,} to {counted(len(found.ledger), 'entry')} written to {out}.",
        {"from": old.size, "to": len(found.ledger), "written": str(out)},
        as_json=as_json,
    )


def _known(text: str | None) -> VerifyingKey | None:
    if text is None:
        return None
    if "+" in text and not Path(text).exists():
        return VerifyingKey.of_text(text)
    return VerifyingKey.of_text(read_bytes(Path(text)).decode(errors="replace"), where=text)


def _own_key(data: bytes) -> str:
    return str(json.loads(data)["key"])


def _line(one: Receipt) -> str:
    said = ", ".join(f"{name} {value}" for name, value in one.fact.details.items())
    details = f" ({said})" if said else ""
    return f"  {one.fact.at:%Y-%m-%d %H:%M} {one.fact.by}: {one.fact.kind}{details}"


def _summary(one: Receipt) -> dict[str, object]:
    return {**one.fact.content, "seq": one.seq, "ledger": one.ledger}


def _say(told: str, key: VerifyingKey, is_known: bool, summary: dict[str, object], *, as_json: bool) -> None:
    doubt = (
        ""
        if is_known
        else f"\nSigned with the key that the file itself names; compare it with its owner: {key}"
    )
    say(told + doubt, {**summary, "key": str(key), "is_key_known": is_known}, as_json=as_json)
