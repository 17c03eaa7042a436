"""Two colleagues' answers made one, without losing either's words.

In: what both began from, and what each wrote, as text by line. Out: the merged text, and every line on which they differ.
Laws: a line that one alone changed is that one's; a line that both changed alike is theirs; where they differ the first stays,
the second is kept beside it, and nothing is dropped; merging in the other order finds the same disputes.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    line: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    written: Mapping[str, str]
    disputes: tuple[Dispute, ...]


def merge_answers(base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> Merged:
    written: dict[str, str] = {}
    disputes = []
    for line in sorted({*base, *ours, *theirs}):
        was, one, other = base.get(line, ""), ours.get(line, ""), theirs.get(line, "")
        chosen = other if one == was else one
        if one != was and other not in (was, one):
            disputes.append(Dispute(line=line, ours=one, theirs=other))
            chosen = one or other  # words are not lost to an empty cell
        if chosen:
            written[line] = chosen
    return Merged(written=written, disputes=tuple(disputes))
