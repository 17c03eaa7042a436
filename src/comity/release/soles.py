"""How many of the rows that one group alone contributes may stand in a list.

Laws: no group is the only contributor of more than its share of what is kept; with a smaller share, fewer candidates or
fewer rows of others, nothing is kept that was not kept before (which is why a row's rank is drawn over all rows in
which its group could ever be alone, whatever the lag and the other rules say of them).
"""

import hashlib
from collections.abc import Mapping, Set

NO_GROUP = ""

First = tuple[str, bool]
"""The group whose audit of a site is the earliest (NO_GROUP where two are level), and whether others audited it later."""


def ranks_of(first_group: Mapping[str, First], seed: bytes) -> dict[str, int]:
    """Each site's place in the draw of its first group, which is alone there as long as the lag hides the others.

    Sites that a group has to itself come before those that it shares: these are alone only under a long lag, and would
    otherwise take the places of rows that are alone today.
    """
    drawn = sorted(
        (group, joined, hashlib.blake2b(site.encode(), key=seed, digest_size=16, person=b"sole-v1").digest(), site)
        for site, (group, joined) in first_group.items()
        if group != NO_GROUP
    )  # fmt: skip
    place: dict[str, int] = {}
    ranks = {}
    for group, _, _, site in drawn:
        ranks[site] = place[group] = place.get(group, -1) + 1
    return ranks


def kept_soles(
    candidates: Set[str], sole_group: Mapping[str, str], ranks: Mapping[str, int], max_share: float
) -> set[str]:
    """Those of `candidates` that may stand together: all with several groups, and of each group's the first few drawn.

    The greatest fixed point: a cap is a share of a list which the caps themselves shorten.
    """
    kept = set(candidates)
    while True:
        counts: dict[str, int] = {}
        for site in kept:
            counts[sole_group[site]] = counts.get(sole_group[site], 0) + 1
        cap = {
            group: int(max_share / (1 - max_share) * (len(kept) - count) + 1e-9) if max_share < 1 else count
            for group, count in counts.items()
        }
        smaller = {
            site for site in kept if sole_group[site] == NO_GROUP or ranks[site] < cap[sole_group[site]]
        }
        if smaller == kept:
            return kept
        kept = smaller
