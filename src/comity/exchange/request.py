"""A request for a report: who asks whom, for which site, why, until when; and the only steps it can take.

In: a request, a step, the time, who takes it. Out: the request one step on, and the fact for the ledger.
What a request says of the audit is a `KnownAudit`: its age band and its class, all that the common list says of anybody's
audit. There is no field for more, so no text made from a request can hint at who had it made.
Laws: nothing happens by silence: without an answer a request expires; a step that is not drawn is refused; the history is
only ever added to; every step has exactly one fact.

    drafted → sent → opened → consented → delivered → read → decided ⟲
                     opened → declined | no such audit
    sent, opened → expired (no answer)      consented, delivered → expired (access ran out)
    drafted, sent, opened, consented → withdrawn (by the member)
    consented, delivered, read, decided → revoked (by the supplier)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import polars as pl

from comity.check import Checked
from comity.check import State as CheckState
from comity.core import AgeBand
from comity.exchange.errors import AskProblem, StepProblem
from comity.ledger import Fact
from comity.lists import Assurance

Choice = TypeVar("Choice", bound=StrEnum)


class State(StrEnum):
    DRAFTED = "drafted"
    SENT = "sent"
    OPENED = "opened"
    CONSENTED = "consented"
    DECLINED = "declined"
    NO_SUCH_AUDIT = "no such audit"
    EXPIRED = "expired"
    DELIVERED = "delivered"
    READ = "read"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Party(StrEnum):
    MEMBER = "member"
    SUPPLIER = "supplier"
    TIME = "time"  # by which alone a request expires


class Purpose(StrEnum):
    """Why the report is asked for. A choice and no free text: between competitors, free text says too much."""

    RECOGNISE = "to decide whether to recognise this audit instead of ordering one of its own"
    RENEW = "to see whether this audit replaces an older one that it holds"
    BEGIN = "to prepare the beginning of a business relation"


DRAWN: Mapping[State, Mapping[State, Party]] = {
    State.DRAFTED: {State.SENT: Party.MEMBER, State.WITHDRAWN: Party.MEMBER},
    State.SENT: {State.OPENED: Party.SUPPLIER, State.WITHDRAWN: Party.MEMBER},
    State.OPENED: {
        State.CONSENTED: Party.SUPPLIER,
        State.DECLINED: Party.SUPPLIER,
        State.NO_SUCH_AUDIT: Party.SUPPLIER,
        State.WITHDRAWN: Party.MEMBER,
    },
    State.CONSENTED: {
        State.DELIVERED: Party.SUPPLIER,
        State.REVOKED: Party.SUPPLIER,
        State.WITHDRAWN: Party.MEMBER,
    },
    State.DELIVERED: {State.READ: Party.MEMBER, State.REVOKED: Party.SUPPLIER},
    State.READ: {State.DECIDED: Party.MEMBER, State.REVOKED: Party.SUPPLIER},
    State.DECIDED: {State.DECIDED: Party.MEMBER, State.REVOKED: Party.SUPPLIER},
    State.DECLINED: {},
    State.NO_SUCH_AUDIT: {},
    State.EXPIRED: {},
    State.WITHDRAWN: {},
    State.REVOKED: {},
}
"""From -> to -> who takes the step. Expiring is nobody's step: time does it, and `run_out` writes it down."""

