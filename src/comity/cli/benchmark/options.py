"""What several commands of benchmark let a person say: which criteria, for whom, under which rule, with what help."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.benchmark import CriteriaSet, Party, Protocol, Rule, exact_share, load_criteria, shipped
from comity.benchmark.coverage import Basis
from comity.benchmark.errors import CriteriaUnreadable, ReviewProblem
from comity.benchmark.formats import read_criteria
from comity.benchmark.memory import Memory, memory_of
from comity.benchmark.proposals import Proposer, proposer
from comity.benchmark.review_file import ReadReview, read_review
from comity.benchmark.suggest import Encoder, Remembering, VectorFile, load_encoder
from comity.cli.app import err, progress_on_terminal
from comity.cli.files import read_bytes
from comity.core import Progress, UnreadableInput, UsageProblem

AgainstOption = Annotated[
    str, typer.Option("--against", help="The common criteria: a set that comes with Comity, or a file.")
]
ForOption = Annotated[Party | None, typer.Option("--for", help="Who fills in the file.")]
NameOption = Annotated[str, typer.Option("--by", help="Who decides, if the file names nobody.")]
ThresholdOption = Annotated[
    str | None,
    typer.Option("--threshold", help="The share of the criteria needed; default: 85 %."),
]
HalvesOption = Annotated[
    bool | None,
    typer.Option(
        "--with-halves/--in-full", help="Whether criteria met in part count as one half, or as nothing."
    ),
]
CriticalOption = Annotated[
    bool | None,
    typer.Option(
        "--no-critical-missing/--critical-may-miss",
        help="Whether a missing critical criterion alone prevents equivalence; default: it does not.",
    ),
]
FloorOption = Annotated[
    str | None,
    typer.Option("--pillar-floor", help="The least share needed in every pillar; default: none."),
]
LearnOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--learn-from", metavar="FILE", help="Verdicts on other protocols to learn from, or folders of them."
    ),
]
VectorsOption = Annotated[
    Path | None, typer.Option("--vectors", help="Where to keep the sentence models' vectors between runs.")
]
WordsOption = Annotated[
    bool, typer.Option("--words-alone", help="Use no sentence model: faster, but weaker across languages.")
]


def criteria_named(name: str) -> CriteriaSet:
    """A set that comes with the program, or one in a file of any format that sets come in."""
    path = Path(name)
    if name in shipped() or not (path.suffix.lower() in _ENDINGS or path.exists()):
        return load_criteria(name)
    found = read_criteria(read_bytes(path, CriteriaUnreadable), where=str(path))
    for remark in found.remarks:
        err.print(remark, markup=False)
    return found.criteria


_ENDINGS = (".xlsx", ".csv", ".json", ".jsonld", ".yaml", ".yml")


def rule_said(
    before: Rule, threshold: str | None, halves: bool | None, critical: bool | None, floor: str | None
) -> Rule:
    """What was ruled before, with what is said now."""
    if threshold is not None:
        before = replace(before, threshold=exact_share(threshold))
    if halves is not None:
        before = replace(before, basis=Basis.WITH_HALVES if halves else Basis.FULL)
    if critical is not None:
        before = replace(before, no_critical_missing=critical)
    if floor is not None:
        before = replace(before, pillar_floor=exact_share(floor) or None)
    return before


def review_in(path: Path, *, criteria: CriteriaSet | None = None, by: str = "") -> ReadReview:
    return read_review(read_bytes(path), at=now(), by=by, criteria=criteria, where=str(path))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def memory_in(paths: Sequence[Path] | None) -> Memory:
    """Of every verdict in the files and folders; a file that is none is said, and left out."""
    found = []
    for path in _workbooks(paths or ()):
        try:
            review = review_in(path)
        except (ReviewProblem, UnreadableInput) as error:
            err.print(f"Nothing is learned from {path.name}: {error.message}", markup=False)
        else:
            found.append((review.protocol, review.log.standing))
    return memory_of(found)


def _workbooks(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.glob("*.xlsx") if not one.name.startswith(("~", ".")))
        elif path.exists():
            yield path
        else:
            raise UsageProblem(f"There is no file “{path}” to learn from.", remedy="Check its name.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What a person lets the program use for its proposals, besides the two texts."""

    learn_from: Sequence[Path] | None
    vectors: Path | None
    words_alone: bool
    quiet: bool

    @contextmanager
    def proposer(
        self, criteria: CriteriaSet, protocol: Protocol, *, party: Party
    ) -> Iterator[tuple[Proposer, Memory, list[str]]]:
        """With what it remembers of other protocols, and what is to be said aloud about the sentence model."""
        memory = memory_in(self.learn_from)
        with (
            progress_on_terminal(quiet=self.quiet) as progress,
            sentence_model(self.vectors, words_alone=self.words_alone, progress=progress) as (model, notes),
        ):
            yield (
                proposer(criteria, protocol, model=model, memory=memory, party=party, progress=progress),
                memory,
                notes,
            )


@contextmanager
def sentence_model(
    vectors: Path | None, *, words_alone: bool, progress: Progress
) -> Iterator[tuple[Encoder | None, list[str]]]:
    """The model with its memory of texts, and what is to be said aloud about it."""
    notes: list[str] = []
    model = None if words_alone else load_encoder(notes.append)
    if words_alone:
        notes.append("Proposals rest on words and letters alone, and hardly cross languages.")
    if model is None:
        yield None, notes
        return
    path = vectors or _usual_vectors()
    path.parent.mkdir(parents=True, exist_ok=True)
    store = VectorFile(path)
    try:
        yield Remembering(model, store, progress=progress), notes
    finally:
        store.close()


def _usual_vectors() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "comity" / "vectors.sqlite"
