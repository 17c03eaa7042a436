"""The registry as its users hold it: what is known, what was judged, which site a record is, what was released.

Laws: an id once handed out is never another site's, and leads to a live site for ever; nothing is half-written: a
transaction is there whole or not at all, in the file and in memory; the same round settled again writes nothing.
"""

import difflib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np
import polars as pl

from comity.core import SITE_SCHEMA, UsageProblem
from comity.linkage import KNOWN_FRAME, Constraint, Linkage
from comity.registry.errors import NoJudgement, NoRelease, UnknownSite
from comity.registry.events import Confirmed, Entry, Event, Judged, Prepared, Withdrawn
from comity.registry.fold import Pair, State, events_of, fold
from comity.registry.history import Happening, happenings
from comity.registry.ids import number_of, numbers_meant, site_id
from comity.registry.log import Log
from comity.registry.settle import assign

SETTLED_FRAME = pl.Schema({"record": pl.String, "site": pl.String})
"""Out of `settle`: one line for every record of the round, in the order of the records."""

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person said of two records, as it stands in the log."""

    left: str  # left < right
    right: str
    same: bool | None  # None: the judgements before it were withdrawn
    by: str
    at: datetime
    note: str
    stands: bool  # False once another judgement on the same records, or a withdrawal, followed


class Registry:
    """One registry, in a file or in memory. Use as a context manager, or close it."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._state = State()
        self._head: tuple[str, str, str] | None = None  # the last event that was folded, as it is written
        self._depth = 0
        try:
            self._refresh()
        except BaseException:  # an interruption, too, must not leave the file open
            log.close()
            raise

    @classmethod
    def open(cls, path: Path, *, new_secret: bytes, published: Callable[[Path, str], bool]) -> Self:
        """Begins a registry where there is no file. Confirms what was published just before a crash."""
        registry = cls(Log(path, new_secret=_checked(new_secret)))
        try:
            registry._confirm_published(published)
        except BaseException:  # as above
            registry.close()
            raise
        return registry

    @classmethod
    def in_memory(cls, *, secret: bytes = bytes(SECRET_BYTES)) -> Self:
        return cls(Log(None, new_secret=_checked(secret)))

    @property
    def path(self) -> Path | None:
        return self._log.path

    def close(self) -> None:
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        self.close()
        return False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Nobody else writes meanwhile. An exception takes everything back; inside another, that other decides."""
        if self._depth == 0:
            self._log.begin()
        self._depth += 1
        try:
            if self._depth == 1:
                self._refresh()
            yield
            if self._depth == 1:
                self._log.commit()
        except BaseException as stopped:  # an interruption, too, takes back what was not committed
            if self._depth == 1:
                self._log.rollback()
                self._begin_anew()
                # One that came before the first step inside leaves us to be collected, and the file may be closed by then.
                if not isinstance(stopped, GeneratorExit):
                    self._refresh()
            raise
        finally:
            self._depth -= 1

    def known(self) -> pl.DataFrame:
        """KNOWN_FRAME. A part that a judgement cut off already bears the id it gets when the next round is settled."""
        with self._reading():
            records = self._log.records()
        keys = records["record"].to_list()
        try:
            homes = [self._state.home[record] for record in keys]
        except KeyError as error:
            raise self._log.broken(f"record {error} has no site") from error
        site = np.array(homes, dtype=np.int64)
        standing = self._state.standing
        live = np.arange(self._state.highest + len(standing.promised) + 1)
        live[list(standing.live)] = list(standing.live.values())
        site = live[site]
        order = {record: place for place, record in enumerate(keys)} if standing.moved else {}
        for record, moved in standing.moved.items():
            site[order[record]] = moved
        names = pl.Series([site_id(number) for number in range(len(live))], dtype=pl.String)
        return records.with_columns(site=names.gather(site)).select(KNOWN_FRAME.names())

    def constraints(self) -> tuple[Constraint, ...]:
        with self._reading():
            judged = sorted(self._state.judged.items())
        return tuple(Constraint(left=left, right=right, same=same) for (left, right), same in judged)

    def settle(self, linkage: Linkage, rows: pl.DataFrame, *, round_id: str) -> pl.DataFrame:
        """SETTLED_FRAME for `rows` (linkage.ROWS_FRAME), which `linkage` must be of. What is new is remembered."""
        records = rows["record"].unique().sort()
        with self.transaction():
            self._note_judgements(round_id)
            assigned = assign(self._state, linkage.clusters, records)
            if assigned.homes:
                self._log.remember(_said(rows, [record for record, _ in assigned.homes]))
                self._append(assigned, round_id)
                self._note_judgements(round_id)  # a new record can carry a judgement between two known sites
            sites = [site_id(self._state.site_of(record)) for record in records.to_list()]
        return pl.DataFrame({"record": records, "site": sites}, schema=SETTLED_FRAME)

    def judge(self, left: str, right: str, *, same: bool, by: str, at: datetime, note: str = "") -> None:
        """Of two judgements on the same records the one given last stands, whatever times they bear."""
        one, other = _pair(left, right)
        with self.transaction():
            self._append(Judged(left=one, right=other, same=same, by=by, at=_utc(at), note=note))

    def withdraw(self, left: str, right: str, *, by: str, at: datetime) -> None:
        """As if nothing had been said of the two: an earlier judgement does not come back."""
        one, other = _pair(left, right)
        with self.transaction():
            if (one, other) not in self._state.judged:
                raise NoJudgement(
                    f"No judgement on the records {one} and {other} stands.",
                    remedy="Look at the judgements that stand, and withdraw one of those.",
                )
            self._append(Withdrawn(left=one, right=other, by=by, at=_utc(at)))

    def judgements(self) -> tuple[Judgement, ...]:
        """All that was ever said, the oldest first."""
        said: list[tuple[int, Judged | Withdrawn]] = []
        last: dict[Pair, int] = {}
        for entry in self._entries():
            if isinstance(entry.event, Judged | Withdrawn):
                said.append((entry.seq, entry.event))
                last[entry.event.left, entry.event.right] = entry.seq
        return tuple(
            Judgement(
                left=event.left,
                right=event.right,
                same=event.same if isinstance(event, Judged) else None,
                by=event.by,
                at=datetime.fromisoformat(event.at),
                note=event.note if isinstance(event, Judged) else "",
                stands=isinstance(event, Judged) and last[event.left, event.right] == seq,
            )
            for seq, event in said
        )

    def resolve(self, site: str) -> str:
        """The live site that the id leads to."""
        with self._reading():
            return site_id(self._state.live_site(self._number(site)))

    def history(self, site: str) -> tuple[Happening, ...]:
        """What happened to the id, the oldest first."""
        with self._reading():
            number = self._number(site)
        return happenings(self._entries(), number)

    def secret(self) -> bytes:
        return self._log.secret()

    def prepare_release(self, *, round_id: str, payload: bytes, out: Path, manifest_digest: str) -> None:
        """Say, before `out` appears, what it will hold. The release counts once it is confirmed."""
        with self.transaction():
            event = Prepared(out=str(out.absolute()), manifest_digest=manifest_digest)
            self._append(event, round_id)
            self._log.keep_payload(self._state.seq, payload)

    def confirm_release(self, round_id: str) -> None:
        """`out` is there. Confirms what was prepared last for the round; a second time does nothing."""
        with self.transaction():
            prepared = [seq for seq, release in self._state.prepared.items() if release.round == round_id]
            if not prepared:
                raise NoRelease(
                    f"No release was prepared for the round “{round_id}”.", remedy="Prepare it first."
                )
            if prepared[-1] not in self._state.confirmed:
                self._append(Confirmed(prepared=prepared[-1]), round_id)

    def releases(self, *, besides: str) -> tuple[tuple[str, bytes], ...]:
        """(round, payload) of the confirmed releases of all other rounds; of each round the one confirmed last.

        Which of them are earlier the payloads say, not the names: “autumn” comes before “spring” in the alphabet alone.
        """
        with self._reading():
            of_round = {self._state.prepared[seq].round: seq for seq in self._state.confirmed}
            return tuple(
                (round_id, self._log.payload(seq))
                for round_id, seq in sorted(of_round.items())
                if round_id != besides
            )

    def _confirm_published(self, published: Callable[[Path, str], bool]) -> None:
        """A crash can fall between the folder's appearing and its confirmation: then only the folder can tell."""
        done = set(self._state.confirmed)
        open_ = [
            (seq, release)
            for seq, release in self._state.prepared.items()
            if seq not in done and published(Path(release.out), release.manifest_digest)
        ]
        if open_:
            with self.transaction():
                for seq, release in open_:
                    if seq not in self._state.confirmed:
                        self._append(Confirmed(prepared=seq), release.round)

    def _note_judgements(self, round_id: str) -> None:
        for event in list(events_of(self._state)):
            self._append(event, round_id)

    def _append(self, event: Event, round_id: str = "") -> None:
        entry = Entry(seq=self._state.seq + 1, round=round_id, event=event)
        self._log.append(entry)
        fold([entry], self._state)
        self._head = self._log.line(entry.seq)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._log.reading():
            self._refresh()
            yield

    def _begin_anew(self) -> None:
        self._state, self._head = State(), None

    def _refresh(self) -> None:
        """Carry the fold on over what another process wrote; begin anew where a copy was put in the file's place."""
        if self._log.line(self._state.seq) != self._head:
            self._begin_anew()
        try:
            fold(self._log.entries(after=self._state.seq), self._state)
        except ValueError as error:
            raise self._log.broken(str(error)) from error
        self._head = self._log.line(self._state.seq)

    def _entries(self) -> list[Entry]:
        return list(self._log.entries())

    def _number(self, site: str) -> int:
        number = number_of(site)
        if number is not None and number in self._state.anchor:
            return number
        raise UnknownSite(f"There is no site “{site}”.", remedy=self._meant(site))

    def _meant(self, site: str) -> str:
        meant = sorted({number for number in numbers_meant(site) if number in self._state.anchor})
        names = [site_id(number) for number in meant]
        near = difflib.get_close_matches(site.strip().upper(), names, n=3, cutoff=0.0)
        if near:
            return f"Did you mean {' or '.join(near)}?"
        return "An id looks like S-000123-7; copy it from secretariat/links.csv of a round."


def _checked(secret: bytes) -> bytes:
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a secret has {SECRET_BYTES} bytes, not {len(secret)}")
    return secret


def _pair(left: str, right: str) -> Pair:
    if left == right:
        raise UsageProblem(
            f"The record {left} was judged against itself.", remedy="Name two different records."
        )
    return (left, right) if left < right else (right, left)


def _utc(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a judgement needs a time with its zone")
    return at.astimezone(UTC).isoformat()


def _said(rows: pl.DataFrame, records: list[str]) -> pl.DataFrame:
    """What the records say. Two rows of one record can differ in the last digits of a place: the smallest is kept."""
    names = list(SITE_SCHEMA)
    wanted = pl.DataFrame({"record": pl.Series(records, dtype=pl.String)})
    place = pl.col("latitude", "longitude").fill_nan(None)
    said = rows.select("record", *names).join(wanted, on="record", how="semi").with_columns(place)
    first = said.sort("record", *names, nulls_last=True).unique("record", keep="first", maintain_order=True)
    return wanted.join(first, on="record", how="left", maintain_order="left")
