"""`comity benchmark undo`: what was decided is taken back, and the log keeps both."""

import re
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Annotated

import typer

from comity.benchmark import Entry, Log, coverage_of, verdict
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_file import ReadReview
from comity.benchmark.undo import Act, acts, said_in, taken_back
from comity.cli.app import say
from comity.cli.benchmark.group import benchmark
from comity.cli.benchmark.options import NameOption, now, review_in
from comity.cli.files import require_ending, require_other
from comity.cli.options import JsonOption
from comity.cli.tongues import speech_in
from comity.core import UsageProblem, write_file

_MOST_ACTS = 10
_MOST_ENTRIES = 20
_NUMBERS = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


@benchmark.command("undo")
def undo(
    review: Annotated[Path, typer.Argument(help="The latest verdict that “decide” wrote.")],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Where to write the file to go on with (XLSX); without it nothing is taken back.",
        ),
    ] = None,
    entry: Annotated[
        list[str] | None,
        typer.Option(
            "--entry",
            metavar="NUMBER",
            help="Log entries, such as 412 or 412-430; may be repeated; default: what was handed in last.",
        ),
    ] = None,
    by: NameOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take back what was handed in last, or named entries. Without -o, show what could be taken back."""
    read = review_in(review)
    own = acts(read.log, read.party)
    if out is None:
        if entry:
            raise UsageProblem("Nothing is taken back without a file to write.", remedy="Add -o FILE.xlsx.")
        say(_shown(read, own), {"acts": [_act(one) for one in own[:_MOST_ACTS]]}, as_json=as_json)
        return
    require_ending(out, ".xlsx")
    require_other(out, review)
    if read.added:
        raise UsageProblem(
            f"The file holds {read.added:,} answers that no “decide” has taken in yet.",
            remedy="Hand it to “comity benchmark decide” first, or clear them.",
        )
    numbers = _numbers(entry) if entry else _last(own, read)
    log = taken_back(read.log, numbers, party=read.party, by=by or read.by, at=now())
    data = review_workbook(
        read.criteria, read.protocol, log,
        party=read.party, by=by or read.by, rule=read.rule, problems=read.problems, remarks=read.remarks,
        speech=speech_in(read.language),
    )  # fmt: skip
    write_file(out, data)
    _tell(read, log, out, as_json=as_json)


def _tell(read: ReadReview, log: Log, out: Path, *, as_json: bool) -> None:
    gone = _found(log, log.standing.undone.keys() - read.log.standing.undone.keys())
    back = _found(log, read.log.standing.undone.keys() - log.standing.undone.keys())
    found = verdict(coverage_of(read.criteria, log.standing), read.rule)
    head = found.coverage.headline(read.rule.basis)
    lines = [
        f"{len(gone):,} taken back; the log keeps both, and counts {len(log.entries):,} entries",
        *_lines(gone),
        *([f"{len(back):,} stand again", *_lines(back)] if back else []),
        "",
        f"{read.protocol.name} against {read.criteria.name}: {found.outcome}; {head} = {head.percent}, "
        f"{len(found.coverage.open)} open",
        f"Written: {out}",
    ]
    summary: dict[str, object] = {
        "taken_back": [_told(one) for one in gone],
        "stand_again": [_told(one) for one in back],
        "entries": len(log.entries),
        "outcome": found.outcome.value,
        "open": [one.code for one in found.coverage.open],
        "written": str(out),
    }
    say("\n".join(lines), summary, as_json=as_json)


def _numbers(said: list[str]) -> list[int]:
    numbers: list[int] = []
    for one in said:
        match = _NUMBERS.fullmatch(one.strip())
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise UsageProblem(
                f"“{one}” is not an entry number.", remedy="Write 412, or 412-430 for several."
            )
        numbers += range(int(match[1]), int(match[2] or match[1]) + 1)
    return numbers


def _last(own: tuple[Act, ...], read: ReadReview) -> list[int]:
    if not own:
        raise UsageProblem(
            f"The {read.party} has decided nothing in this file that could be taken back.",
            remedy="Name another file.",
        )
    return [one.seq for one in own[0].entries]


def _found(log: Log, numbers: Set[int]) -> list[Entry]:
    return [one for one in log.entries if one.seq in numbers]


def _shown(read: ReadReview, own: tuple[Act, ...]) -> str:
    if not own:
        return f"The {read.party} has decided nothing in this file that could be taken back."
    lines = [
        f"What the {read.party} decided, the latest first; “-o FILE.xlsx” takes the first of these back:"
    ]
    for one in own[:_MOST_ACTS]:
        who = ", ".join(part for part in (one.by, one.at) if part)
        lines += [f"entries {one.numbers}{f' ({who})' if who else ''}", *_lines(one.entries)]
    if len(own) > _MOST_ACTS:
        lines.append(f"and {len(own) - _MOST_ACTS:,} earlier")
    return "\n".join(lines)


def _lines(some: Sequence[Entry]) -> list[str]:
    shown = [f"  {one.seq}  {said_in(one.decision)}" for one in some[:_MOST_ENTRIES]]
    return shown + ([f"  … and {len(some) - _MOST_ENTRIES:,} more"] if len(some) > _MOST_ENTRIES else [])


def _act(act: Act) -> dict[str, object]:
    return {"by": act.by, "at": act.at, "entries": [_told(one) for one in act.entries]}


def _told(one: Entry) -> dict[str, object]:
    return {"seq": one.seq, "said": said_in(one.decision)}
