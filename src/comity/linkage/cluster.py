"""Which records are one site, from the bits of pairs and from judgements: agreement over all pairs, not a chain.

In: pairs with bits, must-links and cannot-links. Out: the cluster of each record.
Two clusters are joined while the mean over all pairs between them speaks for it; a pair that nobody compared speaks
against. So one doubtful pair never chains two sites together (transitive closure is what ruins large linkages).
Laws: a must-link is kept, a cannot-link is kept; the order of records and of pairs changes nothing.
Source: average linkage under a correlation-clustering objective (Bansal, Blum & Chawla 2004).
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from comity.linkage.prepare import Floats, Ints

UNCOMPARED_BITS = -4.0


@dataclass(slots=True)
class _Group:
    members: list[int]
    links: dict[int, tuple[float, int]] = field(
        default_factory=dict
    )  # other group -> (sum of bits, pairs compared)
    apart: set[int] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)  # known sites; two groups that have some stay two


def cluster(
    count: int,
    left: Ints,
    right: Ints,
    bits: Floats,
    *,
    together: Iterable[tuple[int, int]] = (),
    apart: Sequence[tuple[int, int]] = (),
    site_of: Mapping[int, str] | None = None,
) -> list[int]:
    """For each of `count` records the smallest index of its cluster. Only must-links join two known sites."""
    root = _joined(count, together)
    groups: dict[int, _Group] = {}
    for index in range(count):
        groups.setdefault(root[index], _Group(members=[])).members.append(index)
    sums: dict[tuple[int, int], tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for a, b, weight in zip(left.tolist(), right.tolist(), bits.tolist(), strict=True):
        one, other = sorted((root[a], root[b]))
        if one != other:
            total, pairs = sums[one, other]
            sums[one, other] = (total + weight, pairs + 1)
    for (one, other), link in sums.items():
        groups[one].links[other] = groups[other].links[one] = link
    for a, b in apart:
        groups[root[a]].apart.add(root[b])
        groups[root[b]].apart.add(root[a])
    for index, site in (site_of or {}).items():
        groups[root[index]].sites.add(site)
    _agglomerate(groups)
    answer = [0] * count
    for group in groups.values():
        smallest = min(group.members)
        for member in group.members:
            answer[member] = smallest
    return answer


def _joined(count: int, together: Iterable[tuple[int, int]]) -> list[int]:
    root = list(range(count))

    def find(index: int) -> int:
        while root[index] != index:
            root[index] = root[root[index]]
            index = root[index]
        return index

    for a, b in together:
        one, other = sorted((find(a), find(b)))
        root[other] = one
    return [find(index) for index in range(count)]


def _mean(one: _Group, other: _Group, link: tuple[float, int]) -> float:
    total, pairs = link
    every = len(one.members) * len(other.members)
    return (total + (every - pairs) * UNCOMPARED_BITS) / every


def _agglomerate(groups: dict[int, _Group]) -> None:
    """Join the two clusters that agree most until none agree. Groups are named by their smallest member."""
    heap: list[tuple[float, int, int]] = []
    for name, group in groups.items():
        for other, link in group.links.items():
            if name < other and (mean := _mean(group, groups[other], link)) > 0:
                heap.append((-mean, name, other))
    heapq.heapify(heap)
    while heap:
        minus, one, other = heapq.heappop(heap)
        if one not in groups or other not in groups or other in groups[one].apart:
            continue
        if groups[one].sites and groups[other].sites:
            continue
        current = groups[one].links.get(other)
        if current is None or -minus != _mean(groups[one], groups[other], current):
            continue  # an older state of one of the two
        _merge(groups, one, other)
        for third, shared in groups[one].links.items():
            if (mean := _mean(groups[one], groups[third], shared)) > 0:
                heapq.heappush(heap, (-mean, min(one, third), max(one, third)))


def _merge(groups: dict[int, _Group], one: int, other: int) -> None:
    kept, gone = groups[one], groups.pop(other)
    kept.members += gone.members
    kept.sites |= gone.sites
    del kept.links[other]
    for third, (total, pairs) in gone.links.items():
        if third == one:
            continue
        before = kept.links.get(third, (0.0, 0))
        kept.links[third] = groups[third].links[one] = (before[0] + total, before[1] + pairs)
        del groups[third].links[other]
    for third in gone.apart:
        groups[third].apart.discard(other)
        groups[third].apart.add(one)
    kept.apart |= gone.apart
