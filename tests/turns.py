"""Who runs what when tests run side by side: a file stays with one process, and what takes longest begins first.

pytest-xdist's own groups read the mark `xdist_group` into the name of a test, which pytest has not let anybody write since 9.1:
the mark is silently nothing, and each process would start a Spark cluster and a Chromium of its own.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/linkage/spark/", "tests/browser/")
"""Folders that stay with one process: one cluster, one served portal, one browser for all of their tests."""

BEGUN = (*TOGETHER, "tests/", "tests/portal/test_nothing_lost.py", "tests/portal/")
"""In which order: what takes longest must not be left over for the end, when one process would wait for the others. Installations with
many processes of their own come third, once the cluster is gone, and rooms of the rules before them."""


def scope_of(nodeid: str) -> str:
    path = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def turn_of(nodeid: str) -> int:
    """The longest path of `BEGUN` that the test lies in says when."""
    return BEGUN.index(max((path for path in BEGUN if nodeid.startswith(path)), key=len))


class Turns(LoadScopeScheduling):  # type: ignore[misc] # xdist carries no types of it
    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)
