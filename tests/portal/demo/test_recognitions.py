"""The demonstration's history: each half-year more is recognised than in the one before, and what is avoided is counted from it."""

from collections import Counter
from datetime import date

import pytest

from comity.portal.demo.recognitions import HISTORY, Shared, play_recognitions
from comity.portal.ports.recognitions import recognitions
from comity.portal.recognition.queries import own_counted, standing_decisions
from comity.portal.tenants.gates import Actor
from comity.recognition import AvoidedState

pytestmark = pytest.mark.django_db


def test_members_read_one_report_and_each_decides_for_itself(ada: Actor, chiara: Actor, ines: Actor) -> None:
    history = [Shared(supplier="Nile Cotton", place="Mansoura, EG", on=date(2025, 3, 10), members=2)]

    play_recognitions([ada, chiara], history)

    on = date(2026, 10, 5)
    for member in (ada, chiara):
        [one] = own_counted(member.scope, on=on)
        assert (one.state, one.on) == (AvoidedState.AVOIDED, date(2025, 3, 19))
    told = recognitions(ines.scope, on) or []
    assert [(one.period, one.recognised) for one in told if one.recognised] == [("2025-H1", 1)] * 2
    assert sorted({one.period for one in told if one.avoided}) == ["2026-H1"]
    assert len({one.report for one in standing_decisions(ines.scope)}) == 1


def test_the_history_grows_from_half_year_to_half_year() -> None:
    halves: Counter[tuple[int, bool]] = Counter()
    for one in HISTORY:
        halves[one.on.year, one.on.month > 6] += one.members

    counts = [count for _half, count in sorted(halves.items())]

    assert counts == sorted(set(counts))
    assert len(counts) == 4
