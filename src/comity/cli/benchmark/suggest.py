"""`comity benchmark suggest`: which items of one list meet which of another, proposed for people to decide."""

import io
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from comity.benchmark.files import decoded
from comity.benchmark.suggest import suggest as suggest_links
from comity.cli.app import err, progress_on_terminal, say
from comity.cli.benchmark.group import benchmark
from comity.cli.benchmark.options import VectorsOption, WordsOption, sentence_model
from comity.cli.options import JsonOption
from comity.core import UnreadableInput, counted, write_file
from comity.core.spreadsheets import csv_bytes

_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")  # XLSX and ODS; XLS, or any with a password


@benchmark.command("suggest")
def suggest(
    left: Annotated[
        Path, typer.Argument(help="Items to map, such as a protocol's questions (CSV: id, text, section).")
    ],
    right: Annotated[
        Path, typer.Argument(help="Items to map them to, such as the common criteria (same columns).")
    ],
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help="Where to write the proposals (CSV: left_id, right_id, rank, probability, reason).",
        ),
    ],
    confirmed: Annotated[
        Path | None, typer.Option(help="Links that people have decided (CSV: left_id, right_id, relation).")
    ] = None,
    top: Annotated[int, typer.Option(help="The most proposals for each left item.")] = 25,
    vectors: VectorsOption = None,
    words_alone: WordsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Propose which right items each left item may meet. Each proposal has a probability and a reason."""
    left_items, right_items = _read(left), _read(right)
    links = _read(confirmed) if confirmed else None
    with (
        progress_on_terminal(quiet=as_json) as progress,
        sentence_model(vectors, words_alone=words_alone, progress=progress) as (model, notes),
    ):
        for note in notes:
            err.print(note, markup=False)
        ranked = suggest_links(
            left_items, right_items, confirmed=links, model=model, top=top, progress=progress
        )
    write_file(out, csv_bytes(ranked))
    likely = ranked.filter((pl.col("rank") == 1) & (pl.col("probability") >= 0.5)).height
    summary: dict[str, object] = {
        "left_items": left_items.height,
        "right_items": right_items.height,
        "proposals": ranked.height,
        "items_with_a_likely_link": likely,
        "sentence_model": model.name if model else None,
        "notes": notes,
        "written": str(out),
    }
    text = (
        f"{counted(left_items.height, 'item')} against {right_items.height:,}: {likely:,} with a proposal that is more likely than not. "
        f"Written to {out}"
    )
    say(text, summary, as_json=as_json)


def _read(path: Path) -> pl.DataFrame:
    """Cells are cut by what cuts the line of headers: spreadsheets of many countries write semicolons."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            f"The file cannot be read ({error.strerror}).", remedy="Give a CSV file.", where=str(path)
        ) from error
    if data.startswith(_WORKBOOKS):
        raise UnreadableInput(
            "This is a workbook, and not a CSV file.",
            remedy="Save it as “CSV UTF-8” in your spreadsheet program.",
            where=str(path),
        )
    text, remarks = decoded(data, where=str(path))
    for remark in remarks:
        err.print(f"{path}: {remark}", markup=False)
    heads = text.split("\n", 1)[0]
    separator = max(",;\t", key=heads.count)
    try:
        table = pl.read_csv(io.StringIO(text), infer_schema=False, separator=separator)
    except pl.exceptions.NoDataError as error:
        raise UnreadableInput(
            "The file is empty.", remedy="Give a CSV file with a line of headers.", where=str(path)
        ) from error
    except pl.exceptions.PolarsError as error:
        raise UnreadableInput(
            "A line of the file has more cells than the line of headers, or quotation marks that do not end.",
            remedy="Put texts that hold commas or semicolons into quotation marks.",
            where=str(path),
        ) from error
    plain = {name: name.strip().lower() for name in table.columns}
    return table.rename(plain) if len(set(plain.values())) == len(plain) else table
