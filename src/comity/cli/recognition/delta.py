"""`comity recognition delta`: which of one's own questions a report leaves open."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.app import say
from comity.cli.files import require_ending, require_other
from comity.cli.options import JsonOption
from comity.cli.recognition.files import compared
from comity.cli.recognition.group import AgainstOption, AnswersOption, OtherOption, OwnOption, group
from comity.core import write_file
from comity.recognition import Delta, supplement_pdf, supplement_workbook


@group.command()
def delta(
    *,
    own: OwnOption = None,
    answers: AnswersOption = None,
    other: OtherOption = None,
    against: AgainstOption = "smeta-4p-6.0",
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Where to write the supplement sheet (.xlsx or .pdf).")
    ],
    member: Annotated[str, typer.Option(help="Your company's name on the sheet.")] = "We",
    supplier: Annotated[str, typer.Option(help="The supplier's name on the sheet.")] = "the supplier",
    site: Annotated[str, typer.Option(help="The site's name on the sheet.")] = "your site",
    as_json: JsonOption = False,
) -> None:
    """Work out which of your questions a report leaves open. Write them as a sheet to send to the supplier."""
    require_ending(out, ".xlsx", ".pdf")
    require_other(out, *(one for one in (own, answers, other) if one))
    found, _ = compared(own, answers, other, against=against)
    written = supplement_pdf if out.suffix.lower() == ".pdf" else supplement_workbook
    write_file(out, written(found, member=member, supplier=supplier, site=site))
    say(
        f"{found.sentence}\n{found.promise}\nWritten to {out}",
        {**delta_summary(found), "written": str(out)},
        as_json=as_json,
    )


def delta_summary(found: Delta) -> dict[str, object]:
    return {
        "asked": found.asked, "answered": found.answered, "open": [one.question.id for one in found.open],
        "guaranteed": str(found.guaranteed), "pairwise": str(found.pairwise), "benchmark": found.benchmark,
    }  # fmt: skip
