"""The group of commands about reports, as a part of `comity`, and what several of them let a person say."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import app
from comity.core import UsageProblem

group = typer.Typer(
    name="report", help="Ask for a report, share one, read one.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(group)

KeyOption = Annotated[Path, typer.Option(help="Your company's key, from “comity keys new”.")]
LedgerOption = Annotated[
    Path | None,
    typer.Option(help="Your own ledger, in which this is recorded; it is begun where there is none."),
]


def require_future(end: datetime, now: datetime, option: str) -> None:
    if end <= now:
        raise UsageProblem(f"{option} is {end:%Y-%m-%d}, which is over.", remedy="Give a later day.")


def end_of(day: date) -> datetime:
    """The day itself still counts."""
    return datetime.combine(day, time(23, 59, 59), UTC)
