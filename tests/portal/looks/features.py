"""What a page is made of, as far as somebody who cannot see it, or axe, could tell: two pages made of the same need one look.

A feature is an element with its ancestors, its classes, what it says of itself to assistive technology, whether words stand
in it, what stands in it where that must be certain elements, and, of a heading, the heading before it. Words and numbers are none:
a longer list, or another company's name, makes no new feature.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
STRICT = frozenset(
    ["dl", "ol", "ul", "menu", "select", "table", "tbody", "thead", "tr", "fieldset", "figure", "details"]
)
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
TOLD = ("class", "role", "type", "scope", "lang", "dir", "tabindex", "style", "autocomplete")
"""Attributes whose words count; of `aria-…` they do, too, unless they name an element or are a label. Of others, that they are there."""
NAMES = frozenset({"aria-label", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"})


@dataclass(slots=True)
class _Open:
    tag: str
    said: str
    inside: set[str] = field(default_factory=set)
    has_words: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Open] = []
        self.heading = ""
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.open:
            self.open[-1].inside.add(tag)
        said = f"{tag}[{','.join(sorted(_told(attrs)))}]"
        if tag in HEADINGS:
            said, self.heading = f"{said} after {self.heading}", tag
        self.open.append(_Open(tag=tag, said=said))
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and any(one.tag == tag for one in self.open):
            ended = self.open[-1]
            inside = ",".join(sorted(ended.inside)) if ended.tag in STRICT or "role=" in ended.said else ""
            path = " ".join(one.said for one in self.open)
            self.found.add(f"{path} {{{inside}}}{' words' if ended.has_words else ''}")
            self.open.pop()
            if ended.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.open[-1].has_words = True


def _told(attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    for name, value in attrs:
        tells = name in TOLD or (name.startswith("aria-") and name not in NAMES)
        yield f"{name}={value}" if tells else name


def features_of(html: str) -> frozenset[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return frozenset(reader.found)
