"""The command line: one file per room; a command is a shell over one library function.

`app` holds what all commands share: the error table, progress on a terminal, `--json`.
"""

from comity.cli import assemble, benchmark, check, link, lists, membership, review, survey
from comity.cli.app import main

__all__ = ["assemble", "benchmark", "check", "link", "lists", "main", "membership", "review", "survey"]
