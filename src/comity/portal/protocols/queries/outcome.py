"""What a verdict would be now, before it is given: shown first, and given only where it is still the one that was shown."""

from dataclasses import dataclass

from comity.benchmark import Outcome, Verdict, coverage_of, verdict
from comity.core import canonical_json, digest_bytes
from comity.portal.protocols.queries.cases import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    said: Verdict
    unread: int  # criteria whose credit rests on links that nobody read
    excused: int

    @property
    def outcome(self) -> str:
        return self.said.outcome.value

    @property
    def digest(self) -> str:
        """By which who concludes says what was shown: colleagues decide meanwhile, and one outcome has many numbers."""
        found = self.said.coverage
        return digest_bytes(
            canonical_json(
                {
                    "outcome": self.outcome,
                    "credits": {code: one.value for code, one in sorted(found.credits.items())},
                    "excused": sorted(found.excused),
                    "unread": sorted(found.unread),
                    "reasons": list(self.said.reasons),
                }
            )
        )

    @property
    def may_be_given(self) -> bool:
        return self.said.outcome is not Outcome.OPEN


def outcome_now(found: Opened) -> Outlook:
    said = verdict(coverage_of(found.criteria, found.log.standing), found.rule)
    return Outlook(
        said=said,
        unread=len(said.coverage.unread),
        excused=len(said.coverage.excused),
    )
