"""Charts as small SVGs of our own: bars that bear their numbers, read without colour, with their words beside them.

Colours are attributes, for a file that stands alone; in a page the style sheet's classes outweigh them, so that a chart follows light and dark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

import vl_convert
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop

from comity.portal.shell.bars import Bar, pieces_of
from comity.portal.shell.sentences import in_own_words
from comity.portal.statistics.queries import BANDS, OfPeriod, OfRound, Statistics, band_label
from comity.survey.disclosure import Distribution, Outcome
from comity.survey.sums import Total

_WIDTH, _LABELS, _BAR, _STEP, _TOP = 640, 92, 26, 44, 34
_SHADES = ("#cfe3dc", "#8fbfb0", "#3f8a76", "#1f3d36")  # as the style sheet has them
_INK, _SOFT = "#1d2b30", "#52646b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    value: float
    text: str
    shade: int = 2  # of _SHADES


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words with their facts: a file says them in English, as the chart goes to whoever has a use for it, a page in the reader's language."""

    words: str
    facts: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def english(self) -> str:
        return self.words % {
            name: one if isinstance(one, str) else f"{one:,.0f}" for name, one in self.facts.items()
        }

    @property
    def own(self) -> str:
        return gettext(self.words) % {
            name: in_own_words(one) if isinstance(one, str) else amount(one)
            for name, one in self.facts.items()
        }


def amount(number: float) -> str:
    """Whole, and as the reader's language parts its thousands."""
    return number_format(number, 0, force_grouping=True)


