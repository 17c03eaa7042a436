"""`comity keys`: a company's key, made and kept on its own machine."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import command_group, say
from comity.cli.files import read_bytes
from comity.cli.options import JsonOption
from comity.core import UnreadableInput, UsageProblem, write_file
from comity.exchange import Key, PublicKey, recover_key, recovery_of

group = command_group("keys", "Your company's key, made and kept on your own machine.")

OutOption = Annotated[Path, typer.Option("-o", "--out", help="Where to write the key. Keep it to yourself.")]
SecondHolderOption = Annotated[
    str | None, typer.Option(help="Public key (or its file) of a colleague who can recover the key.")
]


@group.command()
def new(
    owner: Annotated[str, typer.Argument(help="The company's name, as others know it.")],
    *,
    out: OutOption,
    second_holder: SecondHolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key. With --second-holder, also a recovery file that only the second holder can open."""
    _keep(Key.new(owner, datetime.now(UTC).date()), out, second_holder, as_json=as_json)


@group.command()
def show(
    key: Annotated[Path, typer.Argument(help="A key, or a file that holds a public key.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show the public key to send to others. Show the sixteen digits to compare by telephone."""
    public = public_key(str(key))
    say(
        f"{public}\nfingerprint {public.fingerprint}",
        {"public": str(public), "fingerprint": public.fingerprint},
        as_json=as_json,
    )


@group.command()
def recover(
    recovery: Annotated[Path, typer.Argument(help="The recovery file that was written beside the key.")],
    *,
    key: Annotated[Path, typer.Option(help="The second holder's own key.")],
    out: OutOption,
    as_json: JsonOption = False,
) -> None:
    """Recover a lost key, as its second holder."""
    found = recover_key(read_bytes(recovery), read_key(key), where=str(recovery))
    write_secret(out, found)
    _say(found, out, None, as_json=as_json)


@group.command()
def rotate(
    key: Annotated[Path, typer.Argument(help="The key to replace.")],
    *,
    out: OutOption,
    second_holder: SecondHolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a new key that still opens what was sealed to the old one. Send others the new public key."""
    _keep(read_key(key).rotated(datetime.now(UTC).date()), out, second_holder, as_json=as_json)


def read_key(path: Path) -> Key:
    return Key.of_text(read_bytes(path).decode(errors="replace"), where=str(path))


def public_key(text: str) -> PublicKey:
    """A public key as it stands, or the file that holds one."""
    if text.startswith("comity-key-v1:"):
        return PublicKey.of_text(text)
    return PublicKey.of_text(read_bytes(Path(text)).decode(errors="replace"), where=text)


def write_secret(path: Path, key: Key) -> None:
    """Never over another file: a key that is written over is lost for good."""
    try:
        with os.fdopen(
            os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(key.to_text())
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise UsageProblem(
            "There is a file of that name already, and a key is never written over another.",
            remedy="Give another name.",
            where=str(path),
        ) from error
    except OSError as error:
        raise UnreadableInput(
            f"The key cannot be written ({error.strerror}).", remedy="Check the folder.", where=str(path)
        ) from error


def _keep(key: Key, out: Path, second_holder: str | None, *, as_json: bool) -> None:
    recovery = None
    if second_holder:
        recovery = out.with_name(f"{out.name}.recovery")
        write_file(recovery, recovery_of(key, public_key(second_holder)))
    write_secret(out, key)
    _say(key, out, recovery, as_json=as_json)


def _say(key: Key, out: Path, recovery: Path | None, *, as_json: bool) -> None:
    lines = [
        f"Key of {key.owner}, written to {out}. Keep it; whoever has it reads your reports.",
        f"Send others this: {key.public}",
        f"and compare by telephone: {key.public.fingerprint}",
    ]
    if recovery:
        lines.append(f"Your second holder keeps {recovery}.")
    else:
        lines.append("Nobody else holds it: if it is lost, suppliers must grant their reports anew.")
    summary: dict[str, object] = {
        "owner": key.owner,
        "written": str(out),
        "public": str(key.public),
        "fingerprint": key.public.fingerprint,
        "recovery": str(recovery) if recovery else None,
    }
    say("\n".join(lines), summary, as_json=as_json)
