import io

import openpyxl
import pypdfium2
import pytest

from comity.benchmark import Credit, Question, coverage
from comity.benchmark.compare import Why
from comity.benchmark.errors import CriteriaProblem
from comity.recognition import delta, supplement_pdf, supplement_workbook
from tests.benchmark.cast import numbered
from tests.recognition.cast import criteria, found, other, own


def test_139_of_147_questions_are_answered_and_these_8_remain() -> None:
    assert found(8).sentence == "139 of your 147 questions are answered; these 8 remain."
    assert [one.question.id for one in found(8).open] == [f"q-{one.code}" for one in list(criteria())[:8]]
    assert {one.why for one in found(8).open} == {Why.NOT_MET}


def test_the_true_share_stands_beside_the_one_that_is_guaranteed() -> None:
    """147 and 146 of 154 promise 139 of 147. Where both leave out the same, the truth is better than the promise."""
    codes = [one.code for one in criteria()]
    same_gaps = coverage(
        criteria(), {code: Credit.FULL if at < 147 else Credit.NONE for at, code in enumerate(codes)}
    )

    assert (str(found(8).guaranteed), str(found(8).pairwise)) == ("139/147", "139/147")
    best = delta(*own(), same_gaps)
    assert (str(best.guaranteed), str(best.pairwise)) == ("140/147", "147/147")


@pytest.mark.parametrize(
    ("missing", "told"), [(0, "All 147 of your questions are answered."), (1, "this 1 remains")]
)
def test_none_and_one_are_said_in_good_english(missing: int, told: str) -> None:
    assert told in found(missing).sentence


@pytest.mark.parametrize("missing", range(0, 155, 11))
def test_the_truth_is_never_below_the_promise(missing: int) -> None:
    one = found(missing)

    assert one.pairwise.met >= one.guaranteed.met
    assert one.answered + len(one.open) == one.asked


def test_protocols_compared_with_other_criteria_are_not_laid_beside_each_other() -> None:
    foreign = numbered(10)
    report = coverage(foreign, {one.code: Credit.FULL for one in foreign})

    with pytest.raises(CriteriaProblem):
        delta(*own(), report)


def test_the_sheet_holds_the_open_questions_and_no_other() -> None:
    data = supplement_workbook(found(8), member="Alder", supplier="Yıldız", site="Gebze")

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in rows] == [one.question.id for one in found(8).open]
    assert "answers 139 of our 147 questions. Please answer these 8 questions" in sheet["A2"].value


def test_nothing_in_the_sheet_is_a_formula() -> None:
    protocol, standing = own()
    evil = Question(id="=1+1", text="=cmd|' /C calc'!A0")
    changed = type(protocol)(name="x", version="1", questions=(*protocol.questions, evil))

    data = supplement_workbook(delta(changed, standing, other()), member="=A", supplier="+B", site="-C")

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet.cell(sheet.max_row, 1).value == "=1+1"


def test_the_page_for_the_supplier_says_the_same() -> None:
    data = supplement_pdf(found(8), member="Alder", supplier="Yıldız", site='Gebze "#panic()"')

    document = pypdfium2.PdfDocument(data)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", " ")
    document.close()
    assert "answers 139 of our 147 questions" in text
    assert all(one.question.id in text for one in found(8).open)
    assert "#panic()" in text
