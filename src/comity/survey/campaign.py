"""A year's survey from its opening to its results: which step may follow which, and what each is called in the ledger.

In: a `Campaign` and a step with its day and who takes it. Out: the next `Campaign`, or `CampaignProblem`. Pure: days are handed in.
Laws: answers change only while a campaign, or one member of it, is open; results come out only after the close; every step is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from comity.survey.errors import CampaignProblem


class Stage(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Step(StrEnum):
    OPEN = "open"
    REMIND = "remind"
    SIGN_OFF = "sign off"
    CLOSE = "close"
    REOPEN = "reopen"
    PUBLISH = "publish"


_FROM: Mapping[Step, tuple[Stage, ...]] = {
    Step.OPEN: (Stage.PLANNED,),
    Step.REMIND: (Stage.OPEN,),
    Step.SIGN_OFF: (Stage.OPEN, Stage.CLOSED),
    Step.CLOSE: (Stage.OPEN,),
    Step.REOPEN: (Stage.CLOSED,),  # for one member, with a reason; never after figures went out
    Step.PUBLISH: (Stage.CLOSED,),
}
_TO: Mapping[Step, Stage] = {Step.OPEN: Stage.OPEN, Step.CLOSE: Stage.CLOSED, Step.PUBLISH: Stage.PUBLISHED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step as it was taken: a line of the ledger."""

    step: Step
    on: date
    by: str
    member: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    instrument: str
    closes_on: date
    stage: Stage = Stage.PLANNED
    reopened: frozenset[str] = frozenset()
    signed_off: frozenset[str] = frozenset()
    history: tuple[Taken, ...] = ()

    def may_answer(self, member: str) -> bool:
        return self.stage is Stage.OPEN or member in self.reopened


def take(
    campaign: Campaign, step: Step, *, on: date, by: str, member: str = "", reason: str = ""
) -> Campaign:
    """The campaign after the step. Raises CampaignProblem where it cannot be taken."""
    if campaign.stage not in _FROM[step]:
        raise CampaignProblem(
            f"The survey is {campaign.stage}; one cannot {step} it.", remedy=_what_next(campaign, step)
        )
    if step is Step.REOPEN and not (member and reason.strip()):
        raise CampaignProblem(
            "A closed survey is reopened for one member, with a reason.", remedy="Say for whom, and why."
        )
    if step is Step.SIGN_OFF and not campaign.may_answer(member):
        raise CampaignProblem(
            f"The survey is closed for {member}.", remedy="Ask the Secretariat to reopen it, and say why."
        )
    taken = Taken(step=step, on=on, by=by, member=member, reason=reason.strip())
    reopened, signed = campaign.reopened, campaign.signed_off
    if step is Step.REOPEN:
        reopened, signed = reopened | {member}, signed - {member}
    if step is Step.SIGN_OFF:
        reopened, signed = reopened - {member}, signed | {member}
    if step is Step.PUBLISH:
        reopened = frozenset()
    return replace(
        campaign,
        stage=_TO.get(step, campaign.stage),
        reopened=reopened,
        signed_off=signed,
        history=(*campaign.history, taken),
    )


def amend(campaign: Campaign, *, member: str) -> Campaign:
    """An answer changed: what was signed off is no longer. Raises CampaignProblem after the close."""
    if not campaign.may_answer(member):
        raise CampaignProblem(
            "The survey is closed; answers are frozen.",
            remedy="Ask the Secretariat to reopen it, and say why.",
        )
    return replace(campaign, signed_off=campaign.signed_off - {member})


def _what_next(campaign: Campaign, step: Step) -> str:
    if campaign.stage is Stage.PUBLISHED:
        return "Its figures are out; corrections go into next year's."
    possible = [str(one) for one, stages in _FROM.items() if campaign.stage in stages]
    return f"From here one can {' or '.join(possible)} it."
