"""`comity review`: the doubtful pairs of a round, one after another; what is decided is remembered for ever.

Every answer is a transaction of its own in the registry, and what is open is worked out from the registry each time:
whoever quits, or loses the power, loses nothing, and two people can share the work.
"""

import getpass
import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from secrets import token_bytes
from typing import Annotated

import typer
from rich.console import Console

from comity.cli.app import app, say
from comity.cli.files import require_registry
from comity.cli.options import JsonOption
from comity.cli.pressed_keys import pressed_keys
from comity.cli.review_pair import show_pair
from comity.core import UsageProblem
from comity.registry import Registry, RegistryBusy
from comity.round import is_published
from comity.round.review import (
    Answer,
    Question,
    Settled,
    Side,
    Verdict,
    odds_in_words,
    open_questions,
    printable,
    read_answers,
    read_questions,
    read_registry_path,
    require_no_contradiction,
)

_KEYS = "s same   d different   k skip   u undo   ? help   q quit"
_HELP = """\
  s  the same site: one place, however it is written
  d  different sites: another plant, unit or company
  k  skip: ask later, after the others
  u  undo: take back the last answer of this session
  q  quit: every answer is kept already
Words that only one side has are underlined, or in [brackets]; the middle says = equal, ≠ differs, ? one is silent."""


