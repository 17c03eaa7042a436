"""`comity recognition worth`: how many audits recognition avoided."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import say
from comity.cli.options import DAY, JsonOption, parse_day
from comity.cli.recognition.files import dated_rows, read_reliances
from comity.cli.recognition.group import DecisionsOption, group
from comity.core import UsageProblem
from comity.recognition import Assumption, DueAudit, Recognised, Reliance, count_avoided, worth_of


@group.command()
def worth(
    *,
    decisions: DecisionsOption,
    due: Annotated[Path, typer.Option(help="Your audits that were due (CSV: site, due_on).")],
    orders: Annotated[
        Path | None, typer.Option(help="Audits that you ordered (CSV: site, ordered_on).")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar=DAY, help="The day to count as of; default: today.")
    ] = None,
    eur: Annotated[int, typer.Option(help="The assumed cost of an audit, in euros.")] = 2_500,
    as_json: JsonOption = False,
) -> None:
    """Count the audits you avoided. Each was due, a report was recognised instead, and none was ordered up to twelve months later."""
    if eur < 0:
        raise UsageProblem("--eur is less than 0.", remedy="Write what an audit costs, as 2500.")
    day = parse_day(on, "--on") if on else datetime.now(UTC).date()
    ordered: dict[str, list[date]] = {}
    for site, when in dated_rows(orders, "ordered_on") if orders else ():
        ordered.setdefault(site, []).append(when)
    counted = count_avoided(
        [DueAudit(site=site, due_on=when) for site, when in dated_rows(due, "due_on")],
        _standing_reliances(read_reliances(decisions)),
        ordered,
        on=day,
    )
    found = worth_of(counted, Assumption(eur_low=eur, eur_high=eur))
    lines = [found.sentence, *(f"  {one.site}: {one.state} ({one.on})" for one in counted)]
    summary: dict[str, object] = {
        "avoided": found.avoided, "pending": found.pending, "eur": list(found.eur), "supplier_days": list(found.supplier_days),
        "assumed_eur": eur, "sites": [{"site": one.site, "state": one.state.value, "on": one.on} for one in counted],
    }  # fmt: skip
    say("\n".join(lines), summary, as_json=as_json)


def _standing_reliances(every: tuple[Reliance, ...]) -> list[Recognised]:
    """Of each report at each site the decision that stands, where it relies on it."""
    last: dict[tuple[str, str], Reliance] = {}
    for one in sorted(every, key=lambda it: it.at):
        last[one.report, one.site] = one
    return [Recognised(site=one.site, on=one.decided_on) for one in last.values() if one.choice.is_reliance]
