"""Operations of letters that wait for the mail server: how many, and having those tried again that were given up."""

from datetime import datetime

from ninja import Router, Schema

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.outbox.queries import letters_waiting
from comity.portal.outbox.services import letters_again
from comity.portal.tenants.roles import Role

router = Router(tags=["rounds"])


class LettersWaiting(Schema):
    waiting: int
    given_up: int
    since: datetime | None
    next_try: datetime | None
    problem: str


class LettersAgain(Schema):
    letters: int


@router.get(
    "/letters",
    operation_id="letters",
    auth=admits_token(Grant.ROUNDS_READ, Role.MANAGER),
    response={200: LettersWaiting, **problems()},
    summary="Letters that wait for the mail server, and what it said",
)
def letters(request: Asked, programme: Slug) -> LettersWaiting:
    """Never to whom they are."""
    found = letters_waiting()
    return LettersWaiting(
        waiting=found.count,
        given_up=found.given_up,
        since=found.since,
        next_try=found.next_try,
        problem=found.problem,
    )


@router.post(
    "/letters/again",
    operation_id="try_letters_again",
    auth=admits_token(Grant.ROUNDS_WRITE, Role.MANAGER),
    response={200: LettersAgain, **problems()},
    summary="Have letters that were given up tried again",
)
@once(200)
def again(request: Asked, programme: Slug, idempotency_key: IdempotencyKey = "") -> LettersAgain:
    return LettersAgain(letters=letters_again(actor=request.auth))
