import csv
import io
from datetime import date

import pytest

from comity.exchange import Party, State, mail_merge, next_reminder, plan_batch, reminder_of, take_step
from comity.exchange.errors import AskProblem
from tests.exchange.cast import DAY, NOW, request

MONDAY = date(2026, 7, 6)


def test_two_hundred_and_twelve_requests_leave_fifty_a_day_on_working_days() -> None:
    planned = plan_batch([request(f"R{n}") for n in range(212)], begin=date(2026, 7, 3))

    days = [one.day for one in planned]
    assert {day: days.count(day) for day in days} == {
        date(2026, 7, 3): 50,
        date(2026, 7, 6): 50,
        date(2026, 7, 7): 50,
        date(2026, 7, 8): 50,
        date(2026, 7, 9): 12,
    }


def test_what_other_batches_send_counts() -> None:
    planned = plan_batch([request("R1"), request("R2")], begin=MONDAY, per_day=3, sent={MONDAY: 2})

    assert [one.day for one in planned] == [MONDAY, date(2026, 7, 7)]


def test_a_batch_that_would_leave_no_time_to_answer_is_refused() -> None:
    with pytest.raises(AskProblem, match="would leave on"):
        plan_batch([request(f"R{n}") for n in range(30)], begin=MONDAY, per_day=1)


def test_a_batch_of_none_a_day_is_refused() -> None:
    with pytest.raises(AskProblem):
        plan_batch([request()], begin=MONDAY, per_day=0)


def test_the_mail_merge_has_a_line_a_letter_and_no_formula() -> None:
    planned = plan_batch([request("R1", supplier="=cmd|' /C calc'!A0"), request("R2")], begin=MONDAY)

    data = mail_merge(planned, {"R1": "https://example.org/1", "R2": "https://example.org/2"})

    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [one["request"] for one in rows] == ["R1", "R2"]
    assert rows[0]["supplier"].startswith("'=")
    assert "https://example.org/2" in rows[1]["text"]
    assert rows[0]["send_on"] == "2026-07-06"


def test_reminders_come_twice_and_stop_by_themselves() -> None:
    sent = take_step(request(), State.SENT, at=NOW, by="Alder", party=Party.MEMBER).request
    first = next_reminder(sent, [], on=NOW.date())
    assert first == date(2026, 7, 8)

    second = next_reminder(sent, [first], on=first)
    assert second == date(2026, 7, 15)

    assert next_reminder(sent, [first, second], on=second) is None


def test_who_answered_is_not_reminded() -> None:
    sent = take_step(request(), State.SENT, at=NOW, by="Alder", party=Party.MEMBER).request
    opened = take_step(sent, State.OPENED, at=NOW, by="Y", party=Party.SUPPLIER).request
    declined = take_step(opened, State.DECLINED, at=NOW, by="Y", party=Party.SUPPLIER).request

    assert next_reminder(request(), [], on=NOW.date()) is None
    assert next_reminder(opened, [], on=NOW.date()) is not None
    assert next_reminder(declined, [], on=NOW.date()) is None


def test_nobody_is_reminded_after_the_end() -> None:
    sent = take_step(request(), State.SENT, at=NOW, by="Alder", party=Party.MEMBER).request

    assert next_reminder(sent, [], on=(NOW + 30 * DAY).date()) is None


def test_a_reminder_says_that_no_is_an_answer() -> None:
    assert "Yes and no are both answers" in reminder_of(request(), link="L").text
