"""`comity explain`: why two rows are, or are not, one site."""

from contextlib import nullcontext
from secrets import token_bytes
from typing import Annotated

import typer

from comity.cli.app import app, progress_on_terminal, say
from comity.cli.files import require_registry
from comity.cli.list_options import (
    AssumeOption,
    Engine,
    EngineOption,
    ListsArgument,
    MapOption,
    MappingOption,
    MemberOption,
    RegistryOption,
    parse_members,
    reading_help,
)
from comity.cli.options import JsonOption
from comity.linkage import Explanation, Outcome
from comity.registry import Registry
from comity.round import ExplainedRows, explain_rows, find_sources, is_published, parse_row

_WIDEST = 44
_MOST_TURNS = 4

RowArgument = Annotated[str, typer.Argument(metavar="ROW", help="LIST:ROW, such as alder:12.")]
OtherArgument = Annotated[str, typer.Argument(metavar="OTHER", help="The row to compare it with.")]


@app.command()
def explain(
    one: RowArgument,
    other: OtherArgument,
    lists: ListsArgument,
    *,
    registry: RegistryOption = None,
    member: MemberOption = None,
    map_: MapOption = None,
    mapping: MappingOption = None,
    assume: AssumeOption = None,
    engine: EngineOption = Engine.COLUMNAR,
    as_json: JsonOption = False,
) -> None:
    """Show why two rows were, or were not, matched. Each piece of evidence stands with its weight."""
    rows = parse_row(one), parse_row(other)
    sources = find_sources(lists, named=parse_members(member))
    if registry is not None:
        require_registry(registry)
    memory = (
        Registry.open(registry, new_secret=token_bytes(32), published=is_published)
        if registry is not None
        else nullcontext()
    )
    with memory as known, progress_on_terminal(quiet=as_json) as progress:
        explained = explain_rows(
            sources,
            *rows,
            registry=known,
            reading=reading_help(maps=map_, assumed=assume, mapping=mapping),
            engine=engine.value,
            progress=progress,
        )
    say(_page(explained), explained.summary(), as_json=as_json)


def _page(explained: ExplainedRows) -> str:
    told = explained.explanation
    answer = "are one site" if told.is_one_site else "are not one site"
    parts = [f"{explained.one} and {explained.other} {answer}. {explained.because}", _side_by_side(explained)]
    if told.outcome is not Outcome.ONE_RECORD:
        parts += [_sum(told), _others(told), _turning(told)]
    return "\n\n".join(part for part in parts if part)


def _side_by_side(explained: ExplainedRows) -> str:
    rows = [("", str(explained.one), str(explained.other))]
    rows += [(name.replace("_", " "), one or "–", two or "–") for name, (one, two) in explained.said.items()]
    first = max(len(name) for name, _, _ in rows)
    second = min(max(len(one) for _, one, _ in rows), _WIDEST)
    lines = []
    for name, one, two in rows:
        if len(one) > second:  # what is too long for its column has its lines to itself
            lines += [f"  {name:<{first}}  {one}", f"  {'':<{first}}  {'':<{second}}  {two}"]
        else:
            lines.append(f"  {name:<{first}}  {one:<{second}}  {two}")
    return "\n".join(lines)


def _sum(told: Explanation) -> str:
    heading = "  bits  evidence" if told.is_compared else "  bits  evidence, had they been compared"
    said = [one for one in told.evidence if one.words or one.bits]
    lines = [heading, *(f"{one.bits:+6.1f}  {one.words or one.kind}" for one in said)]
    lines.append(f"{told.base_bits:+6.1f}  two neighbours of which nothing else is known")
    lines.append(f"{told.weight:+6.1f}  together: log2 of the odds, a probability of {told.probability:.4f}")
    return "\n".join(lines)


def _others(told: Explanation) -> str:
    between = told.between
    one, other = between.records
    if told.is_one_site and one > 2:
        return (
            f"The site has {one} different rows. Of the {between.pairs} pairs among them {between.compared} were compared; "
            f"all together come to {between.mean_bits:+.1f} bits a pair."
        )
    if told.outcome is Outcome.APART_BY_OTHERS:
        return (
            f"Their sites have {one} and {other} different rows. Of the {between.pairs} pairs between them {between.compared} "
            f"were compared; all together come to {between.mean_bits:+.1f} bits a pair, and sites are joined above 0."
        )
    return ""


def _turning(told: Explanation) -> str:
    if told.outcome is Outcome.APART_BY_CONTRADICTION:
        return "As long as that contradiction stands, only a judgement makes the two one site."
    sites = "one site" if told.weight <= 0 else "two sites"
    if not told.turns:
        return f"No single field, said otherwise, would make the evidence speak for {sites}."
    lines = [f"Each of these alone would make the evidence speak for {sites}:"]
    lines += [f"{one.bits:+6.1f}  {one.words}" for one in told.turns[:_MOST_TURNS]]
    return "\n".join(lines)
