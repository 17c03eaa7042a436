"""`comity report ask` and `letters`: ask suppliers for reports of audits that the common list says exist."""

import io
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import polars as pl
import typer

from comity.cli.app import say
from comity.cli.files import read_bytes, require_other, require_unlike
from comity.cli.keys import read_key
from comity.cli.ledger_book import record
from comity.cli.options import DAY, JsonOption, LedgerOption, parse_day
from comity.cli.report.group import KeyOption, end_of, group, require_future
from comity.core import AgeBand, UnreadableInput, UsageProblem, write_file
from comity.exchange import (
    DAILY_CAP,
    KnownAudit,
    Opportunity,
    Party,
    Purpose,
    Request,
    State,
    mail_merge,
    opportunities_in,
    plan_batch,
    request_paper,
    take_step,
    write_letter,
)
from comity.lists import Assurance

AnswerOption = Annotated[str, typer.Option(metavar=DAY, help="The last day for an answer.")]
LinkOption = Annotated[
    str, typer.Option(help="Where the supplier should answer: a page, or your mail address.")
]
PurposeOption = Annotated[str, typer.Option(metavar="recognise|renew|begin", help="Why you ask.")]
Choice = TypeVar("Choice", bound=StrEnum)


@group.command()
def ask(
    *,
    key: KeyOption,
    supplier: Annotated[str, typer.Option(help="The supplier's name.")],
    site: Annotated[str, typer.Option(help="The site, under the name you know it by.")],
    answer_by: AnswerOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the signed request (JSON).")],
    age: Annotated[
        int | None,
        typer.Option(metavar="12|24|36", help="The audit's age in months, as the common list gives it."),
    ] = None,
    assurance: Annotated[
        str | None,
        typer.Option(
            metavar="meets the benchmark|partial", help="The audit's assurance, as the common list gives it."
        ),
    ] = None,
    purpose: PurposeOption = "recognise",
    link: LinkOption = "by answering this message",
    letter: Annotated[Path | None, typer.Option(help="Also write the covering letter, to this file.")] = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a supplier for the report of an audit that exists. The common list says which exist."""
    written = [*filter(None, (out, letter))]
    require_unlike(*written)
    for one in written:
        require_other(one, key)
    own = read_key(key)
    now = datetime.now(UTC)
    request = Request(
        id=f"R-{secrets.token_hex(5)}",
        member=own.owner,
        supplier=supplier,
        site=site,
        site_id="",
        known=KnownAudit(
            age=_age(age), assurance=_chosen(Assurance, assurance, "--assurance") if assurance else None
        ),
        purpose=_purpose(purpose),
        answer_by=end_of(parse_day(answer_by, "--answer-by")),
    )
    require_future(request.answer_by, now, "--answer-by")
    step = take_step(request, State.SENT, at=now, by=own.owner, party=Party.MEMBER)
    making = {out: request_paper(request, own)}
    text = write_letter(request, link=link)
    if letter:
        making[letter] = f"{text.subject}\n\n{text.text}".encode()
    record(ledger, own, step.fact, making=making)
    summary: dict[str, object] = {
        "request": request.id, "written": str(out), "letter": str(letter) if letter else None, "subject": text.subject,
    }  # fmt: skip
    say(
        f"Request {request.id} to {supplier} written to {out}. Nothing is shared without its yes.",
        summary,
        as_json=as_json,
    )


@group.command()
def letters(
    opportunities: Annotated[Path, typer.Argument(help="The result of “comity check”, as CSV.")],
    *,
    key: KeyOption,
    answer_by: AnswerOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the mail merge (CSV).")],
    begin: Annotated[
        str | None, typer.Option(metavar=DAY, help="The first day to send on; default: tomorrow.")
    ] = None,
    per_day: Annotated[int, typer.Option(help="The most letters to send on one day.")] = DAILY_CAP,
    purpose: PurposeOption = "recognise",
    link: LinkOption = "by answering this message",
    as_json: JsonOption = False,
) -> None:
    """Write letters to all suppliers whose audit exists. They are a mail merge, spread over several days; nothing is sent."""
    require_other(out, opportunities, key)
    own = read_key(key)
    found = _opportunities(opportunities)
    due = end_of(parse_day(answer_by, "--answer-by"))
    requests = [
        Request(
            id=f"R-{secrets.token_hex(5)}", member=own.owner, supplier=one.supplier, site=_place(one), site_id="",
            known=one.known, purpose=_purpose(purpose), answer_by=due,
        )
        for one in found
    ]  # fmt: skip
    first = parse_day(begin, "--begin") if begin else datetime.now(UTC).date() + timedelta(days=1)
    planned = plan_batch(requests, begin=first, per_day=per_day)
    write_file(out, mail_merge(planned, {one.id: link for one in requests}))
    days = sorted({one.day for one in planned})
    last = f", the last on {days[-1]}" if days else ""
    summary: dict[str, object] = {"letters": len(planned), "days": len(days), "written": str(out)}
    say(
        f"{len(planned):,} letters on {len(days):,} days{last}, written to {out}. Nothing was sent.",
        summary,
        as_json=as_json,
    )


def _age(months: int | None) -> AgeBand | None:
    if months is None:
        return None
    found = next((one for one in AgeBand if one.months == months), None)
    if found is None:
        raise UsageProblem(
            f"The common list has no age band of {months} months.", remedy="Write --age 12, 24 or 36."
        )
    return found


def _purpose(text: str) -> Purpose:
    found = next((one for one in Purpose if one.name.lower() == text), None)
    if found is None:
        raise UsageProblem(f"“{text}” is not a purpose.", remedy="Write --purpose recognise, renew or begin.")
    return found


def _chosen(kind: type[Choice], text: str, option: str) -> Choice:
    found = next((one for one in kind if one.value == text), None)
    if found is None:
        raise UsageProblem(
            f"“{text}” is not known.", remedy=f"Write {option} with one of: {', '.join(kind)}."
        )
    return found


def _place(one: Opportunity) -> str:
    return ", ".join(part for part in (one.supplier, one.city, one.country) if part)


_HEADS = {
    "State": "state", "Row": "row", "Your reference": "reference", "Your supplier": "name", "Address": "address",
    "City": "city", "Country": "country", "Row of the common list": "site", "Last audited": "audited",
    "Assurance": "assurance",
}  # fmt: skip


def _opportunities(path: Path) -> tuple[Opportunity, ...]:
    try:
        table = pl.read_csv(io.BytesIO(read_bytes(path)), infer_schema=False, encoding="utf8")
    except pl.exceptions.PolarsError as error:
        raise UnreadableInput(
            "The file is not a CSV table.",
            remedy="Give what “comity check -o NAME.csv” wrote.",
            where=str(path),
        ) from error
    heads = {name: name.lstrip("\ufeff") for name in table.columns}
    table = table.rename(heads)
    if missing := [name for name in _HEADS if name not in table.columns]:
        raise UnreadableInput(
            f"The file has no column “{missing[0]}”.",
            remedy="Give what “comity check -o NAME.csv” wrote.",
            where=str(path),
        )
    plain = table.select(
        pl.col(head).str.replace(r"^'([=+\-@\t\r])", "$1").alias(name) for head, name in _HEADS.items()
    )
    # Check-only sites share one word in place of a row's id: those are told apart by their own row.
    told_apart = pl.when(pl.col("site") == "check-only").then(pl.col("row")).otherwise(pl.col("site"))
    return opportunities_in(plain.with_columns(site=told_apart, state=_state_words()))


def _state_words() -> pl.Expr:
    """The table says “audits that exist”, as the sheet is called."""
    state = pl.col("state").str.to_lowercase()
    return pl.when(state == "audits that exist").then(pl.lit("audit exists")).otherwise(state)
