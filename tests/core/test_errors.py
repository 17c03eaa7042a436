from comity.core import UnreadableInput


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = UnreadableInput(
        "The workbook is password-protected.", remedy="Save it without a password.", where="a.xlsx"
    )

    assert str(error) == "a.xlsx: The workbook is password-protected. Save it without a password."
