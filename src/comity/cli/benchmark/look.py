"""`comity benchmark next`, `what-if` and `agree`: looks at a review that change nothing."""

from pathlib import Path
from typing import Annotated

import typer

from comity.benchmark import (
    Agreement,
    Credit,
    CriteriaSet,
    NextQuestion,
    Outcome,
    Rule,
    Strength,
    bulk_accept,
    coverage_of,
    forecast,
    next_questions,
    percent,
    verdict,
)
from comity.benchmark.agreement import agreement
from comity.benchmark.compare import WhatIf, if_added, smallest_additions
from comity.benchmark.coverage import Coverage
from comity.benchmark.errors import ReviewProblem
from comity.benchmark.review_file import ReadReview
from comity.cli.app import say
from comity.cli.benchmark.group import benchmark
from comity.cli.benchmark.options import (
    CriticalOption,
    FloorOption,
    HalvesOption,
    ThresholdOption,
    review_in,
    rule_said,
)
from comity.cli.options import JsonOption

_LEVELS = (0.99, 0.95, 0.9, 0.8)
ReviewArgument = Annotated[Path, typer.Argument(help="The review file, or the verdict.")]


@benchmark.command("next")
def next_(
    review: ReviewArgument,
    *,
    most: Annotated[int, typer.Option("--most", help="How many criteria to show.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Show which criteria to decide next. Show what is proposed for them, and how many errors accepting in bulk would bring."""
    read = review_in(review)
    asked = next_questions(read.criteria, read.log.standing, read.rule, most=max(1, most))
    ahead = forecast(read.criteria, read.log.standing, read.rule)
    said = verdict(coverage_of(read.criteria, read.log.standing), read.rule)
    lines = [
        f"{read.protocol.name}: {said.outcome}; {ahead.open} of {len(said.coverage.applicable)} criteria open"
    ]
    if said.outcome is Outcome.OPEN:
        lines += said.reasons if said.coverage.unread else ()
        lines.append(f"A forecast, and no verdict: {ahead.sentence}")
        if ahead.caution:
            lines.append(ahead.caution)
    lines.append("" if asked else "Nothing is left to decide.")
    for one in asked:
        lines += _asked(one, read)
    offers = _offers(read)
    lines += [
        f"Accepting all from {int(above * 100)} % up would confirm {count:,} links, about {errors:.1f} of them wrong"
        for above, count, errors in offers
    ]
    summary: dict[str, object] = {
        "outcome": said.outcome.value,
        "open": ahead.open,
        "probability": ahead.probability,
        "expected": round(ahead.expected, 4),
        "least": percent(ahead.least),
        "most": percent(ahead.most),
        "caution": ahead.caution,
        "next": [
            {
                "criterion": one.criterion,
                "movement": one.movement,
                "full": one.chance.full,
                "part": one.chance.part,
            }
            for one in asked
        ],
        "bulk": [
            {"from": above, "links": count, "expected_errors": round(errors, 2)}
            for above, count, errors in offers
        ],
    }
    say("\n".join(lines).rstrip(), summary, as_json=as_json)


def _asked(one: NextQuestion, read: ReadReview) -> list[str]:
    criterion = read.criteria[one.criterion]
    lines = [
        f"{criterion.code} {criterion.title} ({criterion.criticality})",
        f"  {criterion.requirement}",
        f"  met in full with a probability of {int(one.chance.full * 100)} %, in part with one of {int(one.chance.part * 100)} %",
    ]
    proposed = read.log.standing.as_read.open_proposals().get(one.criterion, ())
    likely = [it for it in proposed if it.probability > 0]
    if not likely:
        lines.append("  nothing is proposed for it: look whether any question asks this")
    for proposal in likely[:3]:
        asks = " / ".join(read.protocol.by_id[id_].text for id_ in proposal.link.questions)
        lines.append(
            f"  {', '.join(proposal.link.questions)} ({int(proposal.probability * 100)} %): {asks[:160]}"
        )
    return [*lines, ""]


def _offers(read: ReadReview) -> list[tuple[float, int, float]]:
    ahead = forecast(read.criteria, read.log.standing, read.rule)
    offers = []
    for above in _LEVELS:
        bulk = bulk_accept(read.log.standing, above=above, strength=Strength.FULL, surely=ahead.recalibrated)
        if bulk.judgements:
            offers.append((above, len(bulk.judgements), bulk.expected_errors))
    return offers


@benchmark.command("what-if")
def what_if(
    review: ReviewArgument,
    *,
    add: Annotated[
        list[str] | None,
        typer.Option("--add", metavar="CODE", help="A criterion to take as met in full; may be repeated."),
    ] = None,
    threshold: ThresholdOption = None,
    halves: HalvesOption = None,
    no_critical_missing: CriticalOption = None,
    pillar_floor: FloorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the fewest criteria to add in order to pass. Or show what adding given ones would change."""
    read = review_in(review)
    rule = rule_said(read.rule, threshold, halves, no_critical_missing, pillar_floor)
    found = coverage_of(read.criteria, read.log.standing)
    then = if_added(found, [one.strip() for one in add]) if add else smallest_additions(found, rule)
    say(_changed(then, found, rule, chosen=bool(add)), _change(then, found, rule), as_json=as_json)


def _changed(then: WhatIf, found: Coverage, rule: Rule, *, chosen: bool) -> str:
    now, later = found.headline(rule.basis), then.then.headline(rule.basis)
    said = verdict(then.then, rule)
    told = "equivalent" if said.outcome is Outcome.EQUIVALENT else str(said.outcome)
    if not then.additions:
        return f"Nothing has to be added: {now} = {now.percent} of {percent(rule.threshold)} needed."
    first = "With these" if chosen else f"The smallest addition has {len(then.additions)}"
    lines = [
        f"{first}: {now} = {now.percent} becomes {later} = {later.percent}, {told}",
        *(f"  {reason}" for reason in said.reasons),
        *_additions(then, found),
    ]
    if found.open:
        lines.append(f"{len(found.open)} criteria are still open and count as not met here.")
    if not chosen:
        lines.append("Another set of the same size may do as well.")
    return "\n".join(lines)


def _additions(then: WhatIf, found: Coverage) -> list[str]:
    how = {Credit.NONE: "add", Credit.PART: "complete", Credit.FULL: "is met already"}
    return [
        f"  {how[found.credit(one.code)]} {one.code} {one.title} ({one.criticality}): {one.requirement}"
        for one in then.additions
    ]


def _change(then: WhatIf, found: Coverage, rule: Rule) -> dict[str, object]:
    return {
        "additions": [one.code for one in then.additions],
        "now": str(found.headline(rule.basis)),
        "then": str(then.then.headline(rule.basis)),
        "then_percent": then.then.headline(rule.basis).percent,
        "outcome": verdict(then.then, rule).outcome.value,
        "open": len(found.open),
    }


@benchmark.command("agree")
def agree(
    first: Annotated[Path, typer.Argument(help="A review file that one person filled in.")],
    second: Annotated[Path, typer.Argument(help="The same review, filled in by another person.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show how far two people who coded a protocol agree. Cohen's kappa is given, and where they differ."""
    left, right = review_in(first), review_in(second)
    if left.protocol.digest != right.protocol.digest or left.criteria.digest != right.criteria.digest:
        raise ReviewProblem(
            "The two files are not of the same protocol and the same criteria.",
            remedy="Give two files that were filled in from one review.",
        )
    one, two = (each.log.standing.as_read.credits(each.party) for each in (left, right))
    found = agreement(one, two)
    differ = [
        code for code in left.criteria.by_code if code in one and code in two and one[code] is not two[code]
    ]
    lines = [
        _coded(found),
        *(f"  {code} {left.criteria[code].title}: {one[code]} / {two[code]}" for code in differ),
        *_alone(left.criteria, one.keys() - two.keys(), first.name),
        *_alone(left.criteria, two.keys() - one.keys(), second.name),
    ]
    summary: dict[str, object] = {
        "compared": found.compared,
        "same": found.same,
        "kappa": None if found.kappa is None else float(found.kappa),
        "differ": [
            {"criterion": code, "first": one[code].value, "second": two[code].value} for code in differ
        ],
    }
    say("\n".join(lines), summary, as_json=as_json)


def _coded(found: Agreement) -> str:
    if not found.compared:
        return "No criterion is decided in both files."
    kappa = (
        "Cohen's kappa says nothing, because both gave one answer throughout"
        if found.kappa is None
        else f"Cohen's kappa is {float(found.kappa):.2f}"
    )
    return f"{found.same} of {found.compared} criteria that both decided are decided alike; {kappa}"


def _alone(criteria: CriteriaSet, codes: set[str], name: str) -> list[str]:
    shown = [code for code in criteria.by_code if code in codes]
    if not shown:
        return []
    return [f"Decided in {name} alone: {', '.join(shown[:12])}{' …' if len(shown) > 12 else ''}"]