@app.command()
def review(
    out: Annotated[
        Path, typer.Argument(metavar="ROUND", help="The round's folder, as “comity assemble” wrote it.")
    ],
    *,
    registry: Annotated[
        Path | None, typer.Option(help="The file that remembers judgements; default: the round's own.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(help="A copy of review.csv (or .xlsx) with its verdicts filled in.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Your name, kept with each judgement; default: your login name.")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the pairs still to be judged, and exit.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back your last answer, and exit.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Judge the doubtful pairs of a round, one after another."""
    if sum((answers is not None, list_, undo)) > 1:
        raise UsageProblem("--answers, --list and --undo exclude each other.", remedy="Give one of them.")
    questions = read_questions(out)
    if list_:
        _list(open_questions(questions, _read_judgements(out, registry)), of=len(questions), as_json=as_json)
        return
    file = _registry_file(out, registry)
    name = _name(by)
    if answers is None and not undo:
        _require_terminal(as_json=as_json)
    said = read_answers(answers, questions) if answers else ()
    with Registry.open(file, new_secret=token_bytes(32), published=is_published) as memory:
        work = _Work(questions=questions, registry=memory, by=name, file=file)
        if answers is not None:
            _take(work, said, where=str(answers), as_json=as_json)
        elif undo:
            _undo(work, as_json=as_json)
        else:
            _ask(work)


@dataclass(slots=True, kw_only=True)
class _Work:
    questions: tuple[Question, ...]
    registry: Registry
    by: str
    file: Path
    given: list[tuple[Question, Verdict]] = field(default_factory=list)  # of this session

    def settled(self) -> Settled:
        return Settled.by_constraints(self.registry.constraints())

    def open(self) -> tuple[Question, ...]:
        return open_questions(self.questions, self.settled())

    def judge(self, question: Question, verdict: Verdict) -> None:
        left, right = question.pair
        self.registry.judge(left, right, same=verdict is Verdict.SAME, by=self.by, at=_now())
        self.given.append((question, verdict))

    def judge_open(self, question: Question, verdict: Verdict) -> str:
        """Whoever shares the work and was faster is not overruled without knowing it."""
        with self.registry.transaction():
            meanwhile = self.settled().verdict_on(question.pair)
            if meanwhile is None:
                self.judge(question, verdict)
        return verdict.value if meanwhile is None else f"judged meanwhile by somebody else: {meanwhile}"

    def take_back(self) -> Question:
        question, _ = self.given[-1]
        self.registry.withdraw(*question.pair, by=self.by, at=_now())
        self.given.pop()
        return question

    def account(self) -> str:
        left = len(self.open())
        lines = [f"{_counted(verdict for _, verdict in self.given)}; {left:,} left."]
        if self.given:
            lines.append(
                f"Run comity assemble again with --registry {_quoted(self.file)} and another --out to see them in the list."
            )
        if self.given and left:
            lines.append("What is left is asked in this folder alone: come back to it.")
        return " ".join(lines)


def _ask(work: _Work) -> None:
    console = Console(highlight=False)
    console.print(
        f"{len(work.open()):,} of {len(work.questions):,} doubtful pairs are to be judged. Judgements go to "
        f"{_quoted(work.file)}, by {printable(work.by)}.",
        markup=False,
    )
    console.print(f"Keys: {_KEYS}", markup=False)
    stopped = False
    try:
        with pressed_keys() as key:
            _ask_each(work, console, key)
    except KeyboardInterrupt:
        console.print()
        stopped = True
    console.print(work.account(), markup=False, soft_wrap=True)
    if stopped:
        raise typer.Exit(130)


def _ask_each(work: _Work, console: Console, key: Callable[[str], str]) -> None:
    turn = count(1)
    skipped: dict[tuple[str, str], int] = {}  # pair -> when; what was never skipped comes first
    shown = None
    while open_ := work.open():
        question = min(open_, key=lambda one: skipped.get(one.pair, 0))
        if question is not shown:
            again = ", all of them skipped before" if skipped.get(question.pair, 0) > 0 else ""
            console.rule(f"{len(open_):,} left{again}")
            show_pair(console, question)
            shown = question
        pressed = key("s/d/k/u/?/q > ")
        try:
            said = _act(work, question, pressed, skipped, turn)
        except RegistryBusy as busy:
            said = str(busy)
        if said is None:
            console.print("quit")
            return
        console.print(said, markup=False, soft_wrap=True)
    console.print("Every doubtful pair is judged.")


def _act(
    work: _Work, question: Question, pressed: str, skipped: dict[tuple[str, str], int], turn: Iterator[int]
) -> str | None:
    """What to say of the key, or None to end."""
    match pressed:
        case "s" | "d":
            return work.judge_open(question, Verdict.SAME if pressed == "s" else Verdict.DIFFERENT)
        case "k":
            skipped[question.pair] = next(turn)
            return "skipped" if len(work.open()) > 1 else "skipped; it is the only one left"
        case "u" if work.given:
            skipped[work.take_back().pair] = -next(turn)
            return "taken back"
        case "u":
            return "nothing to take back in this session; “comity review --undo” takes back earlier answers"
        case "q" | "":
            return None
        case "?" | "h":
            return "help\n" + _HELP
        case _:
            return f"not a key: {_KEYS}"


def _take(work: _Work, said: Sequence[Answer], *, where: str, as_json: bool) -> None:
    by_pair = {question.pair: question for question in work.questions}
    with work.registry.transaction():
        before = work.settled()
        require_no_contradiction(said, before, where=where)
        fresh = [answer for answer in said if before.judged.get(answer.pair) is not answer.verdict]
        for answer in fresh:
            work.judge(by_pair[answer.pair], answer.verdict)
    changed = sum(answer.pair in before.judged for answer in fresh)
    known = len(said) - len(fresh)
    lines = [work.account()]
    if changed:
        lines.append(f"{changed:,} of them changed an earlier answer.")
    if known:
        lines.append(f"{known:,} answers of the file were known already.")
    if not said:
        lines = ["The file holds no verdict: write same or different into its column “verdict”."]
    summary = {**_figures(work), "changed": changed, "known_already": known}
    say("\n".join(lines), summary, as_json=as_json)


def _undo(work: _Work, *, as_json: bool) -> None:
    by_pair = {question.pair: question for question in work.questions}
    mine = [
        one
        for one in work.registry.judgements()
        if one.stands and one.by == work.by and (one.left, one.right) in by_pair
    ]
    if not mine:
        raise UsageProblem(
            f"No answer by {printable(work.by)} on a pair of this round stands.",
            remedy="Name with --by whose answer is to be taken back.",
        )
    last = mine[-1]
    work.registry.withdraw(last.left, last.right, by=work.by, at=_now())
    question = by_pair[last.left, last.right]
    verdict = Verdict.SAME if last.same else Verdict.DIFFERENT
    text = (
        f"Taken back: {_in_a_word(question.left)} and {_in_a_word(question.right)} are {verdict} "
        f"({printable(last.by)}, {last.at:%Y-%m-%d %H:%M} UTC); {len(work.open()):,} left."
    )
    taken = {"left_record": last.left, "right_record": last.right, "verdict": verdict.value}
    say(text, {"taken_back": taken, "left": len(work.open())}, as_json=as_json)


def _list(open_: tuple[Question, ...], *, of: int, as_json: bool) -> None:
    summary: dict[str, object] = {
        "pairs": of,
        "left": len(open_),
        "questions": [_told(question) for question in open_],
    }
    lines = [f"{len(open_):,} of {of:,} doubtful pairs are to be judged, the most useful first:"]
    for number, one in enumerate(open_, 1):
        lines += [
            f"{number:>5}. {odds_in_words(one.probability)}: {one.reason}",
            f"       {one.left.place}: {_in_a_word(one.left)}",
            f"       {one.right.place}: {_in_a_word(one.right)}",
        ]
    say("\n".join(lines) if open_ else "Every doubtful pair is judged.", summary, as_json=as_json)


def _told(question: Question) -> dict[str, object]:
    return {
        "left_record": question.left.record,
        "right_record": question.right.record,
        "left": f"{question.left.place}: {_in_a_word(question.left)}",
        "right": f"{question.right.place}: {_in_a_word(question.right)}",
        "probability": question.probability,
        "reason": question.reason,
    }


def _figures(work: _Work) -> dict[str, object]:
    verdicts = [verdict for _, verdict in work.given]
    return {
        "answered": len(verdicts),
        **{verdict.value: verdicts.count(verdict) for verdict in Verdict},
        "left": len(work.open()),
        "registry": str(work.file),
    }


def _in_a_word(side: Side) -> str:
    return ", ".join(part for part in (side.name or side.supplier, side.city, side.country) if part)


def _counted(verdicts: Iterator[Verdict]) -> str:
    said = list(verdicts)
    parts = ", ".join(f"{said.count(verdict):,} {verdict}" for verdict in Verdict)
    return f"{len(said):,} answered: {parts}" if said else "Nothing answered"


def _registry_file(out: Path, given: Path | None) -> Path:
    """A registry is begun here only where the round had none and a person names the file."""
    of_round = read_registry_path(out)
    file = given or of_round
    if file is None:
        raise UsageProblem(
            "The round was assembled without a registry, and judgements need a place to be remembered.",
            remedy="Run comity assemble with --registry FILE, or give --registry FILE here.",
        )
    if of_round is not None:
        require_registry(file)
    return file


def _read_judgements(out: Path, given: Path | None) -> Settled:
    """Of a round without a registry nothing is judged, and it can be listed all the same."""
    file = given or read_registry_path(out)
    if file is None:
        return Settled.of({})
    require_registry(file)
    with Registry.open(file, new_secret=token_bytes(32), published=is_published) as memory:
        return Settled.by_constraints(memory.constraints())


def _require_terminal(*, as_json: bool) -> None:
    if as_json:
        raise UsageProblem(
            "--json needs --answers, --list or --undo.", remedy="Add one, or leave --json out."
        )
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageProblem(
            "Pairs are asked on a terminal, and this is none.",
            remedy="Run it in a terminal, or fill in a copy of secretariat/review.csv and give it with --answers.",
        )


def _name(given: str | None) -> str:
    try:
        name = (getpass.getuser() if given is None else given).strip()
    except (OSError, KeyError, ImportError):
        name = ""
    if not name:
        raise UsageProblem("A judgement needs a name.", remedy="Say who judges: --by NAME.")
    return name


def _now() -> datetime:
    return datetime.now(UTC)


def _quoted(path: Path) -> str:
    """As a person would type it here."""
    near = os.path.relpath(path)
    return shlex.quote(str(path) if near.startswith("..") else near)
