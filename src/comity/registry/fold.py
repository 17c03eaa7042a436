"""How things stand, from what happened: the log folded into sites, redirects and judgements that stand.

Laws: each site has an *anchor*, the record it was opened with, and stands for ever where its anchor stands, so that
every id leads to one live site and no redirect can loop; of several sites that one part anchors the oldest stands and
the others redirect. A record keeps the site it was given, its *home*, through merges and splits: where it stands is
worked out from homes and from the judgements that stand, and from nothing else, so that a judgement withdrawn leaves no
trace but a redirect, and a split after a merge gives the same ids back. The fold of a prefix, carried on over the rest,
is the fold of all.

A judgement is kept, with one exception: a cannot-link that must-links contradict gives way, as it does in linkage.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from comity.registry.events import (
    Assigned,
    Confirmed,
    Entry,
    Event,
    Judged,
    Merged,
    Parted,
    Prepared,
    Restored,
    Withdrawn,
)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Only what differs from "every record stands in its home" is said; that is little, because judgements are few."""

    live: Mapping[int, int]  # site that redirects -> the live site it leads to
    moved: Mapping[str, int]  # record that judgements cut out of its home -> the site it stands in
    promised: tuple[
        Parted, ...
    ]  # parts that no id is left for: the new ids they get when the next round is settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release that was prepared, by the number of its event."""

    round: str
    out: str
    manifest_digest: str


@dataclass(slots=True)
class State:
    """Grows in place, event by event: a registry of 100,000 records is not copied for each judgement."""

    seq: int = 0
    highest: int = 0  # number of the newest site
    home: dict[str, int] = field(default_factory=dict)
    members: dict[int, list[str]] = field(
        default_factory=dict
    )  # site -> records whose home it is, oldest first
    anchor: dict[int, str] = field(default_factory=dict)
    judged: dict[Pair, bool] = field(default_factory=dict)  # judgements that stand; whether they say "same"
    parted: set[int] = field(default_factory=set)  # sites opened by a split; their anchors have older homes
    noted: dict[int, int] = field(default_factory=dict)  # redirects that the log has told of
    prepared: dict[int, Release] = field(default_factory=dict)
    confirmed: list[int] = field(default_factory=list)  # prepared releases, in the order they were confirmed
    _standing: Standing | None = field(default=None, repr=False, compare=False)

    @property
    def standing(self) -> Standing:
        if self._standing is None:
            self._standing = _stand(self)
        return self._standing

    def site_of(self, record: str) -> int:
        standing = self.standing
        home = self.home[record]
        return standing.moved.get(record) or standing.live.get(home, home)

    def live_site(self, site: int) -> int:
        return self.standing.live.get(site, site)


def fold(entries: Iterable[Entry], onto: State | None = None) -> State:
    """Carries `onto` on, in place. Raises ValueError for a log with a hole, or one that contradicts itself."""
    state = State() if onto is None else onto
    for entry in entries:
        if entry.seq != state.seq + 1:
            raise ValueError(f"event {state.seq + 1} is missing")
        _apply(state, entry)
        state.seq = entry.seq
    return state


def _apply(state: State, entry: Entry) -> None:
    match entry.event:
        case Assigned(homes=homes):
            state._standing = None
            for record, site in homes:
                _give_home(state, record, site)
        case Parted(into=into, records=records):
            if not records or records[0] not in state.home:
                raise ValueError(f"event {entry.seq} opens a site with no record that is known")
            state._standing = None
            _open(state, into, records[0])
            state.parted.add(into)
        case Judged(left=left, right=right, same=same):
            state._standing = None
            state.judged[left, right] = same
        case Withdrawn(left=left, right=right):
            state._standing = None
            state.judged.pop((left, right), None)
        case Merged(site=site, into=into):
            state.noted[site] = into
        case Restored(site=site):
            state.noted.pop(site, None)
        case Prepared(out=out, manifest_digest=digest):
            state.prepared[entry.seq] = Release(round=entry.round, out=out, manifest_digest=digest)
        case Confirmed(prepared=seq):
            if seq not in state.prepared:
                raise ValueError(f"event {entry.seq} confirms a release that was not prepared")
            state.confirmed.append(seq)


