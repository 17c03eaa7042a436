"""Operations of standing, and what they answer; made from the portal's description."""

from typing import TypedDict, cast

from comity.client.calling import Calls
from comity.client.rooms.rounds import MissingLink


class DutyTold(TypedDict):
    code: str
    state: str
    due: str
    message: str


class StandingTold(TypedDict):
    round: str
    on: str
    entitled: bool
    contributed_rows: int
    missing: list[MissingLink]
    duties: list[DutyTold]


class Standing(Calls):
    """Operations of standing."""

    def standing(self, *, round_slug: str = "") -> StandingTold:
        """Where the company stands in a round.

        Without `round`: in the one that is open.
        """
        place = f"{self._member}/standing"
        answer = self._get(place, query={"round": round_slug})
        return cast(StandingTold, answer.json)
