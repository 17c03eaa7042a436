"""What is told of letters that wait: how many, since when, and what the mail server said. Never to whom they are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from comity.portal.outbox.models import Letter, LetterState


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Of letters that were tried in vain, or were given up. One that was just put down is no news."""

    count: int
    given_up: int
    since: datetime | None
    next_try: datetime | None
    problem: str

    def __bool__(self) -> bool:
        return bool(self.count or self.given_up)


def letters_waiting() -> Waiting:
    """One question where none waits."""
    lie = Letter.objects.exclude(state=LetterState.SENT).exclude(problem="").exclude(sealed="")
    tried, given_up = Q(state=LetterState.WAITING), Q(state=LetterState.GIVEN_UP)
    found = lie.aggregate(
        count=Count("pk", filter=tried), given_up=Count("pk", filter=given_up), since=Min("put_at", filter=tried),
        next_try=Min("due_at", filter=tried),
    )  # fmt: skip
    last = lie.order_by("-state", "-due_at").first() if found["count"] or found["given_up"] else None
    return Waiting(problem=last.problem if last else "", **found)
