"""A member's own policy of recognition, and what a report looks like beside it: remarks, never a decision.

In: `OwnPolicy`, what the member knows of the audit, the day. Out: remarks, each with whether it keeps to the policy.
Laws: the age is counted by calendar from the last day on site; nothing is rounded; a remark decides nothing, and no member's
policy is anybody else's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from comity.benchmark import Coverage
from comity.core import canonical_json, digest_bytes, months_before
from comity.lists import Assurance
from comity.recognition.errors import RecognitionProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPolicy:
    accept_months: int = 12
    pillars: tuple[str, ...] = ()  # all of which the report must hold; none: any will do
    classes: tuple[Assurance, ...] = (Assurance.MEETS,)
    most_critical_gaps: int = 0  # critical criteria that the report's protocol may leave out

    def __post_init__(self) -> None:
        if not 1 <= self.accept_months <= 36 or self.most_critical_gaps < 0:
            raise RecognitionProblem(
                "The policy accepts audits of no age, or of more than three years.",
                remedy="Give 1 to 36 months, and 0 or more gaps.",
            )

    @property
    def digest(self) -> str:
        content = {
            "accept_months": self.accept_months,
            "pillars": sorted(self.pillars),
            "classes": sorted(self.classes),
            "most_critical_gaps": self.most_critical_gaps,
        }
        return digest_bytes(canonical_json(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFacts:
    """What the reader finds in the report. `assurance` is the class by the programme's benchmark on that day."""

    protocol: str
    protocol_version: str
    audited_on: date  # last day on site
    pillars: tuple[str, ...]
    assurance: Assurance
    site: str  # as the report calls it

    @property
    def protocol_named(self) -> str:
        return f"{self.protocol} {self.protocol_version}".strip()

    def age_in_months(self, on: date) -> int:
        """Whole months, by calendar."""
        months = (on.year - self.audited_on.year) * 12 + on.month - self.audited_on.month
        return months - (months_before(on, months) < self.audited_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    keeps: bool  # to the policy
    sentence: str


def compare_with_policy(
    policy: OwnPolicy, facts: AuditFacts, coverage: Coverage | None, *, on: date
) -> tuple[Remark, ...]:
    """`coverage`: of the common criteria by the report's protocol, where it is known."""
    if facts.audited_on > on:
        raise RecognitionProblem(
            f"The audit is dated {facts.audited_on}, in the future.",
            remedy="Correct the day from the report.",
        )
    return tuple(
        one
        for one in (
            _age(policy, facts, on),
            _class(policy, facts),
            _pillars(policy.pillars, facts.pillars),
            _critical(policy, coverage),
        )
        if one is not None
    )


def _age(policy: OwnPolicy, facts: AuditFacts, on: date) -> Remark:
    keeps = facts.audited_on >= months_before(on, policy.accept_months)
    return Remark(
        keeps=keeps,
        sentence=f"The audit ended on {facts.audited_on}, {facts.age_in_months(on)} whole months ago; "
        f"your policy accepts {policy.accept_months}.",
    )


def _class(policy: OwnPolicy, facts: AuditFacts) -> Remark:
    accepted = " or ".join(f"“{one}”" for one in policy.classes) or "none"
    return Remark(
        keeps=facts.assurance in policy.classes,
        sentence=f"Its protocol, {facts.protocol_named}, is of the class “{facts.assurance}”; "
        f"your policy accepts {accepted}.",
    )


def _pillars(wanted: Collection[str], found: Collection[str]) -> Remark | None:
    if not wanted:
        return None
    missing = [one for one in wanted if one not in found]
    told = f"it lacks {', '.join(missing)}" if missing else "it holds all that you ask for"
    return Remark(keeps=not missing, sentence=f"The report covers {', '.join(found) or 'no pillar'}; {told}.")


def _critical(policy: OwnPolicy, coverage: Coverage | None) -> Remark | None:
    if coverage is None:
        return Remark(
            keeps=False, sentence="Its protocol has no benchmark that you may see, so its gaps are not known."
        )
    missing = coverage.missing_critical
    codes = f": {', '.join(one.code for one in missing)}" if missing else ""
    return Remark(
        keeps=len(missing) <= policy.most_critical_gaps,
        sentence=f"Its protocol leaves out {len(missing)} critical criteria{codes}; your policy allows {policy.most_critical_gaps}.",
    )
