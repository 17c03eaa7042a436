"""A workbook of two cells, far apart, ends whoever opens it: so a process that may end opens it first."""

import io
import subprocess
import sys

import pytest
import xlsxwriter

from comity.core.opened_apart import opens_within
from tests.patience import PATIENCE_S


def workbook(*places: tuple[int, int]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet("Answers")
        for row, column in places:
            sheet.write(row, column, "x")
    return data.getvalue()


FAR_APART = workbook((0, 0), (1_048_575, 16_383))
READS = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))  # without the look before, this process ends and not the machine
from comity.core import UnreadableInput
from {module} import {reader}
try:
    {reader}(sys.stdin.buffer.read(), where="a file")
except UnreadableInput as refused:
    print(refused.message)
"""


def test_a_workbook_opens_or_does_not() -> None:
    assert opens_within(workbook((0, 0), (30, 5)))
    assert opens_within(b"PK\x03\x04 broken")  # the reader says so by itself
    assert not opens_within(FAR_APART)
    assert not opens_within(workbook((0, 0), (200_000, 200)), memory=512 * 1024**2)


@pytest.mark.parametrize(
    ("module", "reader", "said"),
    [
        ("comity.survey.books", "pages_of", "The workbook unpacks to far more than answers need."),
        ("comity.benchmark.files", "pages_of", "The file would unpack to more than a document can hold."),
        ("comity.benchmark.files", "sheets_of", "The file would unpack to more than a document can hold."),
    ],
)
def test_two_cells_far_apart_end_no_process_that_reads_what_people_send(
    module: str, reader: str, said: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READS.format(module=module, reader=reader)],
        input=FAR_APART,
        capture_output=True,
        timeout=PATIENCE_S,
    )

    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.decode().strip() == said
