"""What would have become of the protocols that were decided on so far, by another rule. In numbers: nothing of a log is read."""

from dataclasses import dataclass
from functools import cached_property

from comity.benchmark import Outcome, Rule
from comity.benchmark.retold import outcome_by
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries.cases import DECIDED
from comity.portal.protocols.words import OUTCOMES
from comity.portal.tenants.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    case: Case
    given: Outcome
    then: Outcome

    @property
    def differs(self) -> bool:
        return self.given is not self.then

    @property
    def given_in_words(self) -> str:
        return str(OUTCOMES[self.given])

    @property
    def then_in_words(self) -> str:
        return str(OUTCOMES[self.then])


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is worked out once
class RulePreview:
    rows: tuple[Retold, ...]
    untold: int  # decided on before these numbers were kept

    @cached_property
    def changed(self) -> tuple[Retold, ...]:
        return tuple(one for one in self.rows if one.differs)

    @property
    def equivalent_now(self) -> int:
        return sum(one.given is Outcome.EQUIVALENT for one in self.rows)

    @property
    def equivalent_then(self) -> int:
        return sum(one.then is Outcome.EQUIVALENT for one in self.rows)


def decided_by(scope: Scope, rule: Rule) -> RulePreview:
    """Of every verdict that was given, one that ran out or was superseded among them; what is looked at again has none."""
    found = Case.objects.within(scope).exclude(log_digest="").select_related("organisation")
    decided = [one for one in found.order_by("organisation__name", "-pk") if one.state in DECIDED]
    return RulePreview(
        rows=tuple(
            Retold(
                case=one,
                given=Outcome.EQUIVALENT if one.valid_until else Outcome.NOT_YET,
                then=outcome_by(one.numbers, rule),
            )
            for one in decided
            if one.numbers
        ),
        untold=sum(not one.numbers for one in decided),
    )