def _give_home(state: State, record: str, site: int) -> None:
    if record in state.home:
        raise ValueError(f"record {record} has two homes")
    if site not in state.anchor:
        _open(state, site, record)
    state.home[record] = site
    state.members[site].append(record)


def _open(state: State, site: int, anchor: str) -> None:
    if site <= state.highest:
        raise ValueError(f"site {site} would be opened twice")
    state.highest = site
    state.anchor[site] = anchor
    state.members[site] = []


def _stand(state: State) -> Standing:
    """Where every record stands that a judgement could have moved. Costs what the judged sites hold, not the registry."""
    pairs = {
        pair: same for pair, same in state.judged.items() if pair[0] in state.home and pair[1] in state.home
    }
    if not pairs and not state.parted:
        return Standing(live={}, moved={}, promised=())
    sites = {state.home[record] for pair in pairs for record in pair}
    sites |= state.parted | {state.home[state.anchor[site]] for site in state.parted}
    homes = {site: _residents(state, site) for site in sorted(sites)}
    groups = _grouped(homes, pairs)
    id_of = {groups.find(state.anchor[site]): site for site in reversed(homes)}  # of several the oldest
    nameless: dict[str, list[str]] = defaultdict(list)  # oldest record of the oldest home first
    for record in (record for site in homes for record in state.members[site]):
        if groups.find(record) not in id_of:
            nameless[groups.find(record)].append(record)
    live = {site: id_of[groups.find(state.anchor[site])] for site in homes}
    promised = []
    for number, (group, records) in enumerate(nameless.items(), start=state.highest + 1):
        id_of[group] = number
        promised.append(Parted(site=live[state.home[records[0]]], into=number, records=tuple(records)))
    moved = {
        record: id_of[groups.find(record)]
        for site in homes
        for record in state.members[site]
        if id_of[groups.find(record)] != live[site]
    }
    return Standing(
        live={site: other for site, other in live.items() if site != other},
        moved=moved,
        promised=tuple(promised),
    )


def _residents(state: State, site: int) -> list[str]:
    """The records that belong to the site unless judgements say otherwise, its anchor first."""
    anchor, members = state.anchor[site], state.members[site]
    return members if members[:1] == [anchor] else [anchor, *members]


def _grouped(homes: Mapping[int, list[str]], pairs: Mapping[Pair, bool]) -> "_Groups":
    """Must-links first, then homes from the oldest: a record joins the first part of its home that it may stand with."""
    groups = _Groups()
    for left, right in sorted(pair for pair, same in pairs.items() if same):
        groups.join(left, right)
    for left, right in sorted(pair for pair, same in pairs.items() if not same):
        groups.hold_apart(left, right)
    for residents in homes.values():
        parts: list[str] = []
        for record in residents:
            if not any(groups.join(part, record) for part in parts):
                parts.append(record)
    return groups


class _Groups:
    """Records that stand together (union-find), some groups held apart."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)

    def find(self, record: str) -> str:
        root = record
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        for passed in self._way(record, root):
            self._parent[passed] = root
        return root

    def _way(self, record: str, root: str) -> Iterator[str]:
        while record != root:
            following = self._parent[record]
            yield record
            record = following

    def join(self, left: str, right: str) -> bool:
        """Whether the two stand together now; they do not where they are held apart."""
        kept, gone = self.find(left), self.find(right)
        if kept == gone:
            return True
        if gone in self._apart[kept]:
            return False
        self._parent[gone] = kept
        for third in self._apart.pop(gone, ()):
            self._apart[third].discard(gone)
            self.hold_apart(kept, third)
        return True

    def hold_apart(self, left: str, right: str) -> None:
        """Two that stand together already cannot be held apart: must-links win."""
        one, other = self.find(left), self.find(right)
        if one != other:
            self._apart[one].add(other)
            self._apart[other].add(one)


def events_of(state: State) -> Iterator[Event]:
    """What a round has to write down of what judgements changed since the last one: first ids, then redirects."""
    yield from state.standing.promised
    live = state.standing.live
    for site, into in sorted(live.items()):
        if state.noted.get(site) != into:
            yield Merged(site=site, into=into)
    for site, into in sorted(state.noted.items()):
        if site not in live:
            yield Restored(site=site, out_of=into)
