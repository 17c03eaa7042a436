"""Files of rows in our own columns: which are meant by a name, and what is said where they are not such files."""

from collections.abc import Collection

from comity.core import UnreadableInput, UsageProblem


def is_csv(path: str) -> bool:
    """A folder of CSV is named so, or ends in `/*.csv`."""
    return path.rstrip("/").endswith((".csv", ".csv.gz"))


def no_rows(path: str) -> UnreadableInput:
    return UnreadableInput(
        "There are no rows to read.", remedy="Name Parquet or CSV files, or a folder of them.", where=path
    )


def require_columns(path: str, columns: Collection[str]) -> None:
    """What rows do not say of a site counts as empty; their list and record they must say. Raises UsageProblem."""
    for column in ("list", "record"):
        if column not in columns:
            raise UsageProblem(
                f"{path} has no column “{column}”.", remedy="Columns are those of comity.linkage.ROWS_FRAME."
            )
