"""What can happen to a registry: the kinds of events of its log, and their bytes.

An event says what was decided, never how things stand; how they stand is the fold. Sites go by their running number.
Laws: an event written and read again is the same; a kind, once published, keeps its name and its fields.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from comity.core import canonical_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Records were remembered, each with its site. A number not seen before opens a site; its first record anchors it."""

    homes: tuple[tuple[str, int], ...]  # record, number of the site


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """Judgements cut records out of a site, and they had no id to get back: they got a new one, anchored by the first."""

    site: int
    into: int
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """From this round on the site redirects. Written for people: it follows from the judgements."""

    site: int
    into: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """From this round on the site, which redirected, stands again. Written for people, like Merged."""

    site: int
    out_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    left: str  # left < right
    right: str
    same: bool
    by: str
    at: str  # ISO 8601, UTC
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The judgement on the two records no longer stands, and none takes its place."""

    left: str
    right: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A release is about to be published at `out`; its payload is kept beside the log, under the event's number."""

    out: str
    manifest_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The release that event `prepared` announced is there."""

    prepared: int


Event = Assigned | Parted | Merged | Restored | Judged | Withdrawn | Prepared | Confirmed

KINDS: Mapping[str, type[Event]] = {
    "assigned": Assigned,
    "parted": Parted,
    "merged": Merged,
    "restored": Restored,
    "judged": Judged,
    "withdrawn": Withdrawn,
    "release-prepared": Prepared,
    "release-confirmed": Confirmed,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. `round` is empty where the event belongs to none: judgements are given between rounds."""

    seq: int  # from 1, without holes
    round: str
    event: Event


def kind_of(event: Event) -> str:
    return _NAMES[type(event)]


def body_of(event: Event) -> str:
    return canonical_json(asdict(event)).decode()


def event_of(kind: str, body: str) -> Event:
    """Raises KeyError for an unknown kind, TypeError or ValueError for a body that is not of its kind."""
    made = KINDS[kind]
    facts = json.loads(body)
    if made is Assigned:
        return Assigned(homes=tuple((str(record), int(site)) for record, site in facts["homes"]))
    if made is Parted:
        return Parted(site=facts["site"], into=facts["into"], records=tuple(facts["records"]))
    return made(**facts)
