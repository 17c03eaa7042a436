"""Laws of exchange: letters that cannot tell, bodies that open as they were, histories that only grow."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import AgeBand, ComityError
from comity.exchange import (
    Party,
    Planned,
    Request,
    State,
    consent_to,
    open_grant,
    plan_batch,
    seal_report,
    take_step,
    write_letter,
)
from comity.exchange.request import DRAWN
from comity.exchange.sealed import open_body
from comity.lists import Assurance
from tests.exchange.cast import NOW, alder, grant, known, request, supplier

names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20
).filter(lambda one: one.strip() != "")
ages = st.sampled_from([None, *AgeBand])
classes = st.sampled_from([None, *Assurance])


@given(ages, classes, st.text(max_size=8), st.text(max_size=8))
def test_letters_about_audits_of_one_age_and_class_are_the_same(
    age: AgeBand | None, assurance: Assurance | None, id_: str, site_id: str
) -> None:
    """Whatever else the platform knows of an audit, its site's id included, reaches no letter."""
    plain = request(known=known(age, assurance))
    other = request(id_, known=known(age, assurance), site_id=site_id)

    assert write_letter(plain, link="L") == write_letter(other, link="L")


@settings(max_examples=25)
@given(st.binary(min_size=1, max_size=5_000))
def test_what_is_sealed_opens_as_it_was(data: bytes) -> None:
    sealed = seal_report(data, "report.pdf")
    made = grant(of=sealed)

    opened = open_grant(made.data, alder(), supplier=supplier().public, at=NOW, request="R1")

    assert open_body(sealed.body, opened) == data
    assert len(data) < 64 or data not in sealed.body


@given(
    st.lists(
        st.tuples(st.sampled_from(list(State)), st.sampled_from(list(Party)), st.integers(-1, 20)),
        max_size=12,
    )
)
def test_a_history_only_grows_and_only_by_drawn_steps(tries: list[tuple[State, Party, int]]) -> None:
    one: Request = request()
    at = NOW
    for to, party, days in tries:
        at_try = at + timedelta(days=days)
        before, state = one.history, one.state_at(at_try)
        try:
            if to is State.CONSENTED:
                step = consent_to(one, at=at_try, by="x", access_until=at_try + timedelta(days=30))
            else:
                step = take_step(one, to, at=at_try, by="x", party=party)
        except ComityError:
            assert one.history == before
            continue
        one, at = step.request, at_try
        assert one.history[:-1] == before
        assert to in DRAWN[state]
        assert step.fact.details["request"] == one.id
    assert [moved.at for moved in one.history] == sorted(moved.at for moved in one.history)


@given(st.integers(0, 120), st.integers(1, 60), st.dates(date(2026, 7, 1), date(2026, 7, 5)))
def test_a_batch_sends_each_once_and_no_day_more_than_its_cap(count: int, per_day: int, begin: date) -> None:
    asked = [request(f"R{number}", answer_by=NOW + timedelta(days=400)) for number in range(count)]

    planned: tuple[Planned, ...] = plan_batch(asked, begin=begin, per_day=per_day)

    assert [one.request.id for one in planned] == [one.id for one in asked]
    days = [one.day for one in planned]
    assert all(days.count(day) <= per_day for day in set(days))
    assert all(day.weekday() < 5 and day >= begin for day in days)


@given(names, names)
def test_any_names_make_a_letter(supplier_name: str, site: str) -> None:
    if supplier_name.casefold() == "alder foods":
        return

    letter = write_letter(request(supplier=supplier_name, site=site), link="L")

    assert supplier_name in letter.text
    assert site in letter.subject
