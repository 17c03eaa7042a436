from dataclasses import replace

from comity.benchmark import Credit, Log, Party, Rule, coverage_of, verdict
from comity.benchmark.report_parts import Part, parts_of
from tests.benchmark.cast import decided, numbered, proposed, protocol_for

CRITERIA = numbered(40)
PROTOCOL = protocol_for(CRITERIA)


def parts(log: Log, *, remarks: tuple[str, ...] = ()) -> dict[str, Part]:
    said = verdict(coverage_of(CRITERIA, log.standing), Rule())
    return {one.title: one for one in parts_of(said, replace(PROTOCOL, remarks=remarks), log)}


def test_while_much_is_open_what_to_decide_comes_first_and_nothing_is_called_needed() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL, "c002": Credit.NONE, "c003": Credit.PART})

    found = parts(log)

    assert list(found)[:2] == ["What to decide next", "What is missing so far"]
    assert [row[0] for row in found["What is missing so far"].rows] == ["c002", "c003"]
    assert "needed" not in {cell for part in found.values() for row in part.rows for cell in row}


def test_once_it_is_not_yet_equivalent_there_is_a_list_of_things_to_do() -> None:
    log = decided(proposed(CRITERIA), dict.fromkeys(CRITERIA.by_code, Credit.NONE))

    found = parts(log)

    assert "What is missing so far" not in found
    assert sum(row[2] == "needed" for row in found["What to do"].rows) == 34


def test_the_report_names_what_was_odd_about_the_file_and_is_silent_where_nothing_was() -> None:
    log = proposed(CRITERIA)

    assert parts(log, remarks=("One question only.",))["What was odd about the file"].rows == (
        ("One question only.",),
    )
    assert "What was odd about the file" not in parts(log)


def test_double_coding_is_told_by_first_answers() -> None:
    log = decided(Log(), {"c001": Credit.FULL, "c002": Credit.NONE}, at="2026-03-01")
    log = decided(log, {"c001": Credit.FULL, "c002": Credit.FULL}, party=Party.SECOND, at="2026-03-02")
    agreed = decided(log, {"c002": Credit.FULL}, at="2026-03-03")

    for one in (log, agreed):
        assert parts(one)["Double coding"].told.startswith(
            "Two reviewers decided 2 criteria independently; their first answers agree on 1."
        )
