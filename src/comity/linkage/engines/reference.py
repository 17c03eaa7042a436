"""Every pair of records that are, or may be, in one country: slow, and obviously right about what to compare."""

from itertools import combinations

import numpy as np

from comity.core import Progress
from comity.linkage.prepare import Prepared
from comity.linkage.words import Ints


def candidate_pairs(prepared: Prepared, *, progress: Progress) -> tuple[Ints, Ints]:
    progress("pairing all rows", 0, 1)
    country, known = prepared.country.tolist(), prepared.is_known.tolist()
    pairs = [
        (i, j)
        for i, j in combinations(range(prepared.count), 2)
        if (country[i] == country[j] or -1 in (country[i], country[j])) and not (known[i] and known[j])
    ]
    progress("pairing all rows", 1, 1)
    listed = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return listed[:, 0], listed[:, 1]
