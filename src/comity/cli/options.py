"""What any command lets a person say: a day, the ledger to record it in, and that the answer is for a program."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from comity.core import UsageProblem

DAY = "YYYY-MM-DD"
"""What stands for a day in the help of an option."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]
LedgerOption = Annotated[
    Path | None,
    typer.Option(help="Your own ledger, to record this in; created if there is none."),
]


def parse_day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"“{text}” is not a date.", remedy=f"Write {option} 2026-06-30.") from None
