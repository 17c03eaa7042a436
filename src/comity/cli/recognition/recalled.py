"""`comity recognition recalled`: which of one's own decisions relied on a report that no longer counts."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import say
from comity.cli.files import read_bytes
from comity.cli.keys import public_key
from comity.cli.options import JsonOption
from comity.cli.recognition.files import read_reliances
from comity.cli.recognition.group import DecisionsOption, group
from comity.exchange import read_recall
from comity.recognition import find_recalled


@group.command()
def recalled(
    notice: Annotated[Path, typer.Argument(help="The signed notice that “comity report recall” wrote.")],
    *,
    decisions: DecisionsOption,
    trusted_key: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            help="A public key you trust, such as the supplier's or the audit firm's; may be repeated.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show your decisions on reports that no longer count."""
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
