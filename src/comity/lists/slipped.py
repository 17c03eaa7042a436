"""Which rows of a text have slipped against its header, so that their cells stand in each other's columns.

In: the header, the rows as cut, whether some column is refused. Out: rows and how many cells they have. Laws: no cell of
a slipped row is read, because a value of a refused column could stand below any other header; cells of a workbook
know their column and cannot slip.

Beside a refused column, doubt counts against a row: also where the cells too many are empty, and where the row is
shorter than nearly all others, as the halves of a line are that a value breaks in two. What cannot be told: nearly all
rows slipped alike, with nothing in the last column; and a row that has the right number of cells by chance.
"""

from collections import Counter
from collections.abc import Sequence

_NEARLY_ALL = 0.9
_FEW = 3


def slipped_rows(
    headers: Sequence[str], numbered: Sequence[tuple[int, list[str]]], *, is_any_refused: bool
) -> dict[int, int]:
    named = _filled(headers)
    usual, times = Counter(len(row) for _, row in numbered).most_common(1)[0] if numbered else (0, 0)
    is_steady = len(numbered) >= _FEW and times >= _NEARLY_ALL * len(numbered)
    most = max(usual, named) if is_steady else len(headers)
    least = named if is_steady and usual >= named else 0
    return {
        number: len(row)
        for number, row in numbered
        if _filled(row) > len(headers) or (is_any_refused and not least <= len(row) <= most)
    }


def said_of_slipped(cells: int, headers: Sequence[str]) -> str:
    """One sentence of what is wrong and one of what to do."""
    named = _filled(headers)
    width = len(headers) if cells > len(headers) else named
    cause = "a delimiter inside a value" if cells > width else "a line break inside a value"
    counted = "1 cell" if cells == 1 else f"{cells:,} cells"
    return (
        f"The row has {counted} where the header has {width:,}: {cause}? "
        "None of its cells was read or given back: correct it in your own file, with the value in quotation marks."
    )


def _filled(row: Sequence[str]) -> int:
    """The cells up to the last that says something."""
    return max((at for at, cell in enumerate(row, start=1) if cell), default=0)
