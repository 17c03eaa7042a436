"""The command line: one file per room; a command is a shell over one library function.

`app` holds what all commands share: the error table, progress on a terminal, `--json`.
"""

from comity.cli import (
    assemble,
    benchmark,
    check,
    credential,
    keys,
    ledger,
    link,
    lists,
    membership,
    recognition,
    report,
    review,
    survey,
)
from comity.cli.app import main

__all__ = [
    "assemble",
    "benchmark",
    "check",
    "credential",
    "keys",
    "ledger",
    "link",
    "lists",
    "main",
    "membership",
    "recognition",
    "report",
    "review",
    "survey",
]
