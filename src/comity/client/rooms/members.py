"""Operations of members, and what they answer; made from the portal's description."""

from typing import TypedDict, cast

from comity.client.calling import Calls
from comity.client.rooms.rounds import MissingLink


class MemberTold(TypedDict):
    member: str
    name: str
    group: str
    joined: str
    signed: bool
    benchmarked: bool
    protocol: str
    benchmark_until: str | None


class OfficeTold(TypedDict):
    office: str
    name: str


class MembersTold(TypedDict):
    members: list[MemberTold]
    offices: list[OfficeTold]


class MemberAdded(TypedDict):
    member: str
    name: str


class BenchmarkTold(TypedDict):
    protocol: str
    valid_from: str
    valid_until: str
    superseded_on: str | None
    superseded_by: str | None


class NothingTold(TypedDict):
    member: str
    round: str
    approved_by: str
    on: str


class SeatOfMember(TypedDict):
    person: str
    email: str
    role: str


class CardTold(TypedDict):
    member: str
    name: str
    group: str
    joined: str
    benchmarks: list[BenchmarkTold]
    nothing: list[NothingTold]
    seats: list[SeatOfMember]
    entitled: bool | None
    missing: list[MissingLink]


class Members(Calls):
    """Operations of members."""

    def members(self) -> MembersTold:
        """Who is a member, and since when."""
        place = f"{self._programme}/members"
        answer = self._get(place)
        return cast(MembersTold, answer.json)

    def add_member(
        self, *, name: str, joined: str, group: str = "", idempotency_key: str = ""
    ) -> MemberAdded:
        """A company becomes a member."""
        place = f"{self._programme}/members"
        answer = self._post(
            place, {"name": name, "joined": joined, "group": group}, idempotency_key=idempotency_key
        )
        return cast(MemberAdded, answer.json)

    def add_office(self, *, name: str, group: str = "", idempotency_key: str = "") -> OfficeTold:
        """An office begins to review protocols, and is nothing else in the programme."""
        place = f"{self._programme}/offices"
        answer = self._post(place, {"name": name, "group": group}, idempotency_key=idempotency_key)
        return cast(OfficeTold, answer.json)

    def member(self, member: str) -> CardTold:
        """One member: its benchmarks, its people, what it lacks."""
        place = f"{self._programme}/member/{member}"
        answer = self._get(place)
        return cast(CardTold, answer.json)

    def record_benchmark(
        self, member: str, *, protocol: str, valid_from: str, valid_until: str, idempotency_key: str = ""
    ) -> BenchmarkTold:
        """A protocol of the member's was found equivalent, for a time."""
        place = f"{self._programme}/member/{member}/benchmarks"
        answer = self._post(
            place,
            {"protocol": protocol, "valid_from": valid_from, "valid_until": valid_until},
            idempotency_key=idempotency_key,
        )
        return cast(BenchmarkTold, answer.json)

    def approve_nothing(self, member: str, *, round_slug: str, idempotency_key: str = "") -> NothingTold:
        """Approve that the member has nothing to report in a round."""
        place = f"{self._programme}/member/{member}/nothing-to-report"
        answer = self._post(place, {"round": round_slug}, idempotency_key=idempotency_key)
        return cast(NothingTold, answer.json)
