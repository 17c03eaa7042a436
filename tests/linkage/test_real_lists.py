"""The measure that counts, on published lists that are not part of the repository."""

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from comity.round import find_sources, link_lists

DATA = Path(os.environ.get("COMITY_DATA", Path(__file__).parents[3] / "shared" / "data")) / "palm_mills"


@pytest.mark.skipif(
    not DATA.is_dir(), reason="the measuring data are not here; COMITY_DATA names their folder"
)
def test_eight_published_lists_are_linked_as_well_as_promised() -> None:
    truth = {
        (line["list"], int(line["row"])): line["true_site"]
        for line in csv.DictReader((DATA / "truth.csv").read_text().splitlines())
        if line["true_site"]
    }

    links = link_lists(find_sources([DATA / "lists"])).links

    answer = {(name, row): site for name, row, site in links.select("list", "row", "site").iter_rows()}
    assert truth.keys() <= answer.keys()
    right = pairs_across(Counter((key[0], answer[key], site) for key, site in truth.items()))
    said = pairs_across(Counter((key[0], answer[key], "") for key in truth))
    true = pairs_across(Counter((key[0], "", site) for key, site in truth.items()))
    precision, recall = right / said, right / true
    assert precision >= 0.97
    assert 2 * precision * recall / (precision + recall) >= 0.95


def pairs_across(counts: Counter[tuple[str, str | None, str]]) -> int:
    """Pairs of rows of different lists that share everything but the list."""
    groups: dict[tuple[str | None, str], list[int]] = {}
    for (_, answer, site), count in counts.items():
        groups.setdefault((answer, site), []).append(count)
    return sum((sum(sizes) ** 2 - sum(size * size for size in sizes)) // 2 for sizes in groups.values())
