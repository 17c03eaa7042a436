"""The golden surveys of `vectors/survey/`, which another implementation can run, too: answers and bands in, figures out."""

import csv
from pathlib import Path

import pytest

from comity.survey import Respondent, load_instrument, members_from, read_answers, results
from comity.survey.disclosure import Safety
from comity.survey.figures_csv import figures_csv

VECTORS = Path(__file__).parents[2] / "vectors" / "survey"
NAMES = sorted(one.name for one in VECTORS.iterdir() if one.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_survey_gives_its_figures(name: str) -> None:
    folder = VECTORS / name
    instrument = load_instrument(str(folder / "instrument.yaml"))
    asked = members_from((folder / "members.csv").read_text("utf-8"), where=name)
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    people = []
    for row in rows:
        member = row.pop("member")
        sheet, _ = read_answers(instrument, row, member=member)
        people.append(Respondent(member=member, sheet=sheet, bands=asked.bands[member]))

    found = results(instrument, people, bands=asked.cuts, safety=Safety())

    assert (folder / "expect.txt").read_text("utf-8").strip()
    assert figures_csv(found).decode() == (folder / "figures.csv").read_text("utf-8")
