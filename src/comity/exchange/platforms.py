"""A report that lies on a data-sharing platform already: the supplier names platform and reference, and uploads nothing.

Platforms are a port; the plain reference serves every platform that has no adapter of its own. The programme recommends no
platform. Laws: a reference says where to look and opens nothing; it is no report, and nobody can decide on it alone.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from comity.exchange.errors import AskProblem

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{2,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformReference:
    """Made by a `Platform` alone."""

    platform: str
    reference: str

    @property
    def sentence(self) -> str:
        return f"The report is on {self.platform} under {self.reference}; ask for access there."


class Platform(Protocol):
    def refer(self, reference: str) -> PlatformReference:
        """Raises AskProblem for what cannot be a reference there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainReference:
    """Any platform, by its name: the reference is taken as the supplier wrote it, if it can be one at all."""

    platform: str

    def refer(self, reference: str) -> PlatformReference:
        plain = " ".join(reference.split())
        if not self.platform.strip() or not _REFERENCE.fullmatch(plain):
            raise AskProblem(
                f"“{reference[:80]}” is not a reference to a report.",
                remedy="Give the platform's name and the report's number there: letters, digits, points, hyphens.",
            )
        return PlatformReference(platform=self.platform.strip(), reference=plain)
