"""What a supplier comes to: due or not, listed or not, and whose audit it may be."""

from datetime import date, timedelta

import pytest

from comity.check import State
from comity.check.check import SURE_FROM, state_of
from comity.check.match import LOOK_FROM
from comity.core import AgeBand, months_before
from tests.check.members import (
    BRUNETTA,
    CUTOFF,
    KORDOVA,
    OKAVERI,
    SITES,
    TASOLIN,
    TODAY,
    VELMIRA,
    as_member_writes,
    checked_of,
    common_list,
    states,
)


def test_a_listed_supplier_that_nobody_here_audited_exists() -> None:
    checked = checked_of(common_list(*SITES), as_member_writes(VELMIRA))

    told = checked.rows.row(0, named=True)
    assert told["state"] == State.EXISTS
    assert (told["listed_name"], told["listed_row"]) == ("Velmira Mills", "R2")
    assert told["probability"] > 0.95
    assert "site names equal" in told["reason"]


def test_a_supplier_that_is_not_listed_is_still_to_be_audited() -> None:
    checked = checked_of(common_list(KORDOVA, VELMIRA), OKAVERI)

    assert states(checked) == [State.NOT_LISTED]
    assert checked.rows["listed_row"].to_list() == [None]


def test_a_list_without_rows_or_entries_lists_nobody() -> None:
    checked = checked_of(common_list(), KORDOVA)

    assert states(checked) == [State.NOT_LISTED]
    assert checked.headline == "Your one due audit is not known to exist"


def test_suppliers_that_are_none_are_none() -> None:
    checked = checked_of(common_list(KORDOVA))

    assert checked.rows.is_empty()
    assert checked.headline == "No audit of yours is due"


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (TODAY, State.NOT_DUE),
        (TODAY + timedelta(days=1), State.EXISTS),
        (date(2052, 3, 4), State.EXISTS),
    ],
)
def test_an_own_audit_that_lies_in_the_future_makes_nobody_audited(day: date, state: State) -> None:
    checked = checked_of(common_list(KORDOVA), KORDOVA, audits=[(KORDOVA, day)])

    assert states(checked) == [state]
    assert checked.rows["own_audit"].to_list() == [day if day <= TODAY else None]


@pytest.mark.parametrize(
    ("day", "months", "cutoff", "state"),
    [
        (date(2025, 6, 30), 12, CUTOFF, State.NOT_DUE),  # the day itself counts
        (date(2025, 6, 29), 12, CUTOFF, State.PERHAPS_OWN),
        (date(2024, 7, 1), 24, CUTOFF, State.NOT_DUE),
        (date(2026, 6, 30), 0, CUTOFF, State.NOT_DUE),
        (date(2026, 6, 29), 0, CUTOFF, State.PERHAPS_OWN),
        (
            date(2027, 2, 28),
            12,
            date(2028, 2, 29),
            State.NOT_DUE,
        ),  # a year before 29 February ends on the 28th
        (date(2027, 2, 27), 12, date(2028, 2, 29), State.PERHAPS_OWN),
        (date(2028, 2, 29), 12, date(2029, 2, 28), State.NOT_DUE),
        (date(2028, 2, 28), 12, date(2029, 2, 28), State.NOT_DUE),
        (date(2028, 2, 27), 12, date(2029, 2, 28), State.PERHAPS_OWN),
    ],
)
def test_due_is_counted_by_calendar_from_the_cut_off(
    day: date, months: int, cutoff: date, state: State
) -> None:
    common = common_list(KORDOVA, cutoff=cutoff)

    checked = checked_of(common, KORDOVA, audits=[(as_member_writes(KORDOVA), day)], accept_months=months)

    assert states(checked) == [state]


def test_the_latest_of_several_own_audits_counts() -> None:
    audits = [
        (KORDOVA, date(2024, 1, 9)),
        (as_member_writes(KORDOVA), date(2026, 2, 3)),
        (KORDOVA, date(2025, 1, 9)),
    ]

    checked = checked_of(common_list(KORDOVA), KORDOVA, audits=audits)

    assert states(checked) == [State.NOT_DUE]
    assert checked.rows["own_audit"].to_list() == [date(2026, 2, 3)]


def test_an_own_audit_is_known_by_another_spelling_of_a_site_that_is_not_listed() -> None:
    audits = [(as_member_writes(OKAVERI), date(2026, 2, 3))]

    checked = checked_of(common_list(KORDOVA), OKAVERI, audits=audits)

    assert states(checked) == [State.NOT_DUE]


@pytest.mark.parametrize(
    ("band", "months_ago", "state"),
    [
        (None, None, State.EXISTS),
        (None, 20, State.PERHAPS_OWN),  # the list does not say how old: it may be this one
        (AgeBand.UP_TO_12, 20, State.EXISTS),  # somebody's is younger
        (AgeBand.UP_TO_24, 20, State.PERHAPS_OWN),
        (AgeBand.UP_TO_24, 30, State.EXISTS),
        (AgeBand.UP_TO_36, 30, State.PERHAPS_OWN),
        (AgeBand.UP_TO_36, 20, State.PERHAPS_OWN),  # only if the own one was not contributed
        (AgeBand.UP_TO_36, 40, State.EXISTS),  # too old to have been contributed
        (None, 40, State.EXISTS),
    ],
)
def test_a_listed_audit_is_perhaps_the_own_one_where_its_age_does_not_tell(
    band: AgeBand | None, months_ago: int | None, state: State
) -> None:
    common = common_list(KORDOVA | ({"audited": band.value} if band else {}))
    audits = [(KORDOVA, months_before(CUTOFF, months_ago))] if months_ago else []

    checked = checked_of(common, as_member_writes(KORDOVA), audits=audits)

    assert states(checked) == [state]


