"""The tables of a PDF page that have no rules around their cells, by the gaps that run down between their columns.

In: the words of a page that stand outside ruled tables. Out: more `PageTable`s. What tells a row is, in this order: a number of its
own beside its first line, a wider step from line to line, a number in its middle.
Laws: nothing is guessed: a letter belongs to the column it stands in, and where rows cannot be told there is no table.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from comity.benchmark.pdf_tables import PageTable

_SPACE = 0.3  # of a line's height: what stands further apart are two words
_GAP = 0.4  # of it: what stays so far apart from line to line are two columns
_LEAST_ROWS = 3
_STEP = 1.12  # of the usual way from line to line: more than that begins a row
_LEVEL = 0.35  # of a line's height: so near, two lines are level
_NEAR = 2.0  # of a line's height: so near above, a line belongs to what is below
_BROKEN = 8  # lines of a row that goes on from one page to the next
_MANY = 3  # one in so many
_BESIDE = 0.6  # of the rows have text on both sides of a gap that parts columns


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands, or what is taken for one: a line of it, a number."""

    left: float
    bottom: float
    right: float
    top: float
    place: int  # in the order of the document, which letters that run from the right keep
    text: str

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    def followed_by(self, other: "Word", between: str = " ") -> "Word":
        return Word(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
            min(self.place, other.place),
            f"{self.text}{between}{other.text}",
        )

    def away(self, other: "Word") -> float:
        """Letters that hang over each other are less than nothing away."""
        return max(other.left - self.right, self.left - other.right)

    def is_level_with(self, other: "Word") -> bool:
        return abs(self.middle - other.middle) <= _LEVEL * min(self.height, other.height)


Span = tuple[float, float]


def words_of(text: pypdfium2.PdfTextPage, tables: Sequence[PageTable]) -> list[Word]:
    """Outside the tables, in the order of the document. Boxes are of the whole font, so that words of a line are level with each
    other. Cost grows with the letters of the page."""
    found: list[Word] = []
    is_apart = True
    for at in range(text.count_chars()):
        letter = _letter(text, at)
        if letter is None:
            continue
        if letter.isspace() or letter == "\0":
            is_apart = True
            continue
        left, bottom, right, top = text.get_charbox(at, loose=True)
        one = Word(left, bottom, right, top, at, letter)
        if not is_apart and found[-1].is_level_with(one) and found[-1].away(one) <= _SPACE * one.height:
            found[-1] = found[-1].followed_by(one, "")
        else:
            found.append(one)
        is_apart = False
    return [
        one for one in found if not any(it.holds((one.left + one.right) / 2, one.middle) for it in tables)
    ]


def _letter(text: pypdfium2.PdfTextPage, at: int) -> str | None:
    """PDFium counts in UTF-16: what lies beyond U+FFFF comes in two halves, and is read with the first."""
    unit: int = pdfium.FPDFText_GetUnicode(text, at)
    if not 0xD800 <= unit < 0xE000:
        return chr(unit)
    second: int = pdfium.FPDFText_GetUnicode(text, at + 1) if at + 1 < text.count_chars() else 0
    is_pair = unit < 0xDC00 <= second < 0xE000
    return chr(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00)) if is_pair else None


def columned_tables(words: Sequence[Word]) -> list[PageTable]:
    """From top to bottom."""
    return [table for block in _blocks(_lines(words)) if (table := _table(block)) is not None]


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """From the top, words that are level with each other; what is centred beside two lines is a line of its own."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (-one.middle, one.left)):
        if lines and lines[-1][0].is_level_with(word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between which the same gaps run down."""

    lines: list[list[Word]]
    gaps: list[Span]

    @property
    def words(self) -> list[Word]:
        return [word for line in self.lines for word in line]


def _blocks(lines: Sequence[list[Word]]) -> Iterator[_Block]:
    """Each begins with a line that has gaps, and goes on as long as no line closes one: of the first lines the head may have more.
    A line right above that fits into a column belongs to it, too: where numbers stand in the middle, texts begin above them."""
    held, free = _Block([], []), 0
    for at, line in enumerate(lines):
        gaps = _gaps_of([*held.words, *line]) if held.gaps else []
        if not gaps or (len(gaps) < len(held.gaps) and len(held.lines) >= _LEAST_ROWS):
            yield held
            free = at if held.gaps else free
            held = _begun(lines[free:at], line)
        else:
            held = _Block([*held.lines, line], gaps)
    yield held


def _begun(above: Sequence[list[Word]], line: list[Word]) -> _Block:
    held = _Block([line], _gaps_of(line))
    for one in reversed(above):
        wider = _Block([one, *held.lines], _gaps_of([*one, *held.words]))
        is_near = one[0].middle - held.lines[0][0].middle <= _NEAR * one[0].height
        if not held.gaps or len(wider.gaps) < len(held.gaps) or not is_near:
            break
        held = wider
    return held


def _gaps_of(words: Sequence[Word]) -> list[Span]:
    """Where nothing stands between the leftmost and the rightmost word."""
    least = _GAP * min(word.height for word in words)
    gaps: list[Span] = []
    reached: float | None = None
    for word in sorted(words, key=lambda one: one.left):
        if reached is not None and word.left - reached >= least:
            gaps.append((reached, word.left))
        reached = word.right if reached is None else max(reached, word.right)
    return gaps


