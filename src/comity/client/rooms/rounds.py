"""Operations of rounds, and what they answer; made from the portal's description."""

from collections.abc import Sequence
from typing import Literal, TypedDict, cast

from comity.client.calling import Calls, given


class RoundTold(TypedDict):
    round: str
    cutoff: str
    opens_on: str
    lists_due_on: str
    remind_days: list[int]


class RoundsTold(TypedDict):
    rounds: list[RoundTold]


class MissingLink(TypedDict):
    link: str
    code: str
    message: str
    remedy: str


class LineTold(TypedDict):
    member: str
    name: str
    entitled: bool
    list_version: int | None
    list_state: str
    accepted_rows: int
    reminded_at: str | None
    missing: list[MissingLink]


class AssemblyTold(TypedDict):
    number: int
    state: str
    manifest: str
    not_before: str | None


class CockpitTold(TypedDict):
    round: RoundTold
    members: list[LineTold]
    assemblies: list[AssemblyTold]


class RemindedTold(TypedDict):
    reminded: int


class LettersWaiting(TypedDict):
    waiting: int
    given_up: int
    since: str | None
    next_try: str | None
    problem: str


class LettersAgain(TypedDict):
    letters: int


class Rounds(Calls):
    """Operations of rounds."""

    def rounds(self) -> RoundsTold:
        """The programme's rounds, the latest cut-off first."""
        place = f"{self._programme}/rounds"
        answer = self._get(place)
        return cast(RoundsTold, answer.json)

    def open_round(
        self,
        *,
        round_slug: str,
        cutoff: str,
        opens_on: str,
        lists_due_on: str,
        remind_days: Sequence[Literal[14, 7, 3, -1, -7]] | None = None,
        idempotency_key: str = "",
    ) -> RoundTold:
        """Put a round into the calendar."""
        place = f"{self._programme}/rounds"
        answer = self._post(
            place,
            {
                "round": round_slug,
                "cutoff": cutoff,
                "opens_on": opens_on,
                "lists_due_on": lists_due_on,
                **given({"remind_days": remind_days}),
            },
            idempotency_key=idempotency_key,
        )
        return cast(RoundTold, answer.json)

    def round(self, round_slug: str) -> CockpitTold:
        """One line a member, with what is missing and what to do."""
        place = f"{self._programme}/rounds/{round_slug}"
        answer = self._get(place)
        return cast(CockpitTold, answer.json)

    def set_calendar(
        self,
        round_slug: str,
        *,
        lists_due_on: str,
        remind_days: Sequence[Literal[14, 7, 3, -1, -7]],
        idempotency_key: str = "",
    ) -> RoundTold:
        """Move the day on which lists are due, and those of reminders."""
        place = f"{self._programme}/rounds/{round_slug}/calendar"
        answer = self._post(
            place, {"lists_due_on": lists_due_on, "remind_days": remind_days}, idempotency_key=idempotency_key
        )
        return cast(RoundTold, answer.json)

    def remind_members(
        self, round_slug: str, *, members: Sequence[str] | None = None, idempotency_key: str = ""
    ) -> RemindedTold:
        """Remind members of what they lack, each in their language.

        Without `members`: all who lack something.
        """
        place = f"{self._programme}/rounds/{round_slug}/reminders"
        answer = self._post(place, given({"members": members}), idempotency_key=idempotency_key)
        return cast(RemindedTold, answer.json)

    def assemble_round(self, round_slug: str, *, idempotency_key: str = "") -> AssemblyTold:
        """Assemble the round over the lists that count now.

        It is done by a worker: ask for the round until the assembly is `ready` or `refused`.
        """
        place = f"{self._programme}/rounds/{round_slug}/assemblies"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(AssemblyTold, answer.json)

    def letters(self) -> LettersWaiting:
        """Letters that wait for the mail server, and what it said.

        Never to whom they are.
        """
        place = f"{self._programme}/letters"
        answer = self._get(place)
        return cast(LettersWaiting, answer.json)

    def try_letters_again(self, *, idempotency_key: str = "") -> LettersAgain:
        """Have letters that were given up tried again."""
        place = f"{self._programme}/letters/again"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(LettersAgain, answer.json)
