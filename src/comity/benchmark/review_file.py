"""The review file as it comes back: the log with what people decided added.

In: the workbook, and the criteria and protocol that it should be of. Out: `ReadReview`, with a problem for every row that
cannot be what anybody means. Laws: the log travels in the file, so a file alone is enough to go on, and no row, removed or
mistyped, loses anything; a good row counts whatever its neighbours say; what was typed wrong comes back as typed, beside the
reason; a file of another protocol or catalogue is refused.
`review_hidden` reads what the file carries, `review_rows` what people filled in, `review_book` writes it.
Spec: docs/spec/review-file.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from comity.benchmark.coverage import Rule
from comity.benchmark.criteria import CriteriaSet
from comity.benchmark.decisions import NotCovered, Party
from comity.benchmark.errors import DecisionProblem, ReviewProblem
from comity.benchmark.files import Page, sheets_of
from comity.benchmark.log import Log
from comity.benchmark.log_lines import entry_of
from comity.benchmark.protocol import Protocol
from comity.benchmark.review_choices import choice_meant
from comity.benchmark.review_hidden import (
    Carried,
    carried_in,
    criteria_meant,
    protocol_meant,
    require_same_numbers,
    rule_meant,
)
from comity.benchmark.review_rows import Found, Reading
from comity.benchmark.review_sheets import NAME, SPEAKS_FOR, SUMMARY, ReviewRowProblem
from comity.benchmark.review_words import Words, label_meant, sheet_meant, words_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReview:
    criteria: CriteriaSet = field(repr=False)
    protocol: Protocol
    log: Log = field(repr=False)
    party: Party
    by: str
    added: int  # entries of the log that this reading added
    problems: tuple[ReviewRowProblem, ...]
    remarks: tuple[str, ...]
    rule: Rule
    language: str  # in which the file was written


def read_review(
    data: bytes,
    *,
    at: str = "",
    by: str = "",
    criteria: CriteriaSet | None = None,
    protocol: Protocol | None = None,
    where: str = "",
) -> ReadReview:
    """`criteria` and `protocol` make sure that the file is on these; `by` holds where the file names nobody.

    Raises ReviewProblem for a file that cannot be taken as a whole.
    """
    sheets = {sheet_meant(name) or name: page for name, page in sheets_of(data, where=where).items()}
    carried = carried_in(sheets, where=where)
    catalogue = criteria_meant(carried, criteria, where=where)
    own = protocol_meant(carried, protocol, where=where)
    log = Log.of(entry_of(line) for line in carried.log)
    require_same_numbers(carried, log, where=where)
    words = words_in(carried.facts.get("language", ""))
    party, named = _who(sheets, carried, log, words, where=where)
    by = named or by
    reading = Reading(
        criteria=catalogue, protocol=own, log=log, party=party, links=carried.links, words=words, where=where
    )
    decisions = reading.all_of(sheets)
    said, refused = _said(log, decisions, party=party, by=by, at=at)
    return ReadReview(
        criteria=catalogue,
        protocol=own.with_kinds(said.standing.kinds),
        log=said,
        party=party,
        by=by,
        added=len(said.entries) - len(log.entries),
        problems=tuple(
            sorted((*reading.problems, *refused), key=lambda one: (one.typed.sheet, one.typed.row))
        ),
        remarks=tuple(reading.remarks),
        rule=rule_meant(carried, where=where),
        language=words.language,
    )


def _who(
    sheets: Mapping[str, Page], carried: Carried, log: Log, words: Words, *, where: str
) -> tuple[Party, str]:
    rows = sheets[SUMMARY].rows if SUMMARY in sheets else []
    cells = {label_meant(row[0]): row[1] for row in rows if len(row) > 1}
    written = Party(carried.facts["party"])
    meant, problem = choice_meant(cells.get(SPEAKS_FOR, written.value), SPEAKS_FOR, words)
    if problem:
        raise ReviewProblem(
            f"“{words.label(SPEAKS_FOR)}” on the sheet “{words.sheet(SUMMARY)}”: {problem[0]}",
            remedy=problem[1],
            where=where,
        )
    party = Party(meant) if meant else None
    if party is not None and party is not written and any(one.party is written for one in log.standing.tops):
        raise ReviewProblem(
            f"The file was written for the {written}, whose answers it shows, and is handed in as the {party}'s.",
            remedy=f"Fill in a file that is written for the {party}.",
            where=where,
        )
    return party or written, cells.get(NAME, "").strip()


def _said(
    log: Log, decisions: Sequence[Found], *, party: Party, by: str, at: str
) -> tuple[Log, list[ReviewRowProblem]]:
    """The log with each decision that its party may take; the others as problems of their rows."""
    refused = []
    for typed, decision in decisions:
        try:
            log = log.with_decisions([decision], party=party, by=by, at=at)
        except DecisionProblem as error:
            refused.append(ReviewRowProblem(typed=typed, message=error.message, remedy=error.remedy))
    own = log.standing.judgements(party)
    met = {link.criterion for link, said in own.items() if said.confirmed}
    for typed, decision in decisions:
        if isinstance(decision, NotCovered) and decision.criterion in met:
            refused.append(
                ReviewRowProblem(
                    typed=typed,
                    message=f"{decision.criterion} is called not covered, and a link to it is confirmed: the link counts.",
                    remedy="Reject the link, or clear the statement.",
                )
            )
    return log, refused
