"""The log as lines of text, as a review file and the portal keep it.

Laws: an entry written and read again is the same; a kind, once published, keeps its name and its fields.
Spec: docs/spec/review-file.md.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from comity.benchmark.decisions import (
    Approved,
    Decision,
    Entry,
    KindSaid,
    NotApplicable,
    NotCovered,
    NotMappable,
    Party,
    Resolved,
    Undone,
)
from comity.benchmark.errors import ReviewProblem
from comity.benchmark.kinds import Kind
from comity.benchmark.links import Credit, Depth, Judgement, LinkKey, Proposal, Relation, Strength
from comity.core import canonical_json

_KINDS: Mapping[str, type[Decision]] = {
    "proposed": Proposal,
    "judged": Judgement,
    "not-covered": NotCovered,
    "not-applicable": NotApplicable,
    "approved": Approved,
    "not-mappable": NotMappable,
    "kind": KindSaid,
    "resolved": Resolved,
    "undone": Undone,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_LEFT_OUT: Mapping[str, object] = {"unread": False}
"""Facts that came later than their kind: a line says nothing of them where they are as they always were."""


def _link(said: Mapping[str, Any]) -> LinkKey:
    return LinkKey(str(said["criterion"]), tuple(str(one) for one in said["questions"]))


def _as_it_is(said: object) -> object:
    return said


_READ: Mapping[str, Callable[[Any], object]] = {
    "link": _link,
    "strength": lambda said: Strength(said) if said else None,
    "relation": lambda said: Relation(said) if said else None,
    "depth": lambda said: Depth(said) if said else None,
    "credit": Credit,
    "kind": Kind,
}


def line_of(entry: Entry) -> str:
    """One line of canonical JSON."""
    body = {
        "seq": entry.seq,
        "party": entry.party,
        "by": entry.by,
        "at": entry.at,
        "said": _NAMES[type(entry.decision)],
        "facts": {
            name: fact
            for name, fact in asdict(entry.decision).items()
            if name not in _LEFT_OUT or fact != _LEFT_OUT[name]
        },
    }
    return canonical_json(body).decode()


def entry_of(line: str) -> Entry:
    """Raises ReviewProblem for a line of a kind that this program does not know, or one that is damaged."""
    try:
        body = json.loads(line)
        made: Callable[..., Decision] = _KINDS[body["said"]]
        known = [one.name for one in fields(_KINDS[body["said"]])]
        said = {**_LEFT_OUT, **body["facts"]}
        facts = {name: _READ.get(name, _as_it_is)(said[name]) for name in known}
        return Entry(
            seq=int(body["seq"]),
            party=Party(body["party"]) if body["party"] else None,
            by=str(body["by"]),
            at=str(body["at"]),
            decision=made(**facts),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReviewProblem(
            f"A line of the log cannot be read ({error}).",
            remedy="Use the last file that the program itself wrote, or a newer program.",
        ) from error
