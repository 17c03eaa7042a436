"""The distribution of what a review may come to, worked out exactly: sums of half credits in every world at once.

In: the open criteria with their chances (`Worlds`), what is decided, the rule. Out: P(pass), the distribution of coverage, and
P(pass) given each answer to each open criterion. Within a world criteria are independent and unequal, so that the number met
is Poisson-binomial; pillar by pillar, so that the programme's gates are exact, too.
Laws: where nothing is open P(pass) is 0 or 1; in every world the answers' P(pass), weighted by their chances, make its P(pass).
"""

import math
from collections.abc import Sequence

import numpy as np

from comity.benchmark.coverage import Basis, Coverage, Rule
from comity.benchmark.criteria import Criticality
from comity.benchmark.curves import Array
from comity.benchmark.worlds import Worlds

_LEAST = 1e-300


class Board:
    """All worlds at once, laid out by pillar. Distributions are rows of sums of half credits, from what is sure upwards.

    Where gates are on, the ways that fail them are left out: a critical criterion that comes out as none, and sums below
    the pillar's floor. What is left sums to P(gates passed).
    """

    def __init__(self, found: Coverage, rule: Rule, worlds: Worlds) -> None:
        self._rule = rule
        self._coverage = found
        self._open = found.open
        self._weights = worlds.weights
        self._full, self._part = map(np.asfortranarray, (worlds.full, worlds.part))  # taken by criterion
        self._none = np.maximum(0.0, 1.0 - self._full - self._part)
        self._half = 1 if self._rule.basis is Basis.WITH_HALVES else 0
        self._need = math.ceil(2 * self._rule.threshold * len(found.applicable))
        self._pillars = found.criteria.pillars
        self._of_pillar = {
            pillar: [at for at, one in enumerate(self._open) if one.pillar == pillar]
            for pillar in self._pillars
        }
        self._base = {
            pillar: int(2 * share.met) for pillar, share in found.by_pillar(self._rule.basis).items()
        }
        self._floor = _floors(found, self._rule)
        self._is_lost = not len(found.applicable) or (
            self._rule.no_critical_missing and bool(found.missing_critical)
        )

    def passed(self) -> float:
        if self._is_lost:
            return 0.0
        return float(
            self._weights
            @ self._joined([self._gated(one) for one in self._pillars])[:, self._need :].sum(axis=1)
        )

    def sums(self) -> Array:
        """The distribution of the whole coverage, without any gate."""
        played = self._weights @ self._played(range(len(self._open)), gated=False)
        whole = np.concatenate([np.zeros(sum(self._base.values())), played])
        size = 2 * len(self._coverage.applicable) + 1
        return np.pad(whole, (0, max(0, size - whole.size)))[:size]

    def passed_if(self) -> Array:
        """P(pass) given each answer to each open criterion: rows full, part, none.

        An answer speaks of its criterion and of the world: worlds that expected it weigh more after it.
        """
        found = np.zeros((3, len(self._open)))
        if self._is_lost:
            return found
        whole = [self._gated(one) for one in self._pillars]
        for index, pillar in enumerate(self._pillars):
            if self._of_pillar[pillar]:
                self._fill(found, pillar, self._joined([*whole[:index], *whole[index + 1 :]]))
        return found

    def _fill(self, found: Array, pillar: str, others: Array) -> None:
        """Forward the sums of the criteria before one, backward what each sum is still worth: P(pass) from there."""
        members, base = self._of_pillar[pillar], self._base[pillar]
        sizes = np.arange(base + 2 * len(members) + 1)
        tail = np.pad(np.cumsum(others[:, ::-1], axis=1)[:, ::-1], ((0, 0), (0, 1)))
        worth = tail[:, np.clip(self._need - sizes, 0, others.shape[1])] * (sizes >= self._floor[pillar])
        after = [worth[:, base:]]
        for at in members[:0:-1]:
            after.append(self._stepped_back(after[-1], at))
        after.reverse()
        before = np.ones((self._weights.size, 1))
        chances = (self._full, self._part, self._none)
        for place, at in enumerate(members):
            width = before.shape[1]
            rows = (2, self._half) if self._must_be_met(at) else (2, self._half, 0)
            for row, units in enumerate(rows):
                reached = (before * after[place][:, units : units + width]).sum(axis=1)
                weights = self._weights * chances[row][:, at]
                found[row, at] = float(weights @ reached) / max(float(weights.sum()), _LEAST)
            before = self._stepped(before, at, gated=True)

    def _gated(self, pillar: str) -> Array:
        played = self._played(self._of_pillar[pillar], gated=True)
        sums = np.pad(played, ((0, 0), (self._base[pillar], 0)))
        sums[:, : self._floor[pillar]] = 0.0
        return sums

    def _played(self, some: Sequence[int], *, gated: bool) -> Array:
        now, then = np.zeros((2, 1 + 2 * len(some), self._weights.size))
        now[0] = 1.0
        for place, at in enumerate(some):
            width = 1 + 2 * place
            self._step(now[:width], then[: width + 2], at, gated=gated)
            now, then = then, now
        return np.ascontiguousarray(now.T)

    def _stepped(self, sums: Array, at: int, *, gated: bool) -> Array:
        further = np.empty((sums.shape[0], sums.shape[1] + 2))
        self._step(sums.T, further.T, at, gated=gated)
        return further

    def _step(self, sums: Array, further: Array, at: int, *, gated: bool) -> None:
        """Here a row is a sum, and worlds lie beside each other: what is added to what is one piece of memory."""
        width = len(sums)
        further[:2] = 0.0
        np.multiply(sums, self._full[:, at], out=further[2:])
        further[self._half : self._half + width] += sums * self._part[:, at]
        if not (gated and self._must_be_met(at)):
            further[:width] += sums * self._none[:, at]

    def _stepped_back(self, worth: Array, at: int) -> Array:
        width = worth.shape[1] - 2
        nearer = worth[:, 2:] * self._full[:, at, None]
        nearer += worth[:, self._half : self._half + width] * self._part[:, at, None]
        if not self._must_be_met(at):
            nearer += worth[:, :width] * self._none[:, at, None]
        return nearer

    def _must_be_met(self, at: int) -> bool:
        return self._rule.no_critical_missing and self._open[at].criticality is Criticality.CRITICAL

    def _joined(self, some: Sequence[Array]) -> Array:
        whole = np.ones((self._weights.size, 1))
        for one in some:
            wider = np.zeros((whole.shape[0], whole.shape[1] + one.shape[1] - 1))
            for at in range(one.shape[1]):
                if one[:, at].any():
                    wider[:, at : at + whole.shape[1]] += whole * one[:, at, None]
            whole = wider
        return whole


def _floors(found: Coverage, rule: Rule) -> dict[str, int]:
    """In half credits; 0 where no floor is set or nothing of the pillar is applicable."""
    if rule.pillar_floor is None:
        return dict.fromkeys(found.criteria.pillars, 0)
    return {
        pillar: math.ceil(2 * rule.pillar_floor * share.of) for pillar, share in found.by_pillar().items()
    }