NOTHING = Note(words="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    label: str
    parts: tuple[Part, ...]
    note: Note = NOTHING  # beside the bar, or instead of one
    kind: str = ""  # of several rows of one label

    @property
    def english(self) -> str:
        return f"{self.label} {self.kind}".strip()

    @property
    def own(self) -> str:
        return f"{self.label} {gettext(self.kind) if self.kind else ''}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    name: str
    title: str
    alternative: str
    svg: str
    rows: tuple[Row, ...]

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The same for a page, which gives it more room or less."""
        most = max((sum(part.value for part in row.parts) for row in self.rows), default=0)
        return tuple(_bar_of(row, most) for row in self.rows)

    def png(self) -> bytes:
        drawn: bytes = vl_convert.svg_to_png(self.svg, scale=2.0)
        return drawn


def _bar_of(row: Row, most: float) -> Bar:
    values, shades = [part.value for part in row.parts], [part.shade for part in row.parts]
    return Bar(
        label=row.own,
        note=row.note.own if row.note.words else "",
        pieces=pieces_of(
            values, most=most, shades=shades, texts=[amount(part.value) for part in row.parts if part.text]
        ),
        key=tuple((part.shade, part.text) for part in row.parts if part.text),
    )


def charts_of(found: Statistics) -> tuple[Chart, ...]:
    charts = []
    if found.rounds:
        charts += [_days(found.rounds), _overlap(found.rounds), _rows(found.rounds)]
    if found.periods:
        charts += [_recognised(found.periods)]
    return tuple(charts)


def chart_file(found: Statistics, name: str, form: str) -> bytes | None:
    """None for a chart or a form that there is not."""
    chart = next((one for one in charts_of(found) if one.name == name), None)
    if chart is None or form not in {"svg", "png"}:
        return None
    return chart.png() if form == "png" else chart.svg.encode()


def _days(rounds: Sequence[OfRound]) -> Chart:
    rows = [
        Row(
            label=one.name,
            parts=(Part(value=one.days, text=""),),
            note=Note(words=gettext_noop("%(n)s days"), facts={"n": one.days}),
        )
        if one.days is not None
        else Row(label=one.name, parts=(), note=Note(words=gettext_noop("too few contributors")))
        for one in rounds
    ]
    return _chart("days", gettext_noop("Days from cut-off to release"), rows)


def _rows(rounds: Sequence[OfRound]) -> Chart:
    return _chart(
        "rows", gettext_noop("Audits that lists gave"), [_total_row(one.name, one.rows) for one in rounds]
    )


def _recognised(periods: Sequence[OfPeriod]) -> Chart:
    rows = [
        replace(_total_row(one.name, total), kind=kind)
        for one in periods
        for kind, total in (("", one.recognised), (gettext_noop("avoided"), one.avoided))
    ]
    return _chart("recognised", gettext_noop("Audits recognised, and audits avoided"), rows)


def _total_row(label: str, one: Total) -> Row:
    if not one.low:
        return Row(label=label, parts=(), note=_not_shown(one.reason))
    low, high = one.low[0], one.high[0]
    if low == high:
        return Row(
            label=label,
            parts=(Part(value=low, text=""),),
            note=Note(words="%(n)s", facts={"n": low}),
        )
    parts = (Part(value=low, text=""), Part(value=high - low, text="", shade=0))
    return Row(
        label=label,
        parts=parts,
        note=Note(
            words=gettext_noop("between %(low)s and %(high)s"),
            facts={"low": low, "high": high},
        ),
    )


def _not_shown(reason: str) -> Note:
    return Note(words=gettext_noop("not shown: %(reason)s"), facts={"reason": reason})


def _overlap(rounds: Sequence[OfRound]) -> Chart:
    rows = []
    for one in rounds:
        if one.overlap.outcome is Outcome.WITHHELD:
            rows.append(Row(label=one.name, parts=(), note=_not_shown(one.overlap.reason)))
            continue
        parts = tuple(
            Part(value=count, text=f"{count}: {band_label(part)}", shade=_shade(part))
            for part, count in zip(one.overlap.answers, one.overlap.counts[0], strict=True)
        )
        rows.append(Row(label=one.name, parts=parts))
    title = gettext_noop("Contributors, by how many of their sites others have, too")
    said = [f"{one.name}: {_spoken(one.overlap)}" for one in rounds]
    return _chart("overlap", title, rows, said=said)


def _spoken(one: Distribution) -> str:
    if not one.counts:
        return "not shown, because " + one.reason
    return ", ".join(
        f"{count} have {band_label(part)} of theirs in common"
        for part, count in zip(one.answers, one.counts[0], strict=True)
    )


def _shade(part: Sequence[int]) -> int:
    """The more overlap, the darker."""
    return round((part[0] + part[-1]) / 2 / (BANDS - 1) * (len(_SHADES) - 1))


def _chart(
    name: str,
    title: str,
    rows: Sequence[Row],
    *,
    said: Sequence[str] | None = None,
) -> Chart:
    words = said if said is not None else [f"{row.english}: {row.note.english}" for row in rows]
    return Chart(
        name=name,
        title=title,
        alternative=f"{title}. {'; '.join(words)}.",
        svg=_drawn(title, rows),
        rows=tuple(rows),
    )


def _drawn(title: str, rows: Sequence[Row]) -> str:
    height = _TOP + _STEP * len(rows)
    room = _WIDTH - _LABELS - 150
    most = max((sum(part.value for part in row.parts) for row in rows), default=0) or 1
    lines = [_text(0, 18, title, size=16, weight=600)]
    for at, row in enumerate(rows):
        y = _TOP + at * _STEP
        lines.append(_text(0, y + 19, row.english, size=14))
        x = float(_LABELS)
        for part in row.parts:
            width = room * part.value / most
            lines.append(_bar(x, y, max(width, 1), _BAR, part.shade))
            if part.text:
                lines.append(_text(x + 7, y + 18, part.text, size=13, on=part.shade))
            x += width
        if row.note.words:
            lines.append(
                _text(x + (8 if row.parts else 0), y + 18, row.note.english, size=14, soft=not row.parts)
            )
    body = "".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        f' font-family="DejaVu Sans, Helvetica, Arial, sans-serif">{body}</svg>'
    )


def _bar(x: float, y: float, width: float, height: float, shade: int) -> str:
    return (
        f'<rect class="shade-{shade}" fill="{_SHADES[shade]}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}"'
        f' height="{height}" rx="3" stroke="#ffffff" stroke-width="1"/>'
    )


def _text(
    x: float, y: float, text: str, *, size: int, weight: int = 400, soft: bool = False, on: int | None = None
) -> str:
    kind, fill = ("soft", _SOFT) if soft else ("ink", _INK)
    if on is not None:
        kind, fill = f"on-{on}", "#ffffff" if on > 1 else _INK
    return (
        f'<text class="{kind}" fill="{fill}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )
