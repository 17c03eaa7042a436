"""Operations of doubtful pairs: the next one, an answer, and taking it back."""

from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import StringConstraints

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.matches.models import Word
from comity.portal.matches.queries import Fact, shown
from comity.portal.matches.services import Turn, answer, take_turn, undo
from comity.portal.matches.views import JUDGES
from comity.portal.tenants.gates import Actor

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


def _pair(actor: Actor, turn: Turn) -> PairTold | None:
    if turn.question is None:
        return None
    one = shown(actor.programme, turn.desk.assembly, turn.question)
    left, right = turn.question.pair
    return PairTold(
        left=left,
        right=right,
        probability=turn.question.probability,
        facts=[_fact(fact) for fact in one.facts],
    )


def _fact(one: Fact) -> FactTold:
    left, right = ("".join(piece for piece, _differs in side) for side in (one.left, one.right))
    return FactTold(name=one.name, left=left, right=right, sign=one.sign)
