import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

FACTS = ("name", "supplier", "address", "city", "region", "country", "ids")
COLUMNS = (
    *("left_record", "right_record", "left_list", "right_list", "left_row", "right_row"),
    *("probability", "usefulness", "reason"),
    *(f"{side}_{fact}" for fact in FACTS for side in ("left", "right")),
    "verdict",
)


def line(left: str, right: str, **facts: str) -> dict[str, str]:
    """A line of review.csv: two records that say little, unless told otherwise."""
    usual = {
        "left_record": left,
        "right_record": right,
        "left_list": "alder",
        "right_list": "birch",
        "left_row": "1",
        "right_row": "2",
        "probability": "0.6",
        "usefulness": "1.0",
        "reason": "same city; names differ",
        "left_name": f"Site {left}",
        "right_name": f"Site {right}",
    }
    return {**dict.fromkeys(COLUMNS, ""), **usual, **facts}


PAIRS = (
    line(
        "aa",
        "bb",
        probability="0.6321",
        usefulness="3.5",
        reason="same city; street or plot numbers differ",
        left_name="Velmira Mills Ltd, Unit 2",
        right_name="VELMIRA MILLS PVT",
        left_supplier="Velmira Group",
        left_address="12 Mill Road",
        right_address="14 Mill Road",
        left_city="Pune",
        right_city="Pune",
        left_country="IN",
        right_country="IN",
    ),
    line("bb", "cc", usefulness="2.5", probability="0.31"),
    line("aa", "cc", usefulness="1.5", probability="0.02"),
    line("dd", "ee", usefulness="0.5", right_list="S-000123-7", right_row=""),
)
"""Four questions on five records; the first three are a triangle."""


def csv_of(lines: Sequence[Mapping[str, str]], *, delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def write_round(
    out: Path, lines: Sequence[Mapping[str, str]] = PAIRS, *, registry: Path | None = None
) -> Path:
    (out / "secretariat").mkdir(parents=True)
    (out / "secretariat/review.csv").write_text(csv_of(lines), "utf-8-sig", newline="")
    summary = {"round": "2026-H1", "registry": str(registry) if registry else None}
    (out / "secretariat/summary.json").write_text(json.dumps(summary))
    return out