def _table(block: _Block) -> PageTable | None:
    words = block.words
    if not block.gaps or len(block.lines) < _LEAST_ROWS:
        return None
    left, right = min(word.left for word in words), max(word.right for word in words)
    edges = [left - 1.0, *((start + end) / 2 for start, end in block.gaps), right + 1.0]
    columns = _columns(words, edges)
    cuts = [] if _runs_on(columns) or _is_a_list(columns) else _cuts(columns)
    if len(cuts) < _LEAST_ROWS - 1:
        return None
    top, bottom = max(word.top for word in words), min(word.bottom for word in words)
    rows = [["" for _ in columns] for _ in range(len(cuts) + 1)]
    for at, lines in enumerate(columns):
        for line in lines:
            row = rows[bisect_right(cuts, -line.middle, key=lambda cut: -cut)]
            row[at] = f"{row[at]}\n{line.text}".strip("\n")
    filled = min(sum(bool(row[at]) for row in rows) for at in range(len(edges) - 1))
    if filled < max(_LEAST_ROWS, _BESIDE * len(rows)):
        return None
    return PageTable(left=edges[0], right=edges[-1], top=top, bottom=bottom, rows=tuple(map(tuple, rows)))


def _columns(words: Sequence[Word], edges: Sequence[float]) -> list[list[Word]]:
    """The lines of each column, from the top."""
    found: list[list[Word]] = []
    for left, right in pairwise(edges):
        lines = _lines([word for word in words if left <= word.left < right])
        found.append([reduce(Word.followed_by, sorted(line, key=lambda one: one.place)) for line in lines])
    return found


def _runs_on(columns: Sequence[Sequence[Word]]) -> bool:
    """Running text that is set in columns: in each, many lines begin inside a sentence."""
    return all(_MANY * sum(line.text[:1].islower() for line in lines) > len(lines) for lines in columns)


def _is_a_list(columns: Sequence[Sequence[Word]]) -> bool:
    """Numbered paragraphs, whose numbers stand before their first lines: they are read line by line."""
    numbers, *texts = columns
    has_numbers = all(any(letter.isdigit() for letter in one.text) for one in numbers)
    return len(texts) == 1 and has_numbers and bool(_by_first_lines(numbers, texts[0], _heights(columns)))


def _heights(columns: Sequence[Sequence[Word]]) -> list[float]:
    return sorted({round(line.middle, 1) for column in columns for line in column}, reverse=True)


def _cuts(columns: Sequence[Sequence[Word]]) -> list[float]:
    """Heights between the rows, from the top; nothing where they cannot be told."""
    main = max(columns, key=len)
    numbers = next((one for one in columns if one is not main and len(one) >= _LEAST_ROWS), None)
    heights = _heights(columns)
    wide = _wide_steps(heights, main)
    if numbers is None:
        return wide
    if first := _by_first_lines(numbers, main, heights):
        return first
    return wide if _each_has_one(wide, numbers) else _around(numbers, main)


def _by_first_lines(numbers: Sequence[Word], main: Sequence[Word], heights: Sequence[float]) -> list[float]:
    if not all(any(number.is_level_with(line) for line in main) for number in numbers):
        return []
    cuts = [cut for number in numbers if (cut := _above(heights, number)) is not None]
    wide = _wide_steps(heights, main)
    return cuts if all(any(abs(one - cut) < main[0].height / 2 for cut in cuts) for one in wide) else []


def _wide_steps(heights: Sequence[float], main: Sequence[Word]) -> list[float]:
    steps = [one.middle - two.middle for one, two in pairwise(main)]
    usual = min(steps, default=0.0)
    return [(one + two) / 2 for one, two in pairwise(heights) if one - two > _STEP * usual]


def _above(heights: Sequence[float], number: Word) -> float | None:
    """Between a line and the one before it; nothing above the first."""
    before = [height for height in heights if height > number.middle + _LEVEL * number.height]
    return (before[-1] + number.middle) / 2 if before else None


def _each_has_one(cuts: Sequence[float], numbers: Sequence[Word]) -> bool:
    found = Counter(bisect_right([-cut for cut in cuts], -number.middle) for number in numbers)
    return len(found) > _BESIDE * (len(cuts) + 1) and max(found.values()) == 1


def _around(numbers: Sequence[Word], main: Sequence[Word]) -> list[float]:
    """Each number stands in the middle of its row, so that a row ends as far below it as it began above. The rest of a row
    that began on the page before stands above the first. Where that comes out in several ways, sentences tell which one it is."""
    found = [
        [first, *(end + 1 for end in ends)]
        for first in range(min(_BROKEN, len(main)))
        if (ends := _ends(numbers, main, first))
    ]
    starts = max(found, key=lambda some: sum(_begins(main, at) for at in some), default=[])
    return [(main[at - 1].middle + main[at].middle) / 2 for at in starts if 0 < at < len(main)]


def _begins(main: Sequence[Word], at: int) -> bool:
    return at < len(main) and not main[at].text[:1].islower()


def _ends(numbers: Sequence[Word], main: Sequence[Word], first: int) -> list[int]:
    """The last line of each row, were the first row to begin there; nothing where that does not come out."""
    ends: list[int] = []
    at = first
    for number in numbers:
        if at >= len(main):
            return []
        below = 2 * number.middle - main[at].middle
        last = min(range(at, len(main)), key=lambda place: abs(main[place].middle - below))
        if abs(main[last].middle - below) > _LEVEL * number.height:
            return []
        ends.append(last)
        at = last + 1
    return ends if len(main) - at <= _BROKEN else []
