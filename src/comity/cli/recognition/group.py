"""The group of commands about recognition, as a part of `comity`, and what several of them let a person say."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import command_group

group = command_group("recognition", "Your own decision on a report, and what remains to ask.")

OwnOption = Annotated[
    Path | None,
    typer.Option(
        help="Your own protocol: its review file (.xlsx), or the protocol's own file with --answers."
    ),
]
AnswersOption = Annotated[
    Path | None,
    typer.Option(
        help="Your protocol's links as CSV (criterion, questions, strength, relation), if --own is not a review file."
    ),
]
OtherOption = Annotated[
    Path | None,
    typer.Option(
        help="How the report's protocol meets the criteria: its review file, or CSV with criterion and strength."
    ),
]
AgainstOption = Annotated[
    str,
    typer.Option(
        "--against",
        help="The common criteria that tables speak of: a set that comes with Comity, or a file. A review file brings its own.",
    ),
]
DecisionsOption = Annotated[Path, typer.Option(help="The folder of your decisions (reliance files).")]
