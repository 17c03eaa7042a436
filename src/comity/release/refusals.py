"""Why a release is refused, said so that a small programme or a lawyer understands it, with what would help."""

from dataclasses import dataclass

from comity.release.decide import Decided, Mode
from comity.release.leak_test import Figure, LeakTest
from comity.release.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    code: str
    message: str
    remedy: str


_FAILED = {
    "gain": ("would tell {who} {value:.3f} bit a row about who contributed it, beyond what presence alone tells; the limit is {limit:.3f}.",
             "Show less: raise min_groups or lower max_share under [cells], or wait for more members."),
    "top1-lift": ("would let {who} guess the contributor right {value:.1f} points more often than presence alone; the limit is {limit:.1f}.",
                  "Show less: raise min_groups or lower max_share under [cells], or wait for more members."),
    "p99-lift": ("would make the true contributor {value:.2f} likelier to {who} in one row of a hundred; the limit is {limit:.2f}.",
                 "Show less: raise min_groups or lower max_share under [cells]."),
    "certain": ("holds {value:.1%} of rows whose contributor {who} could name with more than even odds; the limit is {limit:.1%}.",
                "Lower max_posterior under [attribution], or wait for more members."),
    "newcomer": ("would let {who} believe with {value:.2f} that what is new comes from one newcomer; the limit is {limit:.2f}.",
                 "Admit newcomers several at a time, or lower max_share_of_new under [soles]."),
    "newcomer-changed": ("would let {who} believe with {value:.2f} that rows which changed since the last release changed by one "
                         "newcomer; the limit is {limit:.2f}.",
                         "Admit newcomers several at a time, or lower max_share_of_new under [soles]."),
}  # fmt: skip


def refusals_of(groups: int, decided: Decided, tested: LeakTest, policy: Policy) -> tuple[Refusal, ...]:
    if decided.mode is Mode.REFUSED:
        least = policy.size.refuse_below_groups
        return (
            Refusal(
                code="too-few-groups",
                message=f"{groups} groups contribute, and with fewer than {least} the mere presence of a site says who audited it: "
                "each member sees which rows are not its own, and few others are left to be guessed.",
                remedy=f"Bring {least - groups} more contributing groups into the round. From {least} there is a list to check "
                f"against; from {policy.size.clear_from_groups} one that can be read.",
            ),
        )
    worst: dict[str, Figure] = {}
    for figure in tested.figures:
        if not figure.passed:
            beyond = worst.get(figure.code)
            if beyond is None or figure.value - figure.limit > beyond.value - beyond.limit:
                worst[figure.code] = figure
    return tuple(_refusal(figure) for figure in worst.values())


def _refusal(figure: Figure) -> Refusal:
    message, remedy = _FAILED[figure.code]
    said = message.format(who=who(figure.size), value=figure.value, limit=figure.limit)
    return Refusal(code=f"leak-{figure.code}", message=f"The list {said}", remedy=remedy)


def who(size: int) -> str:
    return {
        0: "an outsider",
        1: "a member",
        2: "two members who pool their lists",
        5: "five members who pool their lists",
    }[size]
