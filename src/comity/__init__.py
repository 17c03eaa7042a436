"""Comity runs a mutual-recognition programme of social compliance audits, end to end.

Each package below is one room, named by its verb or its noun in the programme. Rooms of rules come first, and each imports only rooms
before it: `core`, `ledger`, `benchmark`, `membership`, `lists` and `survey`, `linkage`, `registry`, `release`, `check`, `exchange`,
`recognition`, `round`. They decide, and are handed days, seeds and bytes. `cli` and `portal` stand on them: they see terminals, clocks,
settings and people. `client` stands alone: it calls the portal.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """`__version__`, looked up when it is asked for: reading a package's record takes longer than most imports."""
    if name == "__version__":
        from importlib.metadata import version

        return version("comity")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