_NOT_IN_NAMES = re.compile("://|[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Links, line breaks and turned letters: names stand in letters that a supplier trusts."""

WAITING = (State.SENT, State.OPENED)
ENDED = tuple(state for state, steps in DRAWN.items() if not steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAudit:
    """All that anybody may know of another's audit before the supplier shows it. None: the list does not say."""

    age: AgeBand | None
    assurance: Assurance | None

    @property
    def sentence(self) -> str:
        age = (
            f"The audit was made {_AGES[self.age]}"
            if self.age
            else "The audit was made in the last three years"
        )
        return f"{age}; {_CLASSES[self.assurance]}" if self.assurance else f"{age}."


_AGES = {
    AgeBand.UP_TO_12: "in the last 12 months",
    AgeBand.UP_TO_24: "in the last 24 months",
    AgeBand.UP_TO_36: "in the last 36 months",
}
_CLASSES = {
    Assurance.MEETS: "it meets the programme's common benchmark.",
    Assurance.PARTIAL: "it covers a part of the programme's common benchmark.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """A supplier of the member's own, whose site another had audited. `reference` never leaves the member."""

    reference: str
    supplier: str
    address: str
    city: str
    country: str
    known: KnownAudit


def opportunities(checked: Checked) -> tuple[Opportunity, ...]:
    """One a site, in the order of the member's own list: the audits that surely exist."""
    return opportunities_in(checked.rows)


def opportunities_in(rows: pl.DataFrame) -> tuple[Opportunity, ...]:
    """`rows` follows CHECKED_FRAME, as a check wrote it."""
    exists = rows.filter(pl.col("state") == CheckState.EXISTS.value)
    found = exists.unique(subset="site", keep="first", maintain_order=True)
    return tuple(
        Opportunity(
            reference=row["reference"] or "",
            supplier=row["name"],
            address=row["address"] or "",
            city=row["city"] or "",
            country=row["country"] or "",
            known=KnownAudit(
                age=_one_of(AgeBand, row["audited"]), assurance=_one_of(Assurance, row["assurance"])
            ),
        )
        for row in found.iter_rows(named=True)
    )


def _one_of(kind: type[Choice], text: str | None) -> Choice | None:
    return next((one for one in kind if one.value == text), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One line of a request's history."""

    at: datetime
    by: str
    party: Party
    to: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    id: str
    member: str
    supplier: str
    site: str  # as the member's own list calls and places it
    site_id: str  # of the registry; empty where the request came from a list in hand
    known: KnownAudit
    purpose: Purpose
    answer_by: datetime
    access_until: datetime | None = None  # the supplier says so when it consents
    history: tuple[Moved, ...] = ()

    def __post_init__(self) -> None:
        for name, value in (("member", self.member), ("supplier", self.supplier), ("site", self.site)):
            if not value.strip():
                raise AskProblem(f"The request names no {name}.", remedy=f"Say which {name} it is about.")
            if _NOT_IN_NAMES.search(value):
                raise AskProblem(
                    f"The name of the {name} holds a link or a line break.",
                    remedy="Give it as it stands on a letterhead.",
                )
        if self.member.casefold() == self.supplier.casefold():
            raise AskProblem(
                f"{self.member} would ask itself.",
                remedy="A company that is member and supplier has its own reports already.",
            )

    def state_at(self, at: datetime) -> State:
        state = self.history[-1].to if self.history else State.DRAFTED
        if state in WAITING and at >= self.answer_by:
            return State.EXPIRED
        ran_out = self.access_until is not None and at >= self.access_until
        return State.EXPIRED if ran_out and state in (State.CONSENTED, State.DELIVERED) else state

    def moved_to(self, state: State) -> Moved | None:
        """The last time that it came to a state."""
        return next((one for one in reversed(self.history) if one.to is state), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    request: Request
    fact: Fact


def take_step(
    request: Request,
    to: State,
    *,
    at: datetime,
    by: str,
    party: Party,
    details: Mapping[str, str] | None = None,
) -> Step:
    """`details` go into the fact: digests, days. Raises StepProblem for a step that is not drawn."""
    if to is State.CONSENTED:
        raise StepProblem("Consent needs its end.", remedy="Give it with consent_to, which asks until when.")
    return _stepped(request, to, at=at, by=by, party=party, details=details or {})


def consent_to(request: Request, *, at: datetime, by: str, access_until: datetime) -> Step:
    """The supplier's yes to this request, and to no other."""
    if access_until <= at:
        raise StepProblem(
            f"Access would end on {access_until:%Y-%m-%d}, before it begins.", remedy="Give a later day."
        )
    details = {"access_until": access_until.isoformat()}
    step = _stepped(request, State.CONSENTED, at=at, by=by, party=Party.SUPPLIER, details=details)
    return replace(step, request=replace(step.request, access_until=access_until))


def _stepped(
    request: Request, to: State, *, at: datetime, by: str, party: Party, details: Mapping[str, str]
) -> Step:
    state = request.state_at(at)
    allowed = DRAWN[state]
    if to not in allowed:
        steps = ", ".join(f"“{one}”" for one in allowed) or "nothing more"
        raise StepProblem(
            f"A request that is “{state}” cannot become “{to}”.", remedy=f"From here it can become {steps}."
        )
    if allowed[to] is not party:
        raise StepProblem(
            f"The {party} cannot make a request “{to}”.", remedy=f"This step is the {allowed[to]}'s."
        )
    if request.history and at < request.history[-1].at:
        raise StepProblem(
            f"The step is dated {at:%Y-%m-%d %H:%M}, before the last one.",
            remedy="Give the time at which it is taken.",
        )
    moved = Moved(at=at, by=by, party=party, to=to)
    fact = Fact(
        kind=f"request-{to.value.replace(' ', '-')}",
        at=at,
        by=by,
        details={"request": request.id, "member": request.member, "supplier": request.supplier, **details},
    )
    return Step(request=replace(request, history=(*request.history, moved)), fact=fact)


def run_out(request: Request, *, at: datetime) -> Step | None:
    """What time did, to be written down once. None where it ended nothing."""
    if request.state_at(at) is not State.EXPIRED or request.history[-1].to is State.EXPIRED:
        return None
    moved = Moved(at=at, by="", party=Party.TIME, to=State.EXPIRED)
    details = {"request": request.id, "member": request.member, "supplier": request.supplier}
    fact = Fact(kind="request-expired", at=at, by="", details=details)
    return Step(request=replace(request, history=(*request.history, moved)), fact=fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Open requests after sites were merged. `doubled` ask the same supplier's site twice for one member."""

    requests: tuple[Request, ...]
    doubled: tuple[tuple[Request, Request], ...]  # the one to keep, the one that is superfluous


def follow_sites(requests: Iterable[Request], redirects: Mapping[str, str], *, at: datetime) -> Followed:
    """`redirects`: site id -> the id it leads to now. Requests that ended keep the id they were made with.

    Of two that now ask for one site, the one that came further is kept; the member is asked to withdraw the other, because
    a supplier may have both before it.
    """
    moved = tuple(
        one
        if one.state_at(at) in ENDED or one.site_id not in redirects
        else replace(one, site_id=redirects[one.site_id])
        for one in requests
    )
    kept: dict[tuple[str, str], Request] = {}
    doubled = []
    for one in sorted(moved, key=lambda it: (-len(it.history), it.id)):
        if not one.site_id or one.state_at(at) in ENDED:
            continue
        first = kept.setdefault((one.member, one.site_id), one)
        if first is not one:
            doubled.append((first, one))
    return Followed(requests=moved, doubled=tuple(doubled))
