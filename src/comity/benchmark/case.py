"""The case of one protocol: from draft to equivalent or not yet, and out of date again; only the steps that are drawn.

In: a case, a step, the day, who takes it. Out: the case one step on. Laws: a case becomes equivalent only by a `Verdict`
that says so, and not yet equivalent only by one that says so; what is taken back is what it was before it was handed in; what expires is told by the day that is asked for, never by
a clock; the history is only ever added to. Not yet is a to-do list, no failure.

    draft ⇄ submitted → in review ⇄ queried
                           in review → equivalent until → expired
                           in review → not yet ⇄ submitted
    equivalent, not yet, expired → superseded
    submitted, in review, queried → submitted, where another reviewer begins anew
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from comity.benchmark.compare import smallest_additions
from comity.benchmark.coverage import Coverage, Outcome, Verdict
from comity.benchmark.criteria import Criterion
from comity.benchmark.decisions import Party
from comity.benchmark.errors import TransitionProblem
from comity.benchmark.links import Credit


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    QUERIED = "queried"
    EQUIVALENT = "equivalent"
    NOT_YET = "not yet equivalent"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One line of a case's history."""

    day: date
    by: str
    party: Party
    to: State
    note: str = ""


_MEMBER, _REVIEWER = (Party.MEMBER,), (Party.REVIEWER,)
_DRAWN: dict[State, dict[State, tuple[Party, ...]]] = {
    State.DRAFT: {State.SUBMITTED: _MEMBER},
    State.SUBMITTED: {State.IN_REVIEW: _REVIEWER, State.DRAFT: _MEMBER, State.NOT_YET: _MEMBER},
    State.IN_REVIEW: {State.QUERIED: _REVIEWER, State.EQUIVALENT: _REVIEWER, State.NOT_YET: _REVIEWER},
    State.QUERIED: {State.IN_REVIEW: (*_MEMBER, *_REVIEWER)},  # answered, or withdrawn
    State.EQUIVALENT: {State.SUPERSEDED: _REVIEWER},
    State.NOT_YET: {State.SUBMITTED: _MEMBER, State.SUPERSEDED: _REVIEWER},
    State.EXPIRED: {State.SUPERSEDED: _REVIEWER},
    State.SUPERSEDED: {},
}
"""From -> to -> who may take the step. Expiring is nobody's step."""
_UNDER_REVIEW = (State.SUBMITTED, State.IN_REVIEW, State.QUERIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Digests say what was compared with what; another version of either is another case, and supersedes this one."""

    protocol_digest: str
    criteria_digest: str
    history: tuple[Moved, ...] = ()
    valid_until: date | None = None

    def state_on(self, day: date) -> State:
        """An equivalent case is so through its last day."""
        state = self.history[-1].to if self.history else State.DRAFT
        if state is State.EQUIVALENT and self.valid_until is not None and day > self.valid_until:
            return State.EXPIRED
        return state

    def move(self, to: State, *, day: date, by: str, party: Party, note: str = "") -> "Case":
        """Raises TransitionProblem for a step that is not drawn. A verdict has its own door, `conclude`."""
        if to in (State.EQUIVALENT, State.NOT_YET):
            raise TransitionProblem(
                f"A case becomes “{to}” by a verdict alone.", remedy="Conclude it with its verdict."
            )
        if to is State.DRAFT and self.was_reviewed:
            raise TransitionProblem(
                "A case that was reviewed is no draft again.", remedy="Take it back to its verdict."
            )
        if to is State.QUERIED and not note.strip():
            raise TransitionProblem("A query asks nothing.", remedy="Write what the member shall answer.")
        return self._moved(to, day=day, by=by, party=party, note=note)

    @property
    def was_reviewed(self) -> bool:
        """Somebody began to, whatever became of it."""
        return any(one.to is State.IN_REVIEW for one in self.history)

    @property
    def was_decided(self) -> bool:
        return any(one.to is State.NOT_YET and one.party is Party.REVIEWER for one in self.history)

    @property
    def may_be_taken_back(self) -> bool:
        """Not where another reviewer began, and gave no verdict: it is neither a draft nor decided."""
        return self.was_decided or not self.was_reviewed

    def take_back(self, *, day: date, by: str, party: Party) -> "Case":
        """By the member, before anybody begins: no verdict is lost by handing in again."""
        if not self.may_be_taken_back:
            raise TransitionProblem(
                "A case that another reviewer began is not taken back.",
                remedy="Wait for the one who has it now.",
            )
        to = State.NOT_YET if self.was_decided else State.DRAFT
        return self._moved(to, day=day, by=by, party=party, note="")

    def hand_on(self, *, day: date, by: str, party: Party, note: str) -> "Case":
        """To another reviewer, who begins anew. By the member, whose papers they are; the note says to whom."""
        if self.state_on(day) not in _UNDER_REVIEW:
            raise TransitionProblem(
                f"A case that is “{self.state_on(day)}” is before no reviewer, and cannot be handed on.",
                remedy="Hand it in.",
            )
        if party is not Party.MEMBER:
            raise TransitionProblem(
                f"The {party} cannot hand a case on.", remedy=f"This step is the {Party.MEMBER}'s."
            )
        return self._stepped(State.SUBMITTED, day=day, by=by, party=party, note=note)

    def conclude(self, verdict: Verdict, *, day: date, by: str, valid_until: date) -> "Case":
        """`valid_until` counts where the verdict is equivalent."""
        if verdict.coverage.criteria.digest != self.criteria_digest:
            raise TransitionProblem(
                "The verdict is on other criteria than the case.", remedy="Open a case for these criteria."
            )
        if verdict.outcome is Outcome.OPEN:
            raise TransitionProblem(
                " ".join(("The case cannot be concluded.", *verdict.reasons)), remedy="Decide what is open."
            )
        if verdict.outcome is Outcome.NOT_YET:
            note = " ".join(verdict.reasons)
            return self._moved(State.NOT_YET, day=day, by=by, party=Party.REVIEWER, note=note)
        if valid_until < day:
            raise TransitionProblem(
                f"The case would end on {valid_until}, before it begins.", remedy="Give a later day."
            )
        note = " ".join(verdict.reasons)  # what it rests on that nobody read
        moved = self._moved(State.EQUIVALENT, day=day, by=by, party=Party.REVIEWER, note=note)
        return replace(moved, valid_until=valid_until)

    def _moved(self, to: State, *, day: date, by: str, party: Party, note: str) -> "Case":
        state = self.state_on(day)
        allowed = _DRAWN[state]
        if to not in allowed:
            steps = ", ".join(f"“{one}”" for one in allowed) or "nothing more"
            raise TransitionProblem(
                f"A case that is “{state}” cannot become “{to}”.", remedy=f"From here it can become {steps}."
            )
        if party not in allowed[to]:
            raise TransitionProblem(
                f"The {party} cannot make a case “{to}”.",
                remedy=f"This step is the {' or '.join(allowed[to])}'s.",
            )
        return self._stepped(to, day=day, by=by, party=party, note=note)

    def _stepped(self, to: State, *, day: date, by: str, party: Party, note: str) -> "Case":
        if self.history and day < self.history[-1].day:
            raise TransitionProblem(
                f"The step is dated {day}, before the last one of {self.history[-1].day}.",
                remedy="Give the day on which it is taken.",
            )
        step = Moved(day=day, by=by, party=party, to=to, note=note)
        return replace(self, history=(*self.history, step))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    criterion: Criterion
    credit: Credit
    is_needed: bool  # in the smallest set that reaches the threshold
    sentence: str


def to_do_list(verdict: Verdict) -> tuple[ToDo, ...]:
    """What a protocol that is not yet equivalent lacks: what is needed first, then what is grave, then the rest."""
    found: Coverage = verdict.coverage
    if not found.applicable:
        return ()
    needed = {one.code for one in smallest_additions(found, verdict.rule).additions}
    places = {one.code: at for at, one in enumerate(found.criteria)}
    lacking = sorted(
        (*found.missing, *found.partly),
        key=lambda one: (one.code not in needed, -one.criticality.weight, places[one.code]),
    )
    return tuple(
        ToDo(
            criterion=one,
            credit=found.credit(one.code),
            is_needed=one.code in needed,
            sentence=f"{'Add' if found.credit(one.code) is Credit.NONE else 'Complete'} {one.code} {one.title}: {one.requirement}",
        )
        for one in lacking
    )
