"""What an engine is: prepared records in, the pairs worth comparing out (left < right, no pair of two known records).

The work can be shared: the shares' pairs together are all pairs, and two shares may find the same one.
"""

from typing import Protocol

from comity.core import Progress
from comity.linkage.prepare import Prepared
from comity.linkage.share import WHOLE, Share
from comity.linkage.words import Ints


class Engine(Protocol):
    def __call__(
        self, prepared: Prepared, *, progress: Progress, share: Share = WHOLE
    ) -> tuple[Ints, Ints]: ...
