"""Operations of people, and what they answer; made from the portal's description."""

from typing import Literal, TypedDict, cast

from comity.client.calling import Calls


class SeatTold(TypedDict):
    seat: int
    person: str
    email: str
    organisation: str
    role: str


class InvitedTold(TypedDict):
    invitation: int
    email: str
    organisation: str
    role: str
    expires_at: str


class PeopleTold(TypedDict):
    seats: list[SeatTold]
    invitations: list[InvitedTold]


class InviteTold(TypedDict):
    email: str
    organisation: str
    role: str


class People(Calls):
    """Operations of people."""

    def people(self) -> PeopleTold:
        """Who has a seat in the programme, and who is invited."""
        place = f"{self._programme}/people"
        answer = self._get(place)
        return cast(PeopleTold, answer.json)

    def invite_person(
        self,
        *,
        email: str,
        role: Literal[
            "manager",
            "reviewer",
            "counsel",
            "admin",
            "contributor",
            "requester",
            "decider",
            "reader",
            "supplier",
            "benchmark-reviewer",
            "auditor",
        ],
        organisation: str = "",
    ) -> InviteTold:
        """Send somebody a link that gives a seat.

        The link goes out by mail alone. Without an organisation: one's own.
        """
        place = f"{self._programme}/people/invitations"
        answer = self._post(place, {"email": email, "role": role, "organisation": organisation})
        return cast(InviteTold, answer.json)

    def end_seat(self, seat: int) -> None:
        """End a seat, at once."""
        place = f"{self._programme}/people/seats/{seat}"
        self._delete(place)

    def withdraw_invitation(self, invitation: int) -> None:
        """Take back an invitation that nobody has used."""
        place = f"{self._programme}/people/invitations/{invitation}"
        self._delete(place)

    def own_people(self) -> PeopleTold:
        """Who has a seat in the company, and who is invited."""
        place = f"{self._member}/people"
        answer = self._get(place)
        return cast(PeopleTold, answer.json)

    def invite_own_person(
        self,
        *,
        email: str,
        role: Literal[
            "manager",
            "reviewer",
            "counsel",
            "admin",
            "contributor",
            "requester",
            "decider",
            "reader",
            "supplier",
            "benchmark-reviewer",
            "auditor",
        ],
    ) -> InviteTold:
        """Send a colleague a link that gives a seat.

        A role of members alone: for another one it is not found.
        """
        place = f"{self._member}/people/invitations"
        answer = self._post(place, {"email": email, "role": role})
        return cast(InviteTold, answer.json)

    def end_own_seat(self, seat: int) -> None:
        """End a colleague's seat, at once."""
        place = f"{self._member}/people/seats/{seat}"
        self._delete(place)

    def withdraw_own_invitation(self, invitation: int) -> None:
        """Take back a colleague's invitation that nobody has used."""
        place = f"{self._member}/people/invitations/{invitation}"
        self._delete(place)
