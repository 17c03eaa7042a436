"""Operations of settings, and what they answer; made from the portal's description."""

from typing import Literal, TypedDict, cast

from comity.client.calling import Calls, given
from comity.client.rooms.protocols import EquivalenceRuleTold


class CriteriaVersionTold(TypedDict):
    number: int
    name: str
    digest: str
    note: str
    at: str | None
    adopted_at: str | None


class CriteriaSetsTold(TypedDict):
    sets: list[CriteriaVersionTold]


class PillarTold(TypedDict):
    name: str
    sections: int
    criteria: int


class CriteriaChange(TypedDict):
    change: str
    older: list[str]
    newer: list[str]
    note: str


class CasesOfSet(TypedDict):
    name: str
    digest: str
    before_office: int
    decided: int


class CriteriaSetTold(TypedDict):
    number: int
    name: str
    digest: str
    note: str
    at: str | None
    adopted_at: str | None
    title: str
    is_in_use: bool
    is_overtaken: bool
    criteria: int
    by_criticality: dict[str, int]
    pillars: list[PillarTold]
    languages: list[str]
    retired: list[str]
    remarks: list[str]
    changes: dict[str, int]
    changed: list[CriteriaChange]
    reopened: int
    cases: list[CasesOfSet]


class EquivalenceVersion(TypedDict):
    version: int
    threshold: str
    basis: str
    no_critical_missing: bool
    pillar_floor: str | None
    at: str
    adopted_at: str | None
    is_in_force: bool


class EquivalenceRules(TypedDict):
    now: EquivalenceRuleTold
    versions: list[EquivalenceVersion]


class CaseRetold(TypedDict):
    case: int
    member: str
    given: str
    then: str


class EquivalencePreview(TypedDict):
    decided: int
    equivalent_now: int
    equivalent_then: int
    untold: int
    changed: list[CaseRetold]


class EquivalenceShown(TypedDict):
    version: int
    threshold: str
    basis: str
    no_critical_missing: bool
    pillar_floor: str | None
    at: str
    adopted_at: str | None
    is_in_force: bool
    preview: EquivalencePreview


class LaneTold(TypedDict):
    lane: str
    number: int
    name: str
    rounds: list[str]


class LanesTold(TypedDict):
    lanes: list[LaneTold]


class LaneAdded(TypedDict):
    lane: str
    number: int
    digest: str


class LaneTextTold(TypedDict):
    lane: str
    number: int
    digest: str
    text: str


class RoundLaneTold(TypedDict):
    round: str
    lane: str
    number: int


class PolicyTold(TypedDict):
    number: int
    note: str
    digest: str
    at: str
    is_adopted: bool


class PoliciesTold(TypedDict):
    in_force: str
    policies: list[PolicyTold]


class RuleChanged(TypedDict):
    rule: str
    now: str
    then: str


class PolicyProposed(TypedDict):
    number: int
    digest: str
    changes: list[RuleChanged]


class PolicyTextTold(TypedDict):
    digest: str
    text: str


class OutcomeTold(TypedDict):
    released: bool
    mode: str
    not_before: str
    accepted: int
    shown: int
    check_only: int
    withheld: int
    refusals: list[str]


class SitesMoved(TypedDict):
    now: str
    then: str
    sites: int


class PreviewTold(TypedDict):
    round: str
    lists: int
    at: str
    state: str
    now: OutcomeTold | None
    then: OutcomeTold | None
    moves: list[SitesMoved]


class PolicyShown(TypedDict):
    number: int
    note: str
    digest: str
    at: str
    is_adopted: bool
    text: str
    changes: list[RuleChanged]
    preview: PreviewTold | None


class SigningInTold(TypedDict):
    members_second_factor: bool


class SurveyRulesTold(TypedDict):
    rule: str
    is_gate: bool
    epsilon: str | None
    budget: str | None


