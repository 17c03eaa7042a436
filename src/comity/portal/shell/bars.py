"""Bars of a page, drawn in parts of the width they are given: their numbers keep their size on every screen.

A drawing of fixed width would shrink its letters on a telephone. Where there is a file to take away, that is another drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SHADES = 4
"""From light to dark, as the style sheet has them."""
_ROOM_FOR_TEXT = 9.0  # percent of the whole; a narrower piece says its number below alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Written as SVG reads it, whatever the language writes its decimals with."""

    x: str
    width: str
    middle: str
    shade: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    label: str
    note: str
    pieces: tuple[Piece, ...]
    key: tuple[tuple[int, str], ...] = ()  # shade and words of each piece, where it has words


def pieces_of(
    values: Sequence[float], *, most: float, shades: Sequence[int], texts: Sequence[str] = ()
) -> tuple[Piece, ...]:
    """Side by side; `most` fills the whole width."""
    found, x = [], 0.0
    for at, (value, shade) in enumerate(zip(values, shades, strict=True)):
        width = 100 * value / most if most else 0.0
        text = texts[at] if texts and width >= _ROOM_FOR_TEXT else ""
        found.append(
            Piece(
                x=f"{x:.2f}%", width=f"{width:.2f}%", middle=f"{x + width / 2:.2f}%", shade=shade, text=text
            )
        )
        x += width
    return tuple(found)


def graded(count: int) -> tuple[int, ...]:
    """A shade for each of `count` steps, the last the darkest."""
    return tuple(round((at + 1) * (SHADES - 1) / count) if count > 1 else SHADES - 1 for at in range(count))
