"""Judgements as bonds between records: what must stand together, what must stand apart, and what contradicts.

A cannot-link that must-links (and known sites) contradict is reported with the chain between its two records, and the
must-links win: they are the more deliberate answers, and nothing is lost that the report does not say.
Records of one known site stand together unless a cannot-link parts them.
"""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from comity.linkage.records import Constraint, Contradiction
from comity.linkage.words import Flags, Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonds:
    together: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]
    contradictions: tuple[Contradiction, ...]
    group: Mapping[int, int] = field(repr=False)  # record -> its group under the must-links
    parted: frozenset[tuple[int, int]] = field(repr=False)  # pairs of groups held apart
    judged: Mapping[tuple[int, int], bool] = field(
        repr=False
    )  # what people were asked, the smaller record first

    def settle(self, left: int, right: int) -> bool:
        """Whether judgements already answer the question, directly or through others."""
        one, other = sorted((self.group.get(left, left), self.group.get(right, right)))
        return one == other or (one, other) in self.parted

    def settled(self, left: Numbers, right: Numbers) -> Flags:
        """The same of many pairs; only those between records that somebody spoke of are looked at."""
        spoken = np.array(sorted({*self.group, *(end for pair in self.parted for end in pair)}), np.int64)
        found = np.zeros(len(left), np.bool_)
        for at in np.flatnonzero(np.isin(left, spoken) & np.isin(right, spoken)).tolist():
            found[at] = self.settle(int(left[at]), int(right[at]))
        return found


def bonds_of(records: pl.Series, site_of: Mapping[int, str], constraints: Sequence[Constraint]) -> Bonds:
    spoken = {end for one in constraints for end in (one.left, one.right)}
    place = {record: index for index, record in enumerate(records) if record in spoken} if spoken else {}
    given = [c for c in constraints if c.left in place and c.right in place and c.left != c.right]
    must = sorted({(place[c.left], place[c.right]) for c in given if c.same})
    cannot = sorted({(place[c.left], place[c.right]) for c in given if not c.same})
    judged = _groups(must)
    open_ = [(a, b) for a, b in cannot if judged.get(a, a) != judged.get(b, b)]
    together = must + _kept_sites(site_of, judged, open_)
    group = _groups(together)
    # Sites hold together, too: must-links of two sites to one new record contradict a cannot-link between those sites.
    crossed = [(a, b) for a, b in cannot if group.get(a, a) == group.get(b, b)]
    contradictions = tuple(
        Contradiction(left=records[a], right=records[b], chain=tuple(records[k] for k in chain))
        for (a, b), chain in zip(crossed, _chains(crossed, must, together, judged), strict=True)
    )
    apart = [(a, b) for a, b in cannot if group.get(a, a) != group.get(b, b)]
    parted = {tuple(sorted((group.get(a, a), group.get(b, b)))) for a, b in apart}
    return Bonds(
        together=tuple(together),
        apart=tuple(apart),
        contradictions=contradictions,
        group=group,
        parted=frozenset((one, other) for one, other in parted),
        judged={
            **dict.fromkeys(((min(pair), max(pair)) for pair in must), True),
            **dict.fromkeys(((min(pair), max(pair)) for pair in apart), False),
        },
    )


def _groups(pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Of each record that a pair names, the smallest of those it hangs together with."""
    if not pairs:
        return {}
    records, ends = np.unique(np.array(pairs), return_inverse=True)
    one, other = ends.reshape(-1, 2).T
    graph = sparse.csr_matrix((np.ones(len(one)), (one, other)), shape=(len(records),) * 2)
    _, group = connected_components(graph, directed=False)
    _, first = np.unique(group, return_index=True)  # records ascend, so the first of a group is its smallest
    return dict(zip(records.tolist(), records[first[group]].tolist(), strict=True))


def _chains(
    crossed: Sequence[tuple[int, int]],
    must: Sequence[tuple[int, int]],
    together: Sequence[tuple[int, int]],
    judged: Mapping[int, int],
) -> list[list[int]]:
    """Over answers where these lead from one to the other: what people joined is often one site of the registry by now."""
    if not crossed:
        return []
    by_answers, by_sites = _neighbours(must), _neighbours(together)
    return [
        _chain(by_answers if judged.get(a, a) == judged.get(b, b) else by_sites, a, b) for a, b in crossed
    ]


def _neighbours(pairs: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        found[a].append(b)
        found[b].append(a)
    return {at: sorted(others) for at, others in found.items()}


def _chain(neighbours: Mapping[int, Sequence[int]], start: int, goal: int) -> list[int]:
    """The shortest way from one record to the other over must-links."""
    came_from = {start: start}
    queue = deque([start])
    while goal not in came_from:
        index = queue.popleft()
        for other in neighbours[index]:
            if other not in came_from:
                came_from[other] = index
                queue.append(other)
    way = [goal]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def kept_sites(site_of: Mapping[int, str]) -> Sequence[tuple[int, int]]:
    """The bonds where nobody judged anything: each known site."""
    return _kept_sites(site_of, {}, ())


def _held_together(site_of: Mapping[int, str]) -> list[tuple[int, int]]:
    """The first record of each site with each other one; most sites have one alone."""
    records = pl.DataFrame(
        {"at": list(site_of), "site": list(site_of.values())}, schema={"at": pl.Int64, "site": pl.String}
    )
    first = pl.col("at").min().over("site").alias("first")
    return (
        records.with_columns(first)
        .filter(pl.col("at") != pl.col("first"))
        .select("first", "at")
        .sort("at")
        .rows()
    )


def _kept_sites(
    site_of: Mapping[int, str], judged: Mapping[int, int], apart: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Bonds that hold each known site together. Records that a cannot-link parts from the site's first record stay out."""
    parted: dict[int, set[int]] = defaultdict(set)
    for a, b in apart:
        one, other = judged.get(a, a), judged.get(b, b)
        parted[one].add(other)
        parted[other].add(one)
    if not parted:
        return _held_together(site_of)
    members: dict[str, list[int]] = defaultdict(list)
    for index in sorted(site_of):
        members[site_of[index]].append(index)
    bonds = []
    for indices in members.values():
        cores: list[list[int]] = []  # records of the site that may stand together
        for index in indices:
            own = judged.get(index, index)
            core = next(
                (core for core in cores if not any(judged.get(k, k) in parted[own] for k in core)), None
            )
            if core is None:
                cores.append([index])
            else:
                bonds.append((core[0], index))
                core.append(index)
    return bonds
