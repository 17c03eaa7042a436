"""Every pair of records that are, or may be, in one country: slow, and obviously right about what to compare."""

import numpy as np

from comity.core import Progress
from comity.linkage.prepare import Prepared
from comity.linkage.share import WHOLE, Share
from comity.linkage.words import Ints


def candidate_pairs(prepared: Prepared, *, progress: Progress, share: Share = WHOLE) -> tuple[Ints, Ints]:
    progress("pairing all rows", 0, 1)
    country, known = prepared.country.tolist(), prepared.is_known.tolist()
    pairs = [
        (i, j)
        for i in range(*share.span(prepared.count))
        for j in range(i + 1, prepared.count)
        if (country[i] == country[j] or -1 in (country[i], country[j])) and not (known[i] and known[j])
    ]
    progress("pairing all rows", 1, 1)
    listed = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return listed[:, 0], listed[:, 1]
