"""`comity benchmark run`: a protocol in, a review file out, with proposals in the order in which they should be decided."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from comity.benchmark import CriteriaSet, Kind, Log, Party, Protocol, Rule, read_protocol
from comity.benchmark.crosswalk import Step, carry_over, carry_to_protocol, crosswalk, read_steps
from comity.benchmark.doubts import doubts_of_proposals
from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.memory import Memory
from comity.benchmark.merge import for_a_member
from comity.benchmark.review_book import review_workbook
from comity.cli.app import say
from comity.cli.benchmark.group import benchmark
from comity.cli.benchmark.options import (
    AgainstOption,
    CriticalOption,
    FloorOption,
    ForOption,
    HalvesOption,
    Help,
    LearnOption,
    NameOption,
    ThresholdOption,
    VectorsOption,
    WordsOption,
    criteria_named,
    review_in,
    rule_said,
)
from comity.cli.files import as_typed, read_bytes, require_ending, require_other
from comity.cli.options import JsonOption
from comity.cli.tongues import Language, LanguageOption, speech_in
from comity.core import UsageProblem, counted, write_file


@benchmark.command("run")
def run(
    protocol: Annotated[
        Path, typer.Argument(help="The audit protocol: XLSX, CSV, DOCX, PDF with text, or plain text.")
    ],
    *,
    against: AgainstOption,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to write the review file (XLSX).")],
    name: Annotated[
        str | None, typer.Option("--name", help="The protocol's name; default: the file's name.")
    ] = None,
    version: Annotated[str, typer.Option("--version", help="The protocol's version.")] = "",
    for_: ForOption = None,
    by: NameOption = "",
    earlier: Annotated[
        Path | None,
        typer.Option(
            "--earlier",
            help="A verdict on an older version of the protocol or the criteria; its decisions are carried over.",
        ),
    ] = None,
    steps: Annotated[
        Path | None, typer.Option("--crosswalk", help="What became of each of the older criteria (CSV).")
    ] = None,
    learn_from: LearnOption = None,
    threshold: ThresholdOption = None,
    halves: HalvesOption = None,
    no_critical_missing: CriticalOption = None,
    pillar_floor: FloorOption = None,
    vectors: VectorsOption = None,
    words_alone: WordsOption = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare a protocol with the common criteria. Write a review file in which people decide."""
    require_ending(out, ".xlsx")
    require_other(out, protocol, *([earlier] if earlier else []))
    criteria = criteria_named(against)
    read = read_protocol(
        read_bytes(protocol, ProtocolUnreadable),
        name=name or protocol.stem,
        version=version,
        where=str(protocol),
    )
    log, rule, carried = _carried(earlier, steps, criteria, read)
    rule = rule_said(rule, threshold, halves, no_critical_missing, pillar_floor)
    party = for_ or Party.REVIEWER
    if party is Party.MEMBER:
        log = for_a_member(log)
    help_ = Help(learn_from=learn_from, vectors=vectors, words_alone=words_alone, quiet=as_json)
    with help_.proposer(criteria, read, party=party) as (engine, memory, notes):
        log = engine.renewed(log, party=party)
        taught = _taught(memory.without(read))
    said = [*carried, *taught, *notes, *doubts_of_proposals(log.standing, party)]
    speech = speech_in(language or Language.ENGLISH)
    book = review_workbook(criteria, read, log, party=party, by=by, rule=rule, remarks=said, speech=speech)
    write_file(out, book)
    _tell(read, criteria, log, party, out, said, as_json=as_json)


def _taught(others: Memory) -> list[str]:
    if not others.questions:
        return []
    return [
        f"Learned from {counted(others.protocols, 'other protocol')}; none of their wording is in this file."
    ]


def _carried(
    earlier: Path | None, steps: Path | None, criteria: CriteriaSet, protocol: Protocol
) -> tuple[Log, Rule, list[str]]:
    """What an earlier review said, as far as it still holds."""
    if earlier is None:
        if steps is not None:
            raise UsageProblem(
                "A crosswalk carries answers over, and there are none.", remedy="Name them with --earlier."
            )
        return Log(), Rule(), []
    before = review_in(earlier)
    log, said = before.log, list[str]()
    if before.criteria.digest != criteria.digest:
        told: Sequence[Step] = read_steps(read_bytes(steps), where=str(steps)) if steps else ()
        moved = carry_over(log, crosswalk(before.criteria, criteria, told))
        log = moved.log
        said.append(
            f"From {before.criteria.name} to {criteria.name}: {moved.carried:,} decisions hold; open again or new: "
            f"{_some(moved.reopened)}."
        )
    elif steps is not None:
        raise UsageProblem(
            "The earlier verdict is on the same criteria, so there is nothing to cross.",
            remedy="Leave --crosswalk out.",
        )
    if before.protocol.digest != protocol.digest:
        moved = carry_to_protocol(log, before.protocol, protocol)
        log = moved.log
        said.append(
            f"From the older version of the protocol: {moved.carried:,} decisions hold; new or reworded questions: "
            f"{_some(moved.reopened)}."
        )
        if reworded := protocol.reworded_since(before.protocol):
            said.append(
                f"{counted(len(reworded), 'number')} used again for other words, so nothing went by the number alone: "
                f"{_some(reworded)}."
            )
    return (
        log,
        before.rule,
        said or ["Protocol and criteria are those of the earlier verdict: all of it holds."],
    )


def _some(ids: Sequence[str]) -> str:
    if not ids:
        return "none"
    return ", ".join(ids[:8]) + (f" and {len(ids) - 8:,} more" if len(ids) > 8 else "")


def _tell(
    protocol: Protocol,
    criteria: CriteriaSet,
    log: Log,
    party: Party,
    out: Path,
    said: Sequence[str],
    *,
    as_json: bool,
) -> None:
    kinds = protocol.with_kinds(log.standing.kinds).questions
    counts = {kind: sum(one.kind is kind for one in kinds) for kind in Kind}
    decided = log.standing.credits(party)
    likely = {
        link.criterion
        for link, one in log.standing.proposals.items()
        if one.probability >= 0.5 and link.criterion not in decided
    }
    lines = [
        f"{protocol.name}: {counted(len(kinds), 'row')}. By their words: {counted(counts[Kind.REQUIREMENT], 'requirement')}, "
        f"{counts[Kind.GUIDANCE]:,} guidance, {counted(counts[Kind.DATA_FIELD], 'data field')}; please confirm",
        *([f"{len(decided):,} of {len(criteria):,} criteria are decided already"] if decided else []),
        f"{len(likely):,} of {len(criteria) - len(decided):,} criteria of {criteria.name}{' that are open' if decided else ''} "
        "have a proposal that is more likely than not",
        *said,
        *protocol.remarks,
        "",
        f"Fill in the coloured columns of {out}, save, then: comity benchmark decide {as_typed(out)} -o verdict.xlsx",
    ]
    summary: dict[str, object] = {
        "protocol": protocol.name,
        "protocol_digest": protocol.digest,
        "criteria": criteria.name,
        "criteria_digest": criteria.digest,
        "rows": len(kinds),
        "kinds": {kind.value: count for kind, count in counts.items()},
        "proposals": len(log.standing.proposals),
        "criteria_with_a_likely_link": len(likely),
        "remarks": [*said, *protocol.remarks],
        "out": str(out),
    }
    say("\n".join(lines), summary, as_json=as_json)
