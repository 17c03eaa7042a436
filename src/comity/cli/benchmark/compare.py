"""`comity benchmark compare` and `convergence`: two verdicts side by side, and all of them together."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from comity.benchmark import Coverage, CriteriaSet, Kind, Outcome, coverage_of, percent, verdict
from comity.benchmark.compare import Convergence, Overlap, Residue, convergence, open_requirements, overlap
from comity.benchmark.compare_book import comparison_workbook, convergence_workbook
from comity.benchmark.errors import ReviewProblem
from comity.benchmark.review_file import ReadReview
from comity.cli.app import say
from comity.cli.benchmark.group import benchmark
from comity.cli.benchmark.options import AgainstOption, criteria_named, review_in
from comity.cli.files import require_ending, require_other
from comity.cli.options import JsonOption
from comity.cli.tongues import Language, LanguageOption, speech_in
from comity.core import write_file

_MOST_SHOWN = 10
FEWEST_TO_SHARE = 5
OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", help="Also write the result as a workbook (XLSX).")
]


@benchmark.command("compare")
def compare(
    own: Annotated[Path, typer.Argument(help="The verdict on your own protocol.")],
    other: Annotated[Path, typer.Argument(help="The verdict on the protocol the audit followed.")],
    *,
    out: OutOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two protocols. Show what they share, and which of your requirements an audit by the other leaves open."""
    left, right = review_in(own), review_in(other)
    ours, theirs = _coverage(left), _coverage(right)
    found = overlap(ours, theirs)
    residue = open_requirements(left.protocol, left.log.standing, theirs)
    if out is not None:
        require_ending(out, ".xlsx")
        require_other(out, own, other)
        write_file(
            out,
            comparison_workbook(
                found,
                residue,
                ours,
                theirs,
                own=left.protocol.name,
                other=right.protocol.name,
                speech=speech_in(language or left.language),
            ),
        )
    say(_told(found, residue, left, right, out), _summary(found, residue, out), as_json=as_json)


def _coverage(read: ReadReview) -> Coverage:
    return coverage_of(read.criteria, read.log.standing)


def _told(found: Overlap, residue: Residue, left: ReadReview, right: ReadReview, out: Path | None) -> str:
    answers = found.right_answers_of_left
    lines = [
        f"{left.protocol.name} and {right.protocol.name}, by {left.criteria.name}",
        found.sentence,
        f"Of the common criteria that {left.protocol.name} meets, {right.protocol.name} meets {answers} ({answers.percent}).",
        f"An audit by {right.protocol.name} answers {residue.answered} requirements of {left.protocol.name} "
        f"({residue.answered.percent}); {len(residue.open)} are left to ask:",
    ]
    why: dict[str, int] = {}
    for one in residue.open:
        why[one.why] = why.get(one.why, 0) + 1
    lines += [f"  {count:,}: {reason}" for reason, count in why.items()]
    lines += [f"  {one.question.id} {one.question.text[:110]}" for one in residue.open[:_MOST_SHOWN]]
    if len(residue.open) > _MOST_SHOWN:
        lines.append(
            f"  and {len(residue.open) - _MOST_SHOWN:,} more{f', in {out}' if out else ': name a file with -o'}"
        )
    for review in (left, right):
        still = len(_coverage(review).open)
        if still:
            lines.append(f"{review.protocol.name} has {still} criteria open, which count as not met here.")
    if out is not None:
        lines.append(f"Written: {out}. It holds the wording of {left.protocol.name} alone.")
    return "\n".join(lines)


def _summary(found: Overlap, residue: Residue, out: Path | None) -> dict[str, object]:
    return {
        "left": str(found.left),
        "right": str(found.right),
        "shared": str(found.shared),
        "shared_percent": found.shared.percent,
        "guaranteed_percent": percent(found.guaranteed.fraction),
        "right_answers_of_left": str(found.right_answers_of_left),
        "only_left": [one.code for one in found.only_left],
        "only_right": [one.code for one in found.only_right],
        "asked": residue.asked,
        "answered": str(residue.answered),
        "open_requirements": [
            {"question": one.question.id, "why": one.why.value, "criteria": list(one.criteria)}
            for one in residue.open
        ],
        "out": str(out) if out else None,
    }