@pytest.mark.parametrize(
    ("probability", "settled", "state"),
    [
        (None, False, State.NOT_LISTED),
        (0.5, False, State.LOOK),
        (0.5, True, State.LOOK),
        (0.79, True, State.LOOK),
        (0.8, True, State.EXISTS),
        (0.95, False, State.LOOK),
    ],
)
def test_only_a_sure_and_settled_link_is_an_opportunity(
    probability: float | None,
    settled: bool,  # noqa: FBT001 -- a parameter of a table of cases
    state: State,
) -> None:
    since = months_before(CUTOFF, 12)

    assert state_of(probability, None, None, settled=settled, since=since, cutoff=CUTOFF) is state


def test_a_pair_that_is_rather_two_sites_is_not_asked_about() -> None:
    elsewhere = {**KORDOVA, "address": "Far Lane 99", "city": "Bursa"}

    checked = checked_of(common_list(*SITES), elsewhere)

    assert states(checked) == [State.NOT_LISTED]
    assert checked.rows["probability"].to_list() == [None]


def test_a_doubtful_supplier_is_kept_apart_with_both_names_and_a_reason() -> None:
    doubtful = {"name": "Kordova", "address": "", "city": "", "country": "TR"}

    checked = checked_of(common_list(*SITES), doubtful)

    told = checked.rows.row(0, named=True)
    assert told["state"] == State.LOOK
    assert (told["name"], told["listed_name"]) == ("Kordova", "Kordova Packaging")
    assert LOOK_FROM <= told["probability"] < SURE_FROM
    assert told["reason"]


def test_numbered_units_are_not_taken_for_each_other() -> None:
    first, second = ({**KORDOVA, "name": f"Kordova Packaging Unit {number}"} for number in (1, 2))

    checked = checked_of(common_list(first, VELMIRA), second, as_member_writes(first))

    by_row = dict(checked.rows.select("row", "state").iter_rows())
    assert by_row[2] == State.EXISTS
    assert by_row[1] != State.EXISTS


def test_each_numbered_unit_finds_its_own() -> None:
    first, second = ({**KORDOVA, "name": f"Kordova Packaging Unit {number}"} for number in (1, 2))

    checked = checked_of(common_list(first, second), as_member_writes(second), as_member_writes(first))

    assert checked.rows["listed_row"].to_list() == ["R2", "R1"]
    assert set(states(checked)) == {State.EXISTS}


def test_a_supplier_written_exactly_as_listed_is_found() -> None:
    checked = checked_of(common_list(*SITES), KORDOVA)

    assert checked.rows["listed_row"].to_list() == ["R1"]
    assert states(checked) == [State.EXISTS]


def test_a_site_counts_once_however_often_the_suppliers_name_it() -> None:
    suppliers = (KORDOVA, as_member_writes(KORDOVA), KORDOVA, as_member_writes(VELMIRA), OKAVERI)

    checked = checked_of(common_list(KORDOVA, VELMIRA), *suppliers)

    assert checked.rows.height == 5
    assert states(checked)[:3] == [State.EXISTS] * 3
    assert checked.headline == "2 of your 3 due audits exist"


def test_the_headline_counts_existing_of_all_that_is_due() -> None:
    common = common_list(KORDOVA, VELMIRA, TASOLIN)
    audits = [(VELMIRA, date(2026, 5, 1)), (TASOLIN, date(2025, 1, 1))]

    checked = checked_of(common, KORDOVA, VELMIRA, OKAVERI, TASOLIN, BRUNETTA, audits=audits)

    assert checked.sites_in(State.EXISTS) == 1  # Kordova
    assert checked.sites_in(State.PERHAPS_OWN) == 1  # Tasolin
    assert checked.sites_in(State.NOT_LISTED) == 2
    assert checked.sites_in(State.NOT_DUE) == 1  # Velmira
    assert checked.headline == "1 of your 4 due audits exists"


def test_a_row_that_names_no_site_is_kept() -> None:
    nameless = {"reference": "V9", "name": "", "address": "Harbour Road 12", "city": "Izmir", "country": "TR"}

    checked = checked_of(common_list(KORDOVA), KORDOVA, nameless, nameless)

    assert checked.rows["row"].to_list() == [1, 2, 3]
    assert states(checked)[1:] == [State.UNREADABLE] * 2
    assert checked.rows["reference"].to_list()[1:] == ["V9", "V9"]
    assert checked.sites_in(State.UNREADABLE) == 2
    assert checked.due == 1


def test_the_members_own_references_come_back() -> None:
    checked = checked_of(
        common_list(KORDOVA), KORDOVA | {"reference": "V100"}, VELMIRA | {"reference": "V200"}
    )

    assert checked.rows["reference"].to_list() == ["V100", "V200"]
