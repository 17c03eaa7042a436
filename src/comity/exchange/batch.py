"""Many requests in one go: which leave on which day, what the mail merge holds, and when to remind and when to stop.

Laws: no day sends more than its cap, requests sent before count, too; every request leaves exactly once; a request that was
answered, ended or withdrawn is never reminded again, and none more than the plan says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from comity.core.spreadsheets import csv_bytes
from comity.exchange.errors import AskProblem
from comity.exchange.letter import write_letter
from comity.exchange.request import WAITING, Request, State

DAILY_CAP = 50
"""A person at the supplier must be able to ask back, and get an answer the same day."""

REMIND_AFTER_DAYS = (7, 14)

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    day: date
    request: Request


def plan_batch(
    requests: Iterable[Request],
    *,
    begin: date,
    per_day: int = DAILY_CAP,
    sent: Mapping[date, int] | None = None,
) -> tuple[Planned, ...]:
    """In the order given, on working days from `begin`. `sent`: what other batches send already. Raises AskProblem."""
    if per_day < 1:
        raise AskProblem("A batch of no request a day never ends.", remedy="Give 1 or more a day.")
    taken = dict(sent or {})
    day = begin
    planned = []
    for one in requests:
        while day.weekday() >= _SATURDAY or taken.get(day, 0) >= per_day:
            day += timedelta(days=1)
        if day >= one.answer_by.date():
            raise AskProblem(
                f"The request to {one.supplier} would leave on {day}, and its answer is due on {one.answer_by:%Y-%m-%d}.",
                remedy="Give a later day for the answers, send more a day, or ask fewer.",
            )
        taken[day] = taken.get(day, 0) + 1
        planned.append(Planned(day=day, request=one))
    return tuple(planned)


def mail_merge(planned: Sequence[Planned], links: Mapping[str, str]) -> bytes:
    """CSV for a word processor's mail merge: one line a letter. `links`: request id -> its link."""
    rows = []
    for one in planned:
        letter = write_letter(one.request, link=links[one.request.id])
        rows.append(
            {
                "send_on": one.day.isoformat(),
                "request": one.request.id,
                "supplier": one.request.supplier,
                "site": one.request.site,
                "subject": letter.subject,
                "text": letter.text,
            }
        )
    names = ("send_on", "request", "supplier", "site", "subject", "text")
    return csv_bytes(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)), for_people=True)


def next_reminder(request: Request, reminded: Sequence[date], *, on: date) -> date | None:
    """The day of the next reminder, not before `on`; None where there is none, or no longer."""
    sent = request.moved_to(State.SENT)
    last = request.history[-1].to if request.history else State.DRAFTED
    if sent is None or last not in WAITING or len(reminded) >= len(REMIND_AFTER_DAYS):
        return None
    due = max(sent.at.date() + timedelta(days=REMIND_AFTER_DAYS[len(reminded)]), on)
    return due if due < request.answer_by.date() else None
