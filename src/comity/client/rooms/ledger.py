"""Operations of ledger, and what they answer; made from the portal's description."""

from typing import TypedDict, cast

from comity.client.calling import Calls, given


class EntryTold(TypedDict):
    entry: int
    at: str | None
    who: str
    what: str
    about: str
    details: dict[str, str]


class LedgerTold(TypedDict):
    next_cursor: str | None
    entries: list[EntryTold]


class VerifiedTold(TypedDict):
    whole: bool
    entries: int
    broken_at: int | None


class Ledger(Calls):
    """Operations of ledger."""

    def ledger(
        self,
        *,
        what: str = "",
        search: str = "",
        since: str | None = None,
        until: str | None = None,
        cursor: str = "",
        limit: int = 100,
    ) -> LedgerTold:
        """Who did what, the newest first.

        A cursor holds its place while entries are added: those are newer, and on no later page. Both
        days are included (UTC).
        """
        place = f"{self._programme}/ledger"
        answer = self._get(
            place,
            query={
                "what": what,
                "search": search,
                "cursor": cursor,
                "limit": limit,
                **given({"since": since, "until": until}),
            },
        )
        return cast(LedgerTold, answer.json)

    def export_ledger(self) -> bytes:
        """The whole ledger, an entry a line, the newest first."""
        place = f"{self._programme}/ledger/export"
        answer = self._get(place)
        return answer.body

    def verify_ledger(self) -> VerifiedTold:
        """Whether every entry is what was written."""
        place = f"{self._programme}/ledger/verification"
        answer = self._get(place)
        return cast(VerifiedTold, answer.json)
