"""Check-only sites: found by who names them, and by nobody else."""

from datetime import date

from comity.check import State
from comity.check.check import SURE_FROM
from tests.check.members import (
    BRUNETTA,
    KORDOVA,
    OKAVERI,
    TASOLIN,
    VELMIRA,
    as_member_writes,
    checked_of,
    common_list,
    states,
)


def test_a_check_only_site_opens_to_who_names_it() -> None:
    common = common_list(KORDOVA, sealed=[VELMIRA, OKAVERI])

    checked = checked_of(common, as_member_writes(OKAVERI))

    told = checked.rows.row(0, named=True)
    assert (told["state"], told["listed_name"], told["check_only"]) == (State.EXISTS, "Okaveri Glass", True)
    assert (checked.opened, checked.check_only) == (1, 1)


def test_a_check_only_site_does_not_open_to_who_does_not_name_it() -> None:
    common = common_list(KORDOVA, sealed=[VELMIRA, OKAVERI])

    checked = checked_of(common, KORDOVA, TASOLIN, BRUNETTA)

    assert checked.opened == 0
    assert states(checked) == [State.EXISTS, State.NOT_LISTED, State.NOT_LISTED]
    assert "Okaveri" not in str(checked.rows.to_dicts())


def test_a_check_only_site_does_not_open_to_its_name_in_another_place() -> None:
    elsewhere = OKAVERI | {"city": "Bremen", "address": "Dock 4"}

    checked = checked_of(common_list(KORDOVA, sealed=[OKAVERI]), elsewhere)

    assert (checked.opened, states(checked)) == (0, [State.NOT_LISTED])


def test_a_list_without_places_opens_check_only_sites_by_names_of_several_words() -> None:
    common = common_list(KORDOVA, sealed=[OKAVERI])
    nowhere = {"address": "", "city": "", "country": "DE"}

    named = checked_of(common, nowhere | {"name": "Okaveri Glass GmbH"})
    elsewhere = checked_of(common, nowhere | {"name": "Okaveri Glass GmbH", "country": "FR"})
    short = checked_of(common, nowhere | {"name": "Okaveri"})

    assert (named.opened, named.keyless) == (1, 0)
    assert states(named) in ([State.EXISTS], [State.LOOK])
    assert (elsewhere.opened, short.opened, short.keyless) == (0, 0, 1)


def test_a_check_only_site_opens_to_who_audited_it() -> None:
    common = common_list(sealed=[OKAVERI])
    unplaced = {"name": "Okaveri", "address": "", "city": "", "country": "DE"}

    alone = checked_of(common, unplaced)
    with_audit = checked_of(common, unplaced, audits=[(OKAVERI, date(2023, 1, 1))])

    assert alone.opened == 0
    assert with_audit.opened == 1
    assert states(with_audit) != [State.NOT_LISTED]


def test_clear_rows_alone_hold_nothing_of_the_check_only_sites() -> None:
    common = common_list(KORDOVA, sealed=[OKAVERI])

    assert common.rows["name"].to_list() == ["Kordova Packaging"]
    assert not any("Okaveri" in entry for entry in common.sealed)


def test_a_listed_row_is_not_called_check_only() -> None:
    checked = checked_of(common_list(KORDOVA, sealed=[OKAVERI]), KORDOVA)

    assert checked.rows["check_only"].to_list() == [False]
    assert checked.check_only == 0


def test_a_check_only_site_that_opened_to_a_sister_is_not_taken_for_her() -> None:
    first, second = ({**KORDOVA, "name": f"Kordova Packaging Unit {number}"} for number in (1, 2))

    checked = checked_of(common_list(VELMIRA, sealed=[first]), second)

    assert states(checked) != [State.EXISTS]


def test_a_listed_row_that_is_another_suppliers_site_is_a_doubt_at_most() -> None:
    """Two units resemble one row that names no unit: at most one of them is it, and the other is no second audit."""
    units = ({**KORDOVA, "name": f"Kordova Packaging Unit {number}"} for number in (1, 2))

    checked = checked_of(common_list(KORDOVA, VELMIRA), *units)

    assert checked.rows["probability"].min() > SURE_FROM  # type: ignore[operator] # a column of numbers
    assert sorted(states(checked)) == [State.EXISTS, State.LOOK]
