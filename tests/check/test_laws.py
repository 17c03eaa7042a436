"""What holds of every check, whatever is listed and whatever the member uses."""

import random
from dataclasses import dataclass
from datetime import date

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.check import CHECKED_FRAME, Checked, State, checked_workbook
from comity.check.check import state_of
from comity.core import AgeBand, age_band, months_before
from tests.check.members import CUTOFF, SITES, Site, as_member_writes, checked_of, common_list

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])

spellings = st.sampled_from(
    [
        *SITES,
        *(as_member_writes(site) for site in SITES),
        *({**site, "name": f"{site['name']} Unit {unit}"} for site in SITES[:2] for unit in (1, 2)),
        *({**site, "city": "", "address": ""} for site in SITES),
        {"name": "", "address": "Harbour Road 12", "city": "Izmir", "country": "TR"},
        {"name": "=Marvanti Oils", "address": "@ Quay 3", "city": "-", "country": "VN"},
    ]
)
days = st.dates(min_value=date(2022, 1, 1), max_value=CUTOFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    clear: tuple[Site, ...]
    sealed: tuple[Site, ...]
    suppliers: tuple[Site, ...]
    audits: tuple[tuple[Site, date], ...]
    months: int

    def checked(self, suppliers: tuple[Site, ...] | None = None) -> Checked:
        return checked_of(
            common_list(*self.clear, sealed=self.sealed),
            *(self.suppliers if suppliers is None else suppliers),
            audits=self.audits,
            accept_months=self.months,
        )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    listed = draw(st.lists(st.sampled_from(SITES), unique_by=lambda site: site["name"]))
    bands = [draw(st.sampled_from([*AgeBand, None])) for _ in listed]
    told = [
        {**site, **({"audited": band.value} if band else {})}
        for site, band in zip(listed, bands, strict=True)
    ]
    cut = draw(st.integers(0, len(told)))
    audits = draw(st.lists(st.tuples(spellings.filter(lambda site: site["name"] != ""), days), max_size=4))
    return World(
        clear=tuple(told[:cut]),
        sealed=tuple(told[cut:]),
        suppliers=tuple(draw(st.lists(spellings, min_size=1, max_size=8))),
        audits=tuple(audits),
        months=draw(st.sampled_from([0, 12, 24, 36])),
    )


@few
@given(worlds())
def test_every_supplier_row_has_exactly_one_state(world: World) -> None:
    checked = world.checked()

    assert checked.rows.schema == CHECKED_FRAME
    assert checked.rows["row"].to_list() == list(range(1, len(world.suppliers) + 1))
    assert set(checked.rows["state"]) <= {state.value for state in State}


@few
@given(worlds())
def test_every_site_has_one_state_and_the_states_add_up(world: World) -> None:
    checked = world.checked()

    named = checked.rows.filter(pl.col("site").is_not_null())
    assert named.select("site", "state").unique().height == named["site"].n_unique()
    assert sum(checked.sites_in(state) for state in State) == checked.sites_in(*State)
    assert checked.due == checked.sites_in(*State) - checked.sites_in(State.NOT_DUE, State.UNREADABLE)


@few
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(world: World, order: random.Random) -> None:
    numbered = tuple({**site, "reference": f"V{at:03}"} for at, site in enumerate(world.suppliers))
    shuffled = order.sample(numbered, len(numbered))

    one, other = world.checked(numbered), world.checked(tuple(shuffled))

    assert one.headline == other.headline
    assert one.rows.drop("row").sort("reference").equals(other.rows.drop("row").sort("reference"))


@few
@given(worlds())
def test_check_only_or_listed_is_all_one_to_who_names_the_site_in_full(world: World) -> None:
    """Sealing a row hides it from others and changes no state of suppliers that hold one of its keys."""
    in_full = tuple(site for site in world.suppliers if site in SITES) or SITES[:1]
    clear = World(
        clear=world.clear + world.sealed, sealed=(), suppliers=in_full, audits=(), months=world.months
    )
    sealed = World(
        clear=(), sealed=world.clear + world.sealed, suppliers=in_full, audits=(), months=world.months
    )

    exist = [
        one.checked().rows.filter(pl.col("state") == State.EXISTS)["row"].to_list() for one in (clear, sealed)
    ]

    assert exist[0] == exist[1]


@few
@given(worlds())
def test_a_stricter_acceptance_age_makes_no_due_site_less(world: World) -> None:
    shorter = World(
        clear=world.clear, sealed=world.sealed, suppliers=world.suppliers, audits=world.audits, months=0
    )

    due, more_due = world.checked(), shorter.checked()

    assert due.due <= more_due.due


@given(
    st.one_of(st.none(), days),
    st.one_of(st.none(), st.sampled_from(AgeBand)),
    st.integers(0, 36),
)
def test_no_older_own_audit_is_ever_sold_as_somebody_elses(
    own: date | None, band: AgeBand | None, months: int
) -> None:
    """If the row could stand there because of the own audit alone, the audit is not said to exist."""
    state = state_of(0.99, own, band, settled=True, since=months_before(CUTOFF, months), cutoff=CUTOFF)

    explains = (
        own is not None and (own_band := age_band(own, CUTOFF)) is not None and band in (None, own_band)
    )
    assert not (explains and state is State.EXISTS)
    assert own is not None or state is State.EXISTS


@few
@given(worlds())
def test_the_same_check_gives_the_same_workbook(world: World) -> None:
    assert checked_workbook(world.checked()) == checked_workbook(world.checked())
