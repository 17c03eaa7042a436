"""Figures that expose nobody."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from comity.portal.ports import recognitions as port
from comity.portal.ports.recognitions import OfMember, recognitions_come_from
from comity.portal.statistics.charts import charts_of
from comity.portal.statistics.queries import OfPeriod, Statistics, of_periods, statistics_of
from comity.portal.tenants.gates import Actor
from comity.survey.disclosure import Outcome
from comity.survey.sums import Total
from tests.portal.addresses import ALDER, CEDAR, PROGRAMME

counts = st.dictionaries(
    st.sampled_from([f"member-{at:02}" for at in range(12)]), st.integers(0, 60), min_size=1
)


def told(recognised: dict[str, int], period: str = "2026-H1") -> list[OfMember]:
    return [
        OfMember(member=name, period=period, recognised=count, avoided=count // 2)
        for name, count in recognised.items()
    ]


@given(counts)
def test_a_sum_has_five_contributors_behind_it_and_none_with_more_than_a_quarter(
    recognised: dict[str, int],
) -> None:
    groups = {"member-00": "big", "member-01": "big"}

    (period,) = of_periods(told(recognised), groups, on=date(2026, 10, 5))

    by_group: dict[str, int] = {}
    for name, count in recognised.items():
        by_group[groups.get(name, name)] = by_group.get(groups.get(name, name), 0) + count
    if period.recognised.outcome is Outcome.SHOWN:
        assert period.recognised.low == (sum(by_group.values()),)
        assert len(by_group) >= 5
        assert max(by_group.values()) <= sum(by_group.values()) / 4
    elif period.recognised.low:
        assert period.recognised.low[0] <= sum(by_group.values()) <= period.recognised.high[0]
        assert period.recognised.low[0] < period.recognised.high[0]


def test_a_half_year_that_is_not_over_is_left_out() -> None:
    found = of_periods(told(dict.fromkeys("abcdefgh", 9), "2026-H2"), {}, on=date(2026, 12, 31))

    assert found == ()


def test_four_contributors_are_too_few() -> None:
    (period,) = of_periods(told(dict.fromkeys("abcd", 9)), {}, on=date(2026, 7, 1))

    assert period.recognised.outcome is Outcome.WITHHELD
    assert period.avoided.low == ()


def test_companies_of_a_group_count_as_one() -> None:
    groups = dict.fromkeys("ab", "one group")

    (period,) = of_periods(told(dict.fromkeys("abcde", 9)), groups, on=date(2026, 7, 1))

    assert period.recognised.outcome is Outcome.WITHHELD


def test_every_member_and_the_secretariat_see_the_same(ines: Actor, ada: Actor, chiara: Actor) -> None:
    assert statistics_of(ines.scope) == statistics_of(ada.scope) == statistics_of(chiara.scope)


def test_a_round_says_how_long_it_took(ines: Actor) -> None:
    (found,) = statistics_of(ines.scope).rounds

    assert (found.name, found.contributors, found.days) == ("2025-H2", 18, 95)
    assert found.sites is not None
    assert found.shared is not None
    assert 0 < found.shared <= found.sites


def test_nothing_is_said_of_recognitions_before_a_room_tells(
    ines: Actor, birch: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.portal.ports.recognitions._source", [])

    assert statistics_of(ines.scope).periods is None
    assert "Nothing is counted yet" in birch.get(f"{PROGRAMME}statistics/").content.decode()


def test_recognitions_are_shown_once_a_room_tells(birch: Client) -> None:
    before = list(port._source)
    recognitions_come_from(lambda scope, on: told(dict.fromkeys("abcdefgh", 9)))
    try:
        page = birch.get(f"{PROGRAMME}statistics/").content.decode()
    finally:
        port._source[:] = before

    assert "72" in page
    assert "Audits recognised, and audits avoided" in page


def test_a_withdrawn_list_has_no_figures(birch: Client, ines: Actor) -> None:
    birch.post(f"{PROGRAMME}rounds/2025-H2/release/withdraw/", {"reason": "a mistake"})

    assert statistics_of(ines.scope).rounds == ()


def test_charts_say_in_words_what_they_draw(ines: Actor) -> None:
    charts = charts_of(statistics_of(ines.scope))

    assert [one.name for one in charts] == ["days", "overlap", "rows"]
    assert "2025-H2: 95 days" in charts[0].alternative
    assert charts[0].png().startswith(b"\x89PNG")


def test_a_page_parts_thousands_as_its_language_does_and_a_file_as_english_does() -> None:
    exact, between = (
        Total(
            cut="",
            bands=((0,),),
            respondents=(9,),
            low=(low,),
            high=(high,),
            outcome=Outcome.SHOWN,
            reason="",
        )
        for low, high in ((16_725.0, 16_725.0), (1_000.0, 2_000.0))
    )
    period = OfPeriod(name="2026-H1", recognised=exact, avoided=between)
    found = Statistics(rounds=(), periods=(period,))

    with translation.override("de"):
        [chart] = charts_of(found)
        bars = [(one.label, one.note) for one in chart.bars]

    assert bars == [("2026-H1", "16.725"), ("2026-H1 vermieden", "zwischen 1.000 und 2.000")]
    assert ">16,725<" in chart.svg
    assert ">2026-H1 avoided<" in chart.svg


def test_figures_and_charts_can_be_taken_along(alder: Client) -> None:
    table = b"".join(alder.get(f"{ALDER}statistics/figures.csv"))
    drawn = b"".join(alder.get(f"{ALDER}statistics/days.svg"))

    assert "days from cut-off to release,2025-H2" in table.decode()
    assert drawn.startswith(b"<svg")
    assert alder.get(f"{ALDER}statistics/days.exe").status_code == 404


def test_a_member_asks_under_its_own_name_alone(alder: Client, cedar: Client) -> None:
    assert alder.get(f"{CEDAR}statistics/").status_code == 404
    assert cedar.get(f"{ALDER}statistics/").status_code == 404
    assert cedar.get(f"{CEDAR}statistics/").status_code == 200
