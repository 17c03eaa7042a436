"""Logs as they stood when they were last asked for: a request reads the log's text, and folds only what came since.

In: the parts of one case's log, as the database has them now. Out: `Folded`. Laws: what is known is found by the case and by a digest of
every letter of the parts before, so that a part that was taken back, or changed by hand, is folded anew whatever this process remembers,
and no other process need tell it anything; of two cases neither finds the other's. It is bounded, and the longest unasked goes first.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from comity.benchmark import Ahead, CriteriaSet, Log, Party, Rule, Standing
from comity.benchmark.log_lines import entry_of
from comity.benchmark.sides import as_own_verdict, standing_seen_by
from comity.benchmark.standing import fold

MOST_ENTRIES = 100_000
"""In one process, of all cases together: a long log has ten thousand, and takes some ten megabytes."""


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is worked out once
class Folded:
    log: Log = field(default_factory=Log)
    fresh: int = 0  # entries that had to be read for it

    def seen_by(self, party: Party) -> Standing:
        if party not in self._seen:
            self._seen[party] = standing_seen_by(self.log, party)
        return self._seen[party]

    def own_verdict(self, party: Party) -> Standing:
        """By which the party is asked what comes next."""
        if party is Party.REVIEWER:
            return self.seen_by(party)
        if party not in self._own:
            self._own[party] = as_own_verdict(self.log, party)
        return self._own[party]

    def ahead(self, party: Party, criteria: CriteriaSet, rule: Rule) -> Ahead:
        """Of one case the criteria are always the same."""
        if (party, rule) not in self._ahead:
            self._ahead[party, rule] = Ahead(criteria=criteria, standing=self.own_verdict(party), rule=rule)
        return self._ahead[party, rule]

    @cached_property
    def _ahead(self) -> dict[tuple[Party, Rule], Ahead]:
        return {}

    @cached_property
    def _seen(self) -> dict[Party, Standing]:
        return {}  # filled as they are asked for

    @cached_property
    def _own(self) -> dict[Party, Standing]:
        return {}


class Folds:
    """What one process remembers. Several threads may ask at once: the worst is that both fold."""

    def __init__(self, most_entries: int = MOST_ENTRIES) -> None:
        self.most_entries = most_entries
        self._known: OrderedDict[str, Folded] = OrderedDict()
        self._lock = Lock()

    def of(self, case: str, parts: Sequence[str]) -> Folded:
        """`parts`: the text of each, the first one first."""
        names = _names(case, parts)
        at, known = self._longest(names)
        if at == len(parts):
            return known
        fresh = [entry_of(line) for text in parts[at:] for line in text.split("\n")]
        log = Log(entries=(*known.log.entries, *fresh), standing=fold(fresh, known.log.standing))
        found = Folded(log=log, fresh=len(fresh))
        with self._lock:
            self._known.pop(names[at], None)  # it was of the same case, and shorter
            self._known[names[-1]] = found
            while sum(len(one.log.entries) for one in self._known.values()) > self.most_entries:
                self._known.popitem(last=False)
        return found

    def _longest(self, names: Sequence[str]) -> tuple[int, Folded]:
        with self._lock:
            for at in range(len(names) - 1, 0, -1):
                if (known := self._known.get(names[at])) is not None:
                    self._known.move_to_end(names[at])
                    return at, known
        return 0, Folded()


def _names(case: str, parts: Sequence[str]) -> list[str]:
    """Of the log after none of the parts, after the first, and so on."""
    running = hashlib.sha256(case.encode())
    names = [running.hexdigest()]
    for text in parts:
        running.update(b"\x00" + text.encode())
        names.append(running.hexdigest())
    return names


FOLDS = Folds()
