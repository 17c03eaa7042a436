"""The fictional lists: those of `examples/make.py`, which lies in the repository and not in an installed package."""

import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import comity
from comity.core import UsageProblem

_CLONE = Path(comity.__file__).parents[2]


class NoExamples(UsageProblem):
    """The demonstration's lists are made by a program of the repository, and this is not a clone of it."""

    code = "no-examples"


def fictional_lists(
    members: Sequence[str], *, site_count: int, row_count: int, supplier_count: int
) -> Mapping[str, bytes]:
    """Path inside `examples/` -> bytes, the same at every run: `lists/MEMBER.ENDING`, `member/suppliers.xlsx`."""
    return _made(tuple(members), site_count, row_count, supplier_count)


@lru_cache(maxsize=2)
def _made(
    members: tuple[str, ...], site_count: int, row_count: int, supplier_count: int
) -> Mapping[str, bytes]:
    _find_examples()
    from examples.make import make

    return make(
        members=list(members), site_count=site_count, row_count=row_count, supplier_count=supplier_count
    )


def fictional_members() -> list[str]:
    _find_examples()
    from examples.make import MEMBERS

    return list(MEMBERS)


def _find_examples() -> None:
    if not (_CLONE / "examples" / "make.py").is_file():
        raise NoExamples(
            "The demonstration needs the repository of Comity.", remedy="Clone it, and run “make demo” in it."
        )
    if str(_CLONE) not in sys.path:
        sys.path.append(str(_CLONE))
