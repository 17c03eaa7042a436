"""Operations of statistics, and what they answer; made from the portal's description."""

from typing import TypedDict, cast

from comity.client.calling import Calls


class FigureTold(TypedDict):
    figure: str
    of: str
    part: str
    low: float | None
    high: float | None
    outcome: str
    reason: str


class FiguresTold(TypedDict):
    figures: list[FigureTold]


class Statistics(Calls):
    """Operations of statistics."""

    def statistics(self) -> FiguresTold:
        """How long rounds take, how lists overlap, what was recognised."""
        place = f"{self._programme}/statistics"
        answer = self._get(place)
        return cast(FiguresTold, answer.json)

    def statistics_figures(self) -> bytes:
        """The figures for a spreadsheet."""
        place = f"{self._programme}/statistics/figures.csv"
        answer = self._get(place)
        return answer.body

    def statistics_chart(self, name: str, form: str) -> bytes:
        """One chart."""
        place = f"{self._programme}/statistics/charts/{name}.{form}"
        answer = self._get(place)
        return answer.body

    def member_statistics(self) -> FiguresTold:
        """The programme's figures, as every member sees them."""
        place = f"{self._member}/statistics"
        answer = self._get(place)
        return cast(FiguresTold, answer.json)

    def member_statistics_figures(self) -> bytes:
        """The figures for a spreadsheet."""
        place = f"{self._member}/statistics/figures.csv"
        answer = self._get(place)
        return answer.body

    def member_statistics_chart(self, name: str, form: str) -> bytes:
        """One chart."""
        place = f"{self._member}/statistics/charts/{name}.{form}"
        answer = self._get(place)
        return answer.body
