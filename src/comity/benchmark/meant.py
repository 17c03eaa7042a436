"""Which id was meant by one that nobody knows, or between which ids to look.

In: what was typed, the ids there are. Out: a sentence. A number is no word: “2.99” is one digit from “4.99” and has nothing to do
with it. So an id is offered that has the same numbers (“2.09” for “2.9”, “01” for “O1”, “W1” for “W11”) and at most a slip in its
letters; else what there is under the same beginning is said.
"""

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches

_PIECE = re.compile(r"\d+|[^\W\d_]+")
_TWICE = re.compile(r"(.)\1+")
_LOOKS = str.maketrans("oil", "011")  # letters that are typed for digits, and the other way round
_Pieces = tuple[str, ...]


def meant(typed: str, known: Collection[str], *, called: str = "Ids") -> str:
    """Of several that suit alike none is offered."""
    own = _pieces(typed)
    for way in (_spelled, _looking, _struck_once):
        same = [one for one in known if way(one) == way(typed)]
        if same:
            return f"Did you mean “{same[0]}”?" if len(same) == 1 else _range(own, known, called)
    numbers = _numbers(own)
    of_these_numbers = {one.casefold(): one for one in known if _numbers(_pieces(one)) == numbers}
    close = get_close_matches(typed.casefold(), of_these_numbers, n=1, cutoff=0.5)
    return f"Did you mean “{of_these_numbers[close[0]]}”?" if close else _range(own, known, called)


def _range(own: _Pieces, known: Collection[str], called: str) -> str:
    """The ids that begin as this one does, as far as any does."""
    for length in range(len(own) - 1, 0, -1):
        under = [one for one in known if _pieces(one)[:length] == own[:length]]
        if under:
            return f"{called} that begin like it: {_from_to(under)}."
    first = next(iter(known), "")
    return f"{called} look like “{first}”." if first else f"There are no {called.lower()}."


def _from_to(some: Sequence[str]) -> str:
    return f"“{some[0]}”" if len(some) == 1 else f"“{some[0]}” to “{some[-1]}”"


def _pieces(id_: str) -> _Pieces:
    """Runs of digits without leading zeros, runs of letters: what stands between them is a matter of taste."""
    found = _PIECE.findall(id_.casefold())
    return tuple(one.lstrip("0") or "0" if one.isdigit() else one for one in found)


def _spelled(id_: str) -> str:
    return " ".join(_pieces(id_))


def _looking(id_: str) -> str:
    """However digits and letters are cut, where a letter may stand for a digit."""
    pieces = _pieces(id_)
    return ("" if any(one.isalpha() for one in pieces) else " ").join(pieces).translate(_LOOKS).lstrip("0")


def _struck_once(id_: str) -> str:
    return _TWICE.sub(r"\1", id_.casefold())


def _numbers(pieces: _Pieces) -> _Pieces:
    return tuple(one for one in pieces if one.isdigit())
