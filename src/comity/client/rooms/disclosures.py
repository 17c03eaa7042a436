"""Operations of disclosures, and what they answer; made from the portal's description."""

from typing import TypedDict, cast

from comity.client.calling import Calls


class ListedSite(TypedDict):
    row: str
    name: str
    address: str | None
    city: str | None
    country: str | None
    lei: str | None
    gln: str | None
    os_id: str | None
    audited: str | None
    assurance: str | None


class ReplayTold(TypedDict):
    next_cursor: str | None
    entry: int
    at: str | None
    who: str
    what: str
    round: str
    cutoff: str
    assembly: int
    form: str
    policy: str
    policy_version: int | None
    signed_by: str
    is_signed_manifest: bool
    are_signed_bytes: bool
    rows: int
    sites: list[ListedSite]


class Disclosures(Calls):
    """Operations of disclosures."""

    def replay(self, entry: int, *, cursor: str = "", limit: int = 100) -> ReplayTold:
        """A past disclosure: who, which rows, under which policy."""
        place = f"{self._programme}/ledger/{entry}/replay"
        answer = self._get(place, query={"cursor": cursor, "limit": limit})
        return cast(ReplayTold, answer.json)

    def replay_file(self, entry: int) -> bytes:
        """The file as it was given, byte for byte.

        A disclosure itself: it is in the ledger each time.
        """
        place = f"{self._programme}/ledger/{entry}/replay/file"
        answer = self._post(place)
        return answer.body
