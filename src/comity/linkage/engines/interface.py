"""What an engine is: prepared records in, the pairs worth comparing out (left < right, no pair of two known records)."""

from typing import Protocol

from comity.core import Progress
from comity.linkage.prepare import Prepared
from comity.linkage.words import Ints


class Engine(Protocol):
    def __call__(self, prepared: Prepared, *, progress: Progress) -> tuple[Ints, Ints]: ...
