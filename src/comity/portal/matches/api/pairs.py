"""Operations of doubtful pairs: the next one, an answer, and taking it back."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, cursor_to, place_in
from comity.portal.matches.models import Word
from comity.portal.matches.queries import (
    Desk,
    Fact,
    Remembered,
    agreements,
    desk_of,
    remembered,
    shown,
    worded,
)
from comity.portal.matches.services import Turn, answer, require_judging, settle, take_turn, undo
from comity.portal.matches.views import JUDGES
from comity.portal.tenants.gates import Actor
from comity.round.review import Question

router = Router(tags=["matches"])
Record = Annotated[str, StringConstraints(pattern=r"^[^\x00\s]{1,64}$")]


class FactTold(Schema):
    name: str
    left: str
    right: str
    sign: str


class PairTold(Schema):
    left: str
    right: str
    probability: float
    facts: list[FactTold]


class TurnTold(Schema):
    left_to_judge: int
    before_others: int
    pair: PairTold | None


class AnswerAsked(Schema):
    left: Record
    right: Record
    word: Word
    is_second: bool = False


class AnswerTold(Schema):
    left: str
    right: str
    word: str


class JudgedTold(Schema):
    by: str
    word: str


class DisputedTold(PairTold):
    judged: list[JudgedTold]


class AgreedTold(Schema):
    """Two reviewers on the pairs that both judged without seeing each other's word."""

    one: str
    other: str
    compared: int
    alike: int
    kappa: float | None


class DisagreementsTold(Page):
    pairs: list[DisputedTold]
    agreements: list[AgreedTold]


class SettleAsked(Schema):
    left: Record
    right: Record
    word: Literal["same", "different"]


class RememberedTold(Schema):
    left: str
    right: str
    left_called: str
    right_called: str
    same: bool | None = Field(description="null: judgements before it were withdrawn")
    by: str
    at: datetime
    note: str
    stands: bool


class RememberedPage(Page):
    count: int
    judgements: list[RememberedTold]


class UndoTold(Schema):
    taken_back: AnswerTold | None


@router.get(
    "/matches/next",
    operation_id="next_match",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={200: TurnTold, **problems(409)},
    summary="The next doubtful pair, which is before nobody else meanwhile",
)
def next_match(
    request: Asked,
    programme: Slug,
    *,
    is_second: Annotated[bool, Query(description="a pair that a colleague judged, unseen")] = False,
) -> TurnTold:
    turn = take_turn(actor=request.auth, is_second=is_second)
    if turn is None:
        return TurnTold(left_to_judge=0, before_others=0, pair=None)
    return TurnTold(left_to_judge=turn.left, before_others=turn.elsewhere, pair=_pair(request.auth, turn))


@router.post(
    "/matches/answers",
    operation_id="answer_match",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={201: AnswerTold, **problems(409)},
    summary="Same site, different sites, or skipped",
)
@once(201)
def give(
    request: Asked, programme: Slug, said: AnswerAsked, idempotency_key: IdempotencyKey = ""
) -> AnswerTold:
    pair = (min(said.left, said.right), max(said.left, said.right))
    answer(actor=request.auth, pair=pair, word=said.word, is_second=said.is_second)
    return AnswerTold(left=pair[0], right=pair[1], word=said.word.value)


@router.post(
    "/matches/undo",
    operation_id="undo_match",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={200: UndoTold, **problems(409)},
    summary="Take one's own last answer back",
)
@once(200)
def take_back(request: Asked, programme: Slug, idempotency_key: IdempotencyKey = "") -> UndoTold:
    found = undo(actor=request.auth)
    if found is None:
        return UndoTold(taken_back=None)
    return UndoTold(taken_back=AnswerTold(left=found.left, right=found.right, word=found.word))


@router.get(
    "/matches/disagreements",
    operation_id="disagreements",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={200: DisagreementsTold, **problems(409)},
    summary="Pairs that two reviewers see differently, and how well reviewers agree",
)
def disagreements(
    request: Asked, programme: Slug, cursor: Cursor = "", limit: PageSize = A_PAGE
) -> DisagreementsTold:
    require_judging(request.auth)
    desk = desk_of(request.auth.scope, request.auth.programme)
    pairs: list[DisputedTold] = []
    following = None
    if desk is not None:
        # Questions never change within an assembly, so that their order holds the place; what is settled meanwhile is gone.
        of, disputed = f"disagreements of {desk.assembly.pk}", {one.pair for one in desk.disputed}
        start = place_in(cursor, of)
        left = [at for at, one in enumerate(desk.questions) if at >= start and one.pair in disputed]
        pairs = [_disputed(request.auth, desk, desk.questions[at]) for at in left[:limit]]
        following = cursor_to(of, left[limit]) if len(left) > limit else None
    agreed = [AgreedTold.model_validate(one, from_attributes=True) for one in agreements(request.auth.scope)]
    return DisagreementsTold(pairs=pairs, agreements=agreed, next_cursor=following)


@router.post(
    "/matches/settlements",
    operation_id="settle_match",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={201: AnswerTold, **problems(409)},
    summary="End a disagreement, with both words known",
)
@once(201)
def settle_pair(
    request: Asked, programme: Slug, said: SettleAsked, idempotency_key: IdempotencyKey = ""
) -> AnswerTold:
    pair = (min(said.left, said.right), max(said.left, said.right))
    settle(actor=request.auth, pair=pair, word=Word(said.word))
    return AnswerTold(left=pair[0], right=pair[1], word=said.word)


@router.get(
    "/matches/remembered",
    operation_id="remembered_matches",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={200: RememberedPage, **problems()},
    summary="Every judgement that was given, the newest first",
)
def remembered_matches(
    request: Asked, programme: Slug, cursor: Cursor = "", limit: PageSize = A_PAGE
) -> RememberedPage:
    """A cursor counts from the oldest, so that what is judged meanwhile moves nothing."""
    actor, of = request.auth, "remembered"
    _found, count = remembered(actor.scope, actor.programme, start=0, most=0)
    older = min(place_in(cursor, of, begin=count), count)
    found, _count = remembered(actor.scope, actor.programme, start=count - older, most=limit)
    return RememberedPage(
        count=count,
        judgements=[_remembered(one) for one in found],
        next_cursor=cursor_to(of, older - limit) if older > limit else None,
    )


def _pair(actor: Actor, turn: Turn) -> PairTold | None:
    if turn.question is None:
        return None
    return PairTold.model_validate(_facts(actor, turn.desk, turn.question))


def _facts(actor: Actor, desk: Desk, question: Question) -> dict[str, object]:
    left, right = question.pair
    facts = [_fact(fact) for fact in shown(actor.programme, desk.assembly_of(question), question).facts]
    return {"left": left, "right": right, "probability": question.probability, "facts": facts}


def _disputed(actor: Actor, desk: Desk, question: Question) -> DisputedTold:
    said = [JudgedTold(by=str(one.person or ""), word=one.word) for one in worded(desk.said_of(question))]
    return DisputedTold.model_validate({**_facts(actor, desk, question), "judged": said})


def _remembered(one: Remembered) -> RememberedTold:
    return RememberedTold(
        left=one.judgement.left,
        right=one.judgement.right,
        left_called=one.left,
        right_called=one.right,
        same=one.judgement.same,
        by=one.by,
        at=one.judgement.at,
        note=one.judgement.note,
        stands=one.judgement.stands,
    )


def _fact(one: Fact) -> FactTold:
    left, right = ("".join(piece for piece, _differs in side) for side in (one.left, one.right))
    return FactTold(name=one.name, left=left, right=right, sign=one.sign)
