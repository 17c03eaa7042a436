"""How many of the rows that one group alone contributes may stand in a list.

Laws: no group is the only contributor of more than its share of what is kept; with a smaller share, fewer candidates or
fewer rows of others, nothing is kept that was not kept before (which is why a row's rank is drawn over all of its
group's sole rows, whatever the other rules say of them).
"""

import hashlib
from collections.abc import Mapping, Set

NO_GROUP = ""


def ranks_of(sole_group: Mapping[str, str], seed: bytes) -> dict[str, int]:
    """Each sole site's place in its group's draw. `sole_group` is site -> the only group; NO_GROUP where there are several."""
    drawn = sorted(
        (group, hashlib.blake2b(site.encode(), key=seed, digest_size=16, person=b"sole-v1").digest(), site)
        for site, group in sole_group.items()
        if group != NO_GROUP
    )
    place: dict[str, int] = {}
    ranks = {}
    for group, _, site in drawn:
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