class Settings(Calls):
    """Operations of settings."""

    def criteria_sets(self) -> CriteriaSetsTold:
        """The common criteria, in versions."""
        place = f"{self._programme}/settings/criteria"
        answer = self._get(place)
        return cast(CriteriaSetsTold, answer.json)

    def propose_criteria(
        self,
        filename: str,
        content: bytes,
        *,
        note: str,
        steps: tuple[str, bytes] | None = None,
        idempotency_key: str = "",
    ) -> CriteriaSetTold:
        """Propose a set of criteria; nothing changes until somebody else puts it into use."""
        place = f"{self._programme}/settings/criteria"
        answer = self._form(
            place,
            filename,
            content,
            fields={"note": note, **given({"steps": steps})},
            idempotency_key=idempotency_key,
        )
        return cast(CriteriaSetTold, answer.json)

    def criteria_set(self, number: int) -> CriteriaSetTold:
        """One set: what is in it, what became of the one before, and which protocols go by it."""
        place = f"{self._programme}/settings/criteria/{number}"
        answer = self._get(place)
        return cast(CriteriaSetTold, answer.json)

    def criteria_file(
        self, number: int, form: Literal["csv", "xlsx", "oscal", "ciso-assistant", "untp"]
    ) -> bytes:
        """The set as a file."""
        place = f"{self._programme}/settings/criteria/{number}/files/{form}"
        answer = self._get(place)
        return answer.body

    def adopt_criteria(self, number: int, *, idempotency_key: str = "") -> CriteriaSetTold:
        """Protocols that are sent from now on are compared with this set.

        Not by who proposed it. What was sent before stays with its own set.
        """
        place = f"{self._programme}/settings/criteria/{number}/adoption"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(CriteriaSetTold, answer.json)

    def equivalence_rule(self) -> EquivalenceRules:
        """When a protocol that is handed in now is equivalent, and every rule that was proposed."""
        place = f"{self._programme}/settings/equivalence"
        answer = self._get(place)
        return cast(EquivalenceRules, answer.json)

    def propose_equivalence_rule(
        self,
        *,
        threshold: str,
        basis: Literal["in full", "with halves"] = "in full",
        no_critical_missing: bool = False,
        pillar_floor: str | None = None,
        idempotency_key: str = "",
    ) -> EquivalenceRules:
        """Propose when a protocol is equivalent; nothing changes until somebody else adopts it."""
        place = f"{self._programme}/settings/equivalence"
        answer = self._post(
            place,
            {
                "threshold": threshold,
                "basis": basis,
                "no_critical_missing": no_critical_missing,
                **given({"pillar_floor": pillar_floor}),
            },
            idempotency_key=idempotency_key,
        )
        return cast(EquivalenceRules, answer.json)

    def preview_equivalence_rule(
        self,
        *,
        threshold: str,
        basis: Literal["in full", "with halves"] = "in full",
        no_critical_missing: bool = False,
        pillar_floor: str | None = None,
    ) -> EquivalencePreview:
        """What would have become of the protocols decided so far by another rule; nothing is kept."""
        place = f"{self._programme}/settings/equivalence/preview"
        answer = self._post(
            place,
            {
                "threshold": threshold,
                "basis": basis,
                "no_critical_missing": no_critical_missing,
                **given({"pillar_floor": pillar_floor}),
            },
        )
        return cast(EquivalencePreview, answer.json)

    def equivalence_version(self, number: int) -> EquivalenceShown:
        """One version, with what would have become of the protocols decided so far by it."""
        place = f"{self._programme}/settings/equivalence/{number}"
        answer = self._get(place)
        return cast(EquivalenceShown, answer.json)

    def adopt_equivalence_rule(self, number: int, *, idempotency_key: str = "") -> EquivalenceVersion:
        """Protocols that are handed in from now on are judged by this rule.

        Not by who proposed it. One that was handed in before is judged by the rule of that day, and no
        verdict moves.
        """
        place = f"{self._programme}/settings/equivalence/{number}/adoption"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(EquivalenceVersion, answer.json)

    def lanes(self) -> LanesTold:
        """The lanes of the programme, and the rounds that they serve.

        The lane without a name is the one that comes with Comity.
        """
        place = f"{self._programme}/settings/lanes"
        answer = self._get(place)
        return cast(LanesTold, answer.json)

    def add_lane(self, *, text: str, idempotency_key: str = "") -> LaneAdded:
        """Add a lane, or the next version of one."""
        place = f"{self._programme}/settings/lanes"
        answer = self._post(place, {"text": text}, idempotency_key=idempotency_key)
        return cast(LaneAdded, answer.json)

    def lane_template(self) -> LaneTextTold:
        """The lane that comes with Comity, as text: what a new one begins with."""
        place = f"{self._programme}/settings/lanes/template"
        answer = self._get(place)
        return cast(LaneTextTold, answer.json)

    def lane(self, lane: str, number: int) -> LaneTextTold:
        """One version of a lane, as text."""
        place = f"{self._programme}/settings/lanes/{lane}/{number}"
        answer = self._get(place)
        return cast(LaneTextTold, answer.json)

    def choose_lane(
        self, round_slug: str, *, lane: str = "", number: int = 0, idempotency_key: str = ""
    ) -> RoundLaneTold:
        """Give a lane to a round, before its lists come."""
        place = f"{self._programme}/rounds/{round_slug}/lane"
        answer = self._post(place, {"lane": lane, "number": number}, idempotency_key=idempotency_key)
        return cast(RoundLaneTold, answer.json)

    def policies(self) -> PoliciesTold:
        """The rules of disclosure, in versions."""
        place = f"{self._programme}/settings/policies"
        answer = self._get(place)
        return cast(PoliciesTold, answer.json)

    def propose_policy(self, *, text: str, note: str, idempotency_key: str = "") -> PolicyProposed:
        """Propose other rules; nothing changes until counsel adopts them."""
        place = f"{self._programme}/settings/policies"
        answer = self._post(place, {"text": text, "note": note}, idempotency_key=idempotency_key)
        return cast(PolicyProposed, answer.json)

    def policy_in_force(self) -> PolicyTextTold:
        """The rules that the programme goes by, as text.

        What a proposal begins with.
        """
        place = f"{self._programme}/settings/policies/in-force"
        answer = self._get(place)
        return cast(PolicyTextTold, answer.json)

    def policy(self, number: int) -> PolicyShown:
        """One version: what it would change, and what the last preview found."""
        place = f"{self._programme}/settings/policies/{number}"
        answer = self._get(place)
        return cast(PolicyShown, answer.json)

    def preview_policy(self, number: int, *, idempotency_key: str = "") -> PreviewTold:
        """See on the lists in hand what a version would change.

        A worker decides the round twice: ask for the version until its preview is `done` or `failed`.
        """
        place = f"{self._programme}/settings/policies/{number}/previews"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(PreviewTold, answer.json)

    def adopt_policy(self, number: int, *, idempotency_key: str = "") -> PolicyTold:
        """The next assembly goes by these rules."""
        place = f"{self._programme}/settings/policies/{number}/adoption"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(PolicyTold, answer.json)

    def signing_in(self) -> SigningInTold:
        """Whether members' people are asked for a second factor."""
        place = f"{self._programme}/settings/signing-in"
        answer = self._get(place)
        return cast(SigningInTold, answer.json)

    def ask_for_factor(self, *, members_second_factor: bool, idempotency_key: str = "") -> SigningInTold:
        """Ask members' people for a second factor, or leave it to them.

        From their next page on. Keys of programs go on.
        """
        place = f"{self._programme}/settings/signing-in"
        answer = self._post(
            place, {"members_second_factor": members_second_factor}, idempotency_key=idempotency_key
        )
        return cast(SigningInTold, answer.json)

    def survey_rules(self) -> SurveyRulesTold:
        """How the yearly survey is run."""
        place = f"{self._programme}/settings/survey"
        answer = self._get(place)
        return cast(SurveyRulesTold, answer.json)

    def set_survey_rules(
        self,
        *,
        is_gate: bool,
        rule: Literal["median", "weakest link"] | None = None,
        epsilon: str | None = None,
        budget: str | None = None,
        idempotency_key: str = "",
    ) -> SurveyRulesTold:
        """Choose how the yearly survey is run from now on.

        What was published stays as it was.
        """
        place = f"{self._programme}/settings/survey"
        answer = self._post(
            place,
            {"is_gate": is_gate, **given({"rule": rule, "epsilon": epsilon, "budget": budget})},
            idempotency_key=idempotency_key,
        )
        return cast(SurveyRulesTold, answer.json)
