"""Operations of matches, and what they answer; made from the portal's description."""

from collections.abc import Sequence
from typing import Literal, TypedDict, cast

from comity.client.calling import Calls


class FactTold(TypedDict):
    name: str
    left: str
    right: str
    sign: str


class PairTold(TypedDict):
    left: str
    right: str
    probability: float
    facts: list[FactTold]


class TurnTold(TypedDict):
    left_to_judge: int
    before_others: int
    pair: PairTold | None


class AnswerTold(TypedDict):
    left: str
    right: str
    word: str


class UndoTold(TypedDict):
    taken_back: AnswerTold | None


class JudgedTold(TypedDict):
    by: str
    word: str


class DisputedTold(TypedDict):
    left: str
    right: str
    probability: float
    facts: list[FactTold]
    judged: list[JudgedTold]


class AgreedTold(TypedDict):
    one: str
    other: str
    compared: int
    alike: int
    kappa: float | None


class DisagreementsTold(TypedDict):
    next_cursor: str | None
    pairs: list[DisputedTold]
    agreements: list[AgreedTold]


class RememberedTold(TypedDict):
    left: str
    right: str
    left_called: str
    right_called: str
    same: bool | None
    by: str
    at: str
    note: str
    stands: bool


class RememberedPage(TypedDict):
    next_cursor: str | None
    count: int
    judgements: list[RememberedTold]


class RecordTold(TypedDict):
    record: str
    name: str
    address: str
    city: str
    country: str
    ids: str


class HappenedTold(TypedDict):
    round: str
    what: str


class SiteTold(TypedDict):
    asked: str
    site: str
    records: list[RecordTold]
    history: list[HappenedTold]


class SideTold(TypedDict):
    site: str
    records: list[RecordTold]


class RedirectTold(TypedDict):
    site: str
    to: str


class FollowsTold(TypedDict):
    before: list[SideTold]
    after: list[SideTold]
    withdrawn: int
    judged: int
    new: list[str]
    again: list[str]
    redirects: list[RedirectTold]


class Matches(Calls):
    """Operations of matches."""

    def next_match(self, *, is_second: bool = False) -> TurnTold:
        """The next doubtful pair, which is before nobody else meanwhile."""
        place = f"{self._programme}/matches/next"
        answer = self._get(place, query={"is_second": is_second})
        return cast(TurnTold, answer.json)

    def answer_match(
        self,
        *,
        left: str,
        right: str,
        word: Literal["same", "different", "skipped"],
        is_second: bool = False,
        idempotency_key: str = "",
    ) -> AnswerTold:
        """Same site, different sites, or skipped."""
        place = f"{self._programme}/matches/answers"
        answer = self._post(
            place,
            {"left": left, "right": right, "word": word, "is_second": is_second},
            idempotency_key=idempotency_key,
        )
        return cast(AnswerTold, answer.json)

    def undo_match(self, *, idempotency_key: str = "") -> UndoTold:
        """Take one's own last answer back."""
        place = f"{self._programme}/matches/undo"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(UndoTold, answer.json)

    def disagreements(self, *, cursor: str = "", limit: int = 100) -> DisagreementsTold:
        """Pairs that two reviewers see differently, and how well reviewers agree."""
        place = f"{self._programme}/matches/disagreements"
        answer = self._get(place, query={"cursor": cursor, "limit": limit})
        return cast(DisagreementsTold, answer.json)

    def settle_match(
        self, *, left: str, right: str, word: Literal["same", "different"], idempotency_key: str = ""
    ) -> AnswerTold:
        """End a disagreement, with both words known."""
        place = f"{self._programme}/matches/settlements"
        answer = self._post(
            place, {"left": left, "right": right, "word": word}, idempotency_key=idempotency_key
        )
        return cast(AnswerTold, answer.json)

    def remembered_matches(self, *, cursor: str = "", limit: int = 100) -> RememberedPage:
        """Every judgement that was given, the newest first.

        A cursor counts from the oldest, so that what is judged meanwhile moves nothing.
        """
        place = f"{self._programme}/matches/remembered"
        answer = self._get(place, query={"cursor": cursor, "limit": limit})
        return cast(RememberedPage, answer.json)

    def match_site(self, site: str) -> SiteTold:
        """One site: its records, and what happened to it."""
        place = f"{self._programme}/matches/sites/{site}"
        answer = self._get(place)
        return cast(SiteTold, answer.json)

    def preview_merge(self, *, site: str, other: str) -> FollowsTold:
        """What would follow if two sites were one."""
        place = f"{self._programme}/matches/merges/preview"
        answer = self._post(place, {"site": site, "other": other})
        return cast(FollowsTold, answer.json)

    def merge_sites(self, *, site: str, other: str, note: str, idempotency_key: str = "") -> FollowsTold:
        """Make two sites one."""
        place = f"{self._programme}/matches/merges"
        answer = self._post(
            place, {"site": site, "other": other, "note": note}, idempotency_key=idempotency_key
        )
        return cast(FollowsTold, answer.json)

    def preview_split(self, *, site: str, records: Sequence[str]) -> FollowsTold:
        """What would follow if these records were cut out of their site."""
        place = f"{self._programme}/matches/splits/preview"
        answer = self._post(place, {"site": site, "records": records})
        return cast(FollowsTold, answer.json)

    def split_site(
        self, *, site: str, records: Sequence[str], note: str, idempotency_key: str = ""
    ) -> FollowsTold:
        """Cut records out of a site, for ever."""
        place = f"{self._programme}/matches/splits"
        answer = self._post(
            place, {"site": site, "records": records, "note": note}, idempotency_key=idempotency_key
        )
        return cast(FollowsTold, answer.json)
