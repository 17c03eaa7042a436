"""Which file holds which command, in the order of the flow. A file is read when its command is called: rooms take a while to load."""

import sys
from importlib import import_module

FILES = {
    "benchmark": "benchmark",
    "membership": "membership",
    "template": "lists",
    "lint": "lists",
    "assemble": "assemble",
    "link": "link",
    "index": "index",
    "link-rows": "link_rows",
    "explain": "explain",
    "review": "review",
    "check": "check",
    "keys": "keys",
    "report": "report",
    "recognition": "recognition",
    "credential": "credential",
    "ledger": "ledger",
    "survey": "survey",
    "serve": "serve",
    "doctor": "serve",
    "migrate": "operate",
    "first-account": "operate",
    "daily": "operate",
    "backup": "backup",
    "restore": "backup",
}
"""Command or group -> file of this package."""


def register(name: str) -> None:
    """The command's file alone; every file for what is no command, such as --help or a slip of the keyboard."""
    if name in FILES:
        import_module(f"comity.cli.{FILES[name]}")
    else:
        register_all()


def register_all() -> None:
    for file in dict.fromkeys(FILES.values()):
        import_module(f"comity.cli.{file}")


def called() -> str:
    return next((word for word in sys.argv[1:] if not word.startswith("-")), "")
