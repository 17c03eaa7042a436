from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import months_before
from comity.recognition import Assumption, AvoidedState, DueAudit, Recognised, count_avoided, worth_of

DUE = DueAudit(site="S", due_on=date(2026, 1, 10))
DONE = Recognised(site="S", on=date(2026, 2, 1))
AFTER = date(2027, 2, 2)


def state(
    *orders: date, due: DueAudit | None = DUE, recognised: Recognised | None = DONE, on: date = AFTER
) -> list[AvoidedState]:
    counted = count_avoided(
        [due] if due else [], [recognised] if recognised else [], {"S": list(orders)}, on=on
    )
    return [one.state for one in counted]


def test_due_recognised_and_none_ordered_is_avoided() -> None:
    assert state() == [AvoidedState.AVOIDED]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (date(2026, 1, 9), AvoidedState.AVOIDED),  # before one was due
        (date(2026, 1, 10), AvoidedState.ORDERED),
        (date(2026, 1, 31), AvoidedState.ORDERED),  # before the decision, and for what was due
        (date(2026, 2, 1), AvoidedState.ORDERED),
        (date(2027, 2, 1), AvoidedState.ORDERED),  # the last day of the twelve months
        (date(2027, 2, 2), AvoidedState.AVOIDED),
    ],
)
def test_an_order_from_the_day_it_was_due_to_twelve_months_after_undoes_it(
    order: date, expected: AvoidedState
) -> None:
    assert state(order) == [expected]


def test_until_the_months_are_over_nothing_is_claimed() -> None:
    assert state(on=date(2027, 2, 1)) == [AvoidedState.PENDING]
    assert state(on=date(2027, 2, 2)) == [AvoidedState.AVOIDED]


def test_what_was_not_due_was_not_avoided() -> None:
    assert state(due=None) == [AvoidedState.NOT_DUE]
    assert state(due=DueAudit(site="S", due_on=date(2026, 2, 2)), on=date(2026, 2, 1)) == [
        AvoidedState.NOT_DUE
    ]


def test_what_was_due_and_not_recognised_was_not_avoided() -> None:
    assert state(recognised=None) == [AvoidedState.NOT_RECOGNISED]


def test_two_reports_recognised_for_one_due_audit_count_once() -> None:
    again = Recognised(site="S", on=date(2026, 3, 1))

    counted = count_avoided([DUE, DUE], [DONE, again, DONE], {}, on=date(2028, 1, 1))

    assert [one.state for one in counted] == [AvoidedState.AVOIDED, AvoidedState.NOT_DUE]


def test_an_order_for_what_was_due_before_does_not_meet_what_came_due_after_it() -> None:
    dues = [DUE, DueAudit(site="S", due_on=date(2025, 1, 1))]

    counted = count_avoided(dues, [DONE], {"S": [date(2025, 3, 1)]}, on=AFTER)

    assert [one.state for one in counted] == [AvoidedState.AVOIDED]


def test_orders_of_other_sites_do_not_matter() -> None:
    counted = count_avoided([DUE], [DONE], {"T": [date(2026, 6, 1)]}, on=AFTER)

    assert [one.state for one in counted] == [AvoidedState.AVOIDED]


def test_a_leap_day_has_its_twelve_months() -> None:
    leap = Recognised(site="S", on=date(2028, 2, 29))
    due = DueAudit(site="S", due_on=date(2028, 1, 1))

    assert state(due=due, recognised=leap, on=date(2029, 2, 28)) == [AvoidedState.PENDING]
    assert state(due=due, recognised=leap, on=date(2029, 3, 1)) == [AvoidedState.AVOIDED]


def test_money_and_days_are_ranges_with_their_assumption() -> None:
    counted = count_avoided(
        [DUE, DueAudit(site="T", due_on=date(2026, 5, 1))],
        [DONE, Recognised(site="T", on=date(2026, 6, 1))],
        {},
        on=AFTER,
    )

    found = worth_of(counted)

    assert (found.avoided, found.pending) == (1, 1)
    assert found.eur == (2_500, 5_000)
    assert found.supplier_days == (2, 12)
    assert "Assumed: 2,500 EUR and 2 to 6 days an audit" in found.sentence


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="range"):
        Assumption(eur_low=3_000)


days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
sites = st.sampled_from("STU")


@given(
    st.lists(st.builds(DueAudit, site=sites, due_on=days), max_size=6),
    st.lists(st.builds(Recognised, site=sites, on=days), max_size=6),
    st.dictionaries(sites, st.lists(days, max_size=4)),
    days,
)
def test_avoided_is_only_what_the_rule_says(
    due: list[DueAudit], recognised: list[Recognised], orders: dict[str, list[date]], on: date
) -> None:
    """The rule read anew for each site: never more avoided than dues met, and none with an order from its due day on."""
    counted = count_avoided(due, recognised, orders, on=on)

    for site in "STU":
        mine = [one for one in counted if one.site == site and one.state is AvoidedState.AVOIDED]
        assert len(mine) <= len({one.due_on for one in due if one.site == site})
        for one in mine:
            until = months_before(one.on, -12)
            assert on > until
            assert Recognised(site=site, on=one.on) in recognised
            came_due = [it.due_on for it in due if it.site == site and it.due_on <= one.on]
            assert came_due
            assert not [day for day in orders.get(site, []) if max(came_due) <= day <= until]


@given(
    st.lists(st.builds(DueAudit, site=sites, due_on=days), max_size=6),
    st.lists(st.builds(Recognised, site=sites, on=days), max_size=6),
    st.randoms(use_true_random=False),
)
def test_no_order_of_anything_changes_anything(
    due: list[DueAudit], recognised: list[Recognised], rng: object
) -> None:
    before = count_avoided(due, recognised, {}, on=date(2028, 1, 1))
    rng.shuffle(due)  # type: ignore[attr-defined] # a random.Random, which Hypothesis does not say
    rng.shuffle(recognised)  # type: ignore[attr-defined] # the same

    assert count_avoided(due, recognised, {}, on=date(2028, 1, 1)) == before
