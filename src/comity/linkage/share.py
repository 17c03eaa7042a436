"""One of several equal shares of a piece of work, so that it can be spread: together they are the whole, each thing once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    at: int  # from 0
    of: int

    def span(self, count: int) -> tuple[int, int]:
        """Which of `count` things belong to this share: from, and up to."""
        return count * self.at // self.of, count * (self.at + 1) // self.of

    @property
    def is_first(self) -> bool:
        """Work that cannot be cut is the first one's."""
        return self.at == 0


WHOLE = Share(0, 1)
