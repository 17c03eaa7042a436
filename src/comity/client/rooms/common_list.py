"""Operations of common list, and what they answer; made from the portal's description."""

from typing import Literal, TypedDict, cast

from comity.client.calling import Calls
from comity.client.rooms.disclosures import ListedSite


class CommonListTold(TypedDict):
    next_cursor: str | None
    round: str
    cutoff: str
    found: int
    sites: list[ListedSite]


class CommonList(Calls):
    """Operations of common list."""

    def common_list(
        self,
        *,
        round_slug: str = "",
        search: str = "",
        country: str = "",
        assurance: str = "",
        audited: str = "",
        cursor: str = "",
        limit: int = 100,
    ) -> CommonListTold:
        """Search the common list.

        Without `round`: the latest that is published. Every word of `search` must be found.
        """
        place = f"{self._member}/common-list"
        answer = self._get(
            place,
            query={
                "round": round_slug,
                "search": search,
                "country": country,
                "assurance": assurance,
                "audited": audited,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return cast(CommonListTold, answer.json)

    def download_common_list(self, form: Literal["xlsx", "csv", "parquet"], *, round_slug: str = "") -> bytes:
        """The common list as a file."""
        place = f"{self._member}/common-list/files/{form}"
        answer = self._get(place, query={"round": round_slug})
        return answer.body