@benchmark.command("convergence")
def converge(
    verdicts: Annotated[
        list[Path], typer.Argument(help="The verdicts on all benchmarked protocols, or a folder of them.")
    ],
    *,
    against: AgainstOption = "",
    out: OutOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how many protocols demand each criterion. Show where they converge, and where the benchmark lags."""
    reviews = [review_in(path) for path in _files(verdicts)]
    if not reviews:
        raise ReviewProblem("The folder holds no workbook.", remedy="Name the verdicts.")
    criteria = criteria_named(against) if against else reviews[0].criteria
    found = convergence(criteria, _named_apart(reviews), dict(_outside(reviews)))
    unfinished = [one.protocol.name for one in reviews if _is_open(one)]
    if out is not None:
        require_ending(out, ".xlsx")
        require_other(out, *_files(verdicts))
        write_file(out, convergence_workbook(found, speech=speech_in(language or Language.ENGLISH)))
    say(_converging(found, criteria, unfinished, out), _shares(found, unfinished, out), as_json=as_json)


def _files(paths: Sequence[Path]) -> list[Path]:
    return [
        one
        for path in paths
        for one in (sorted(path.glob("*.xlsx")) if path.is_dir() else [path])
        if not one.name.startswith(("~", "."))
    ]


def _names(reviews: Sequence[ReadReview]) -> list[str]:
    """Raises where two verdicts are on one protocol: it would be counted twice."""
    names = [f"{one.protocol.name} {one.protocol.version}".strip() for one in reviews]
    digests = [one.protocol.digest for one in reviews]
    for at, name in enumerate(names):
        if name in names[:at] or digests[at] in digests[:at]:
            raise ReviewProblem(
                f"The protocol “{name}” is there twice, and would be counted twice.",
                remedy="Name its latest verdict alone.",
            )
    return names


def _named_apart(reviews: Sequence[ReadReview]) -> dict[str, Coverage]:
    return dict(zip(_names(reviews), map(_coverage, reviews), strict=True))


def _outside(reviews: Sequence[ReadReview]) -> list[tuple[str, int]]:
    """Requirements that somebody said no common criterion holds."""
    found = []
    for name, one in zip(_names(reviews), reviews, strict=True):
        kinds = one.protocol.with_kinds(one.log.standing.kinds).by_id
        marked = one.log.standing.not_mappable(one.party)
        found.append((name, sum(kinds[id_].kind is Kind.REQUIREMENT for id_ in marked if id_ in kinds)))
    return found


def _is_open(one: ReadReview) -> bool:
    return verdict(_coverage(one), one.rule).outcome is Outcome.OPEN


def _converging(
    found: Convergence, criteria: CriteriaSet, unfinished: Sequence[str], out: Path | None
) -> str:
    majority = len(found.demands) - len(found.without_majority)
    lines = [
        f"{found.protocols} protocols by {criteria.name}",
        f"{majority} of {len(found.demands)} criteria are demanded in full by a majority; "
        f"{len(found.converging)} by all",
        f"Without a majority: {len(found.without_majority)}",
        *(
            f"  {one.criterion.code} {one.criterion.title}: {one.full} of {one.of} in full, {one.part} in part"
            for one in sorted(found.without_majority, key=lambda it: it.full)[:_MOST_SHOWN]
        ),
    ]
    if len(found.without_majority) > _MOST_SHOWN:
        lines.append(
            f"  and {len(found.without_majority) - _MOST_SHOWN:,} more{f', in {out}' if out else ''}"
        )
    if found.lagging:
        lines.append(
            "Requirements that reviewers marked as beyond the criteria, where the benchmark may lag:"
        )
        lines += [f"  {name}: {count}" for name, count in found.lagging.items()]
    if unfinished:
        lines.append(f"Not finished, and counted as far as decided: {', '.join(unfinished)}")
    if found.protocols < FEWEST_TO_SHARE:
        lines.append(
            f"With fewer than {FEWEST_TO_SHARE} protocols a member can subtract its own: keep these counts with the Secretariat."
        )
    if out is not None:
        lines.append(f"Written: {out}. It holds counts alone: no protocol's name and no wording.")
    return "\n".join(lines)


def _shares(found: Convergence, unfinished: Sequence[str], out: Path | None) -> dict[str, object]:
    return {
        "protocols": found.protocols,
        "converging": [one.criterion.code for one in found.converging],
        "without_majority": [one.criterion.code for one in found.without_majority],
        "demands": {
            one.criterion.code: {"full": one.full, "part": one.part, "of": one.of} for one in found.demands
        },
        "beyond": dict(found.lagging),
        "unfinished": list(unfinished),
        "is_safe_to_share": found.protocols >= FEWEST_TO_SHARE,
        "out": str(out) if out else None,
    }
