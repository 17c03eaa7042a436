"""The group of commands about reports, as a part of `comity`, and what several of them let a person say."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import command_group
from comity.core import UsageProblem

group = command_group("report", "Ask for, share and read audit reports.")

KeyOption = Annotated[Path, typer.Option(help="Your company's key, from “comity keys new”.")]


def require_future(end: datetime, now: datetime, option: str) -> None:
    if end <= now:
        raise UsageProblem(f"{option} is {end:%Y-%m-%d}, which is over.", remedy="Give a later day.")


def end_of(day: date) -> datetime:
    """The day itself still counts."""
    return datetime.combine(day, time(23, 59, 59), UTC)
