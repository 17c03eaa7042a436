"""Who runs what when tests run side by side: a file stays with one process, and what takes longest begins first.

pytest-xdist's own groups read the mark `xdist_group` into the name of a test, which pytest has not let anybody write since 9.1:
the mark is silently nothing, and each process would start a Spark cluster and a Chromium of its own.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/linkage/spark/", "tests/browser/")
"""Folders that stay with one process: one cluster, one served portal, one browser for all of their tests."""

LONGEST = (*TOGETHER, "tests/portal/test_nothing_lost.py")
"""What must not be left over for the end, when one process would wait for the other."""


def scope_of(nodeid: str) -> str:
    path = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def turn_of(nodeid: str) -> int:
    return next((turn for turn, path in enumerate(LONGEST) if nodeid.startswith(path)), len(LONGEST))


class Turns(LoadScopeScheduling):  # type: ignore[misc] # xdist carries no types of it
    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)
