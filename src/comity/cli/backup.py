"""`comity backup` puts an installation into one file, and `comity restore` makes it again in an empty place."""

import os
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import app, progress_on_terminal, say
from comity.cli.keys import public_key, read_key
from comity.cli.options import JsonOption
from comity.cli.serve import DataOption, environment_of, require_portal
from comity.core import UsageProblem, counted


@app.command()
def backup(
    out: Annotated[
        Path, typer.Argument(help="The file to write. It holds everything, including the secret key.")
    ],
    *,
    data: DataOption = Path("comity-data"),
    sealed_to: Annotated[
        str | None, typer.Option(help="Seal the backup to this public key (or the file that holds it).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Back up an installation into one file. It holds database, files, registries and secret; the portal may run meanwhile."""
    if out.exists():
        raise UsageProblem(f"“{out}” is there already.", remedy="Name another file; a backup replaces none.")
    environment_of(data)
    from comity.portal.serving import back_up

    with progress_on_terminal() as progress:
        done = back_up(out, sealed_to=public_key(sealed_to) if sealed_to else None, progress=progress)
    line = f"{out}: {counted(done.entries, 'entry')}, {counted(done.size, 'byte')}, as of {done.made_at}."
    advice = (
        ""
        if sealed_to
        else "\nIt is not sealed: whoever has this file has the whole programme. Guard it like the secret key."
    )
    said = {"file": str(out), "entries": done.entries, "bytes": done.size, "made_at": done.made_at}
    say(line + advice, {**said, "sealed": sealed_to is not None}, as_json=as_json)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="The file that “comity backup” wrote.")],
    *,
    data: DataOption = Path("comity-data"),
    key: Annotated[Path | None, typer.Option(help="The key the backup was sealed to.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Restore an installation from its backup. The folder and the database must be empty."""
    require_portal()
    if (data / "portal.db").exists() or (data / "secret.key").exists():
        raise UsageProblem(
            f"There is a portal in “{data}”.",
            remedy="Name an empty folder: --data FOLDER. Nothing was changed.",
        )
    if not source.is_file():
        what = f"“{source}” is a folder." if source.is_dir() else f"There is no file “{source}”."
        raise UsageProblem(what, remedy="Name the file that “comity backup” wrote.")
    from comity.portal.backup.archive import secret_in

    opener = read_key(key) if key else None
    secret = secret_in(source, key=opener)
    is_served_here = "COMITY_SECRET_KEY" not in os.environ
    if not is_served_here and os.environ["COMITY_SECRET_KEY"] != secret:
        raise UsageProblem(
            "COMITY_SECRET_KEY is not the secret of this backup.",
            remedy="Set the one that the installation had: without it sessions, webhooks and ledger checkpoints do not fit.",
        )
    environment_of(data, secret=secret)
    from comity.portal.serving import restore as restored

    with progress_on_terminal() as progress:
        ledgers = restored(source, key=opener, progress=progress)
    if is_served_here:
        with os.fdopen(
            os.open(data / "secret.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
        ) as file:
            file.write(secret)
    # Where the environment names an installation, it says where the files lie, too; the option only serves a folder.
    place = data if is_served_here else Path(os.environ.get("COMITY_DATA", data))
    lines = [f"Restored into {place}; every digest matches."]
    lines += [
        f"  ledger of {name}: {counted(entries, 'entry')}, whole" for name, entries in sorted(ledgers.items())
    ]
    say("\n".join(lines), {"data": str(place), "ledgers": ledgers}, as_json=as_json)
