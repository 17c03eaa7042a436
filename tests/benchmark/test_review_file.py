import io
from dataclasses import replace

import openpyxl
import pytest

from comity.benchmark import (
    Credit,
    Depth,
    Judgement,
    Kind,
    LinkKey,
    Log,
    NotCovered,
    Outcome,
    Party,
    Proposal,
    Protocol,
    Relation,
    Rule,
    Strength,
    bulk_accept,
    coverage_of,
    load_criteria,
    read_protocol,
    verdict,
)
from comity.benchmark.errors import ReviewProblem
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_contents import UnderReview
from comity.benchmark.review_file import read_review
from tests.benchmark.cast import cell, decided, filled_in, link, numbered, proposed, protocol_for

CRITERIA = numbered(6)
PROTOCOL = protocol_for(CRITERIA)


def written(log: Log | None = None, *, party: Party = Party.REVIEWER) -> bytes:
    return review_workbook(CRITERIA, PROTOCOL, log or proposed(CRITERIA), party=party, by="Rowan")


def confirm(code: str, strength: str = "full") -> list[tuple[str, str, str, str]]:
    return [("Review", code, "Verdict", "confirm"), ("Review", code, "Strength", strength)]


def test_an_untouched_file_changes_nothing() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL, "c002": Credit.NONE})

    found = read_review(written(log), criteria=CRITERIA)

    assert found.added == 0
    assert found.problems == ()
    assert found.remarks == ()
    assert found.log == log
    assert found.protocol == PROTOCOL


def test_what_was_accepted_in_bulk_is_unread_until_somebody_changes_its_row() -> None:
    log = proposed(CRITERIA)
    bulk = bulk_accept(log.standing, above=0.5, strength=Strength.FULL)
    log = log.with_decisions(bulk.judgements, party=Party.REVIEWER, by="Rowan")

    untouched = read_review(written(log), criteria=CRITERIA)
    looked = read_review(filled_in(written(log), [("Review", "c001", "Rationale", "")]), criteria=CRITERIA)

    assert untouched.log == log
    assert looked.added == 1
    assert log.standing.unread - looked.log.standing.unread == {"c001"}


def test_what_nobody_read_stands_after_what_is_open_and_before_what_is_read() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL})
    bulk = bulk_accept(log.standing, above=0.5, strength=Strength.FULL).judgements
    log = log.with_decisions(bulk[:2], party=Party.REVIEWER, by="Rowan")

    under = UnderReview(criteria=CRITERIA, protocol=PROTOCOL, log=log, party=Party.REVIEWER, rule=Rule())

    order = [one.criterion for one in under.links_in_order()]
    assert set(order[:3]) == {"c004", "c005", "c006"}
    assert set(order[3:5]) == {"c002", "c003"}
    assert order[5] == "c001"


def test_what_a_person_filled_in_is_in_the_log() -> None:
    data = filled_in(
        written(),
        [
            *confirm("c001"),
            ("Review", "c001", "Relation", "Superset"),
            ("Review", "c001", "Depth", "verified with workers"),
            ("Review", "c001", "Rationale", "Clause 4 says so."),
            ("Review", "c001", "Evidence", "page 12"),
            ("Review", "c002", "Verdict", "REJECT"),
        ],
    )

    found = read_review(data, criteria=CRITERIA, at="2026-06-30T12:00:00Z")

    assert found.problems == ()
    assert found.log.standing.judgements(Party.REVIEWER) == {
        link("c001"): Judgement(
            link=link("c001"),
            confirmed=True,
            strength=Strength.FULL,
            relation=Relation.SUPERSET,
            depth=Depth.VERIFIED,
            rationale="Clause 4 says so.",
            evidence="page 12",
        ),
        link("c002"): Judgement(link=link("c002"), confirmed=False),
    }
    assert {(one.by, one.at) for one in found.log.entries[-2:]} == {("Rowan", "2026-06-30T12:00:00Z")}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            [("Review", "c001", "Verdict", "confrm")],
            "Verdict: “confrm” is no choice. Did you mean “confirm”?",
        ),
        ([*confirm("c001", "ful")], "Strength: “ful” is no choice. Did you mean “full”?"),
        ([("Review", "c001", "Verdict", "confirm")], "nobody said how far"),
        ([("Review", "c001", "Strength", "full")], "“Strength” is filled in, and the verdict is not."),
        (
            [*confirm("c001"), ("Review", "c001", "Relation", "subset")],
            "a part of the criterion is not asked for",
        ),
        ([*confirm("c001"), ("Review", "c001", "Questions", "q-c01")], "Did you mean “q-c001”?"),
        ([*confirm("c001"), ("Review", "c001", "Depth", "deep")], "Depth: “deep” is no choice"),
        ([("Criteria", "c001", "Statement", "not covrd")], "Did you mean “not covered”?"),
        ([("Criteria", "c001", "Statement", "not applicable")], "without a reason"),
        ([("Criteria", "c001", "Reason", "No dormitories.")], "A reason is given, and no statement."),
        ([("Criteria", "c001", "Approved", "yes")], "nobody called the criterion not applicable"),
        ([("Criteria", "c001", "Resolved as", "full")], "resolved without a reason"),
        ([("Questions", "q-c001", "Kind", "requirment")], "Did you mean “requirement”?"),
        ([("Questions", "q-c001", "Not mappable", "maybe")], "“maybe” is no choice"),
    ],
)
def test_a_mistyped_row_is_a_sentence_and_its_neighbours_count(
    changes: list[tuple[str, str, str, str]], sentence: str
) -> None:
    data = filled_in(written(), [*changes, *confirm("c002")])

    found = read_review(data, criteria=CRITERIA)

    assert len(found.problems) == 1
    assert sentence in str(found.problems[0])
    assert found.log.standing.credits() == {"c002": Credit.FULL}


def test_a_letter_that_fits_one_choice_alone_is_that_choice() -> None:
    data = filled_in(
        written(),
        [
            ("Review", "c001", "Verdict", "c"),
            ("Review", "c001", "Strength", "p"),
            ("Criteria", "c002", "Statement", "n"),
        ],
    )

    found = read_review(data, criteria=CRITERIA)

    assert found.log.standing.credits() == {"c001": Credit.PART}
    assert ["“n” is no choice" in str(one) for one in found.problems] == [True]


def test_what_was_mistyped_comes_back_as_typed_with_the_reason() -> None:
    data = filled_in(
        written(), [("Review", "c001", "Verdict", "confrm"), ("Review", "c001", "Rationale", "My words.")]
    )
    found = read_review(data, criteria=CRITERIA)

    again = review_workbook(CRITERIA, PROTOCOL, found.log, problems=found.problems)

    assert cell(again, "Review", "c001", "Verdict") == "confrm"
    assert cell(again, "Review", "c001", "Rationale") == "My words."
    assert "Did you mean “confirm”?" in cell(again, "Review", "c001", "Please look")


def test_what_was_mistyped_comes_first_beside_the_texts_it_was_typed_for() -> None:
    """Rows are numbered anew in every file: a number of the old one must never find a row of the new one."""
    data = filled_in(
        written(),
        [("Review", "c004", "Verdict", "confrm"), *confirm("c001"), *confirm("c002"), *confirm("c006")],
    )
    found = read_review(data, criteria=CRITERIA)

    again = review_workbook(CRITERIA, PROTOCOL, found.log, problems=found.problems)

    sheet = openpyxl.load_workbook(io.BytesIO(again))["Review"]
    heads = {one.value: one.column for one in sheet[2]}
    assert sheet.cell(3, heads["Verdict"]).value == "confrm"
    assert [sheet.cell(3, heads[head]).value for head in ("Criterion", "Title", "They ask")] == [
        "c004",
        CRITERIA["c004"].title,
        PROTOCOL.by_id["q-c004"].text,
    ]
    codes = [sheet.cell(row, heads["Criterion"]).value for row in range(3, sheet.max_row + 1)]
    assert sorted(codes) == sorted(CRITERIA.by_code)
    mended = read_review(filled_in(again, confirm("c004")), criteria=CRITERIA)
    assert mended.problems == ()
    assert mended.log.standing.credits() == dict.fromkeys(["c001", "c002", "c004", "c006"], Credit.FULL)


@pytest.mark.parametrize(
    ("name", "head"), [("Review", "Verdict"), ("Criteria", "Statement"), ("Questions", "Kind")]
)
def test_who_has_no_mouse_begins_where_something_is_to_be_said(name: str, head: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written()))[name]
    heads = {one.value: one.column_letter for one in sheet[2]}

    begins = {one.pane: one.activeCell for one in sheet.sheet_view.selection}
    choices = {str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation}

    assert begins["bottomRight"] == f"{heads[head]}3"
    assert f"{heads[head]}3" in choices
    assert not sheet.protection.sheet  # rows are sorted, filtered and added


def test_a_column_that_has_nothing_to_tell_stands_in_nobodys_way() -> None:
    spoken = decided(proposed(CRITERIA), {"c001": Credit.FULL}, party=Party.MEMBER, by="Alder")

    heads = [
        {one.value for one in openpyxl.load_workbook(io.BytesIO(data))["Review"][2]}
        for data in (written(), written(spoken))
    ]

    assert [("Member said" in some, "Please look" in some) for some in heads] == [
        (False, False),
        (True, False),
    ]


def test_a_row_that_was_copied_and_mistyped_comes_back_beside_the_first_one() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    sheet = book["Review"]
    heads = {one.value: one.column for one in sheet[2]}
    sheet.cell(3, heads["Verdict"]).value = "conferm"
    sheet.append([one.value for one in sheet[3]])
    sheet.cell(sheet.max_row, heads["Questions"]).value = "q-c099"
    saved = io.BytesIO()
    book.save(saved)

    found = read_review(saved.getvalue(), criteria=CRITERIA)
    again = review_workbook(CRITERIA, PROTOCOL, found.log, problems=found.problems)

    sheet = openpyxl.load_workbook(io.BytesIO(again))["Review"]
    typed = [sheet.cell(row, heads["Questions"]).value for row in (3, 4)]
    assert sorted(typed) == sorted(["q-c099", found.problems[0].typed.cells["Questions"]])
    assert len(read_review(again, criteria=CRITERIA).problems) == 2


def test_a_removed_row_loses_nothing() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL})
    data = filled_in(written(log), confirm("c003"), remove=[("Review", "c001"), ("Review", "c002")])

    found = read_review(data, criteria=CRITERIA)

    assert found.log.standing.credits() == {"c001": Credit.FULL, "c003": Credit.FULL}
    assert set(found.log.standing.open_proposals()) == {"c002", "c004", "c005", "c006"}
    assert "Removed from the sheet “Review”: 2 rows" in found.remarks[0]


def test_a_removed_sheet_loses_nothing() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL, "c002": Credit.NONE})
    book = openpyxl.load_workbook(io.BytesIO(written(log)))
    del book["Criteria"]
    saved = io.BytesIO()
    book.save(saved)

    found = read_review(saved.getvalue(), criteria=CRITERIA)

    assert found.log == log
    assert found.remarks == ("The sheet “Criteria” is gone; what it said before stands.",)


def test_a_removed_column_is_refused_rather_than_taken_as_cleared() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL})
    book = openpyxl.load_workbook(io.BytesIO(written(log)))
    sheet = book["Review"]
    sheet.delete_cols(next(one.column for one in sheet[2] if one.value == "Verdict"))
    saved = io.BytesIO()
    book.save(saved)

    with pytest.raises(ReviewProblem, match="lost its column “Verdict”"):
        read_review(saved.getvalue(), criteria=CRITERIA)


def test_moved_columns_and_sorted_rows_change_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled_in(written(), confirm("c001"))))
    sheet = book["Review"]
    rows = [[one.value for one in row] for row in sheet.iter_rows(min_row=2)]
    for down, row in enumerate([rows[0], *rows[:0:-1]], start=2):
        for at, value in enumerate(row[::-1], start=1):
            sheet.cell(down, at).value = value
    saved = io.BytesIO()
    book.save(saved)

    found = read_review(saved.getvalue(), criteria=CRITERIA)

    assert found.problems == ()
    assert found.log.standing.credits() == {"c001": Credit.FULL}


def test_a_cleared_row_is_taken_back() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL, "c002": Credit.NONE})
    data = filled_in(
        written(log),
        [
            ("Review", "c001", "Verdict", ""),
            ("Review", "c001", "Strength", ""),
            ("Criteria", "c002", "Statement", ""),
        ],
    )

    found = read_review(data, criteria=CRITERIA)

    assert found.problems == ()
    assert found.log.standing.credits() == {}


def test_several_questions_are_linked_together() -> None:
    data = filled_in(written(), [*confirm("c001"), ("Review", "c001", "Questions", "q-c001; q-c002")])

    found = read_review(data, criteria=CRITERIA)

    together = LinkKey.of("c001", ["q-c001", "q-c002"])
    assert list(found.log.standing.judgements(Party.REVIEWER)) == [together]
    assert "c001" not in found.log.standing.open_proposals()
    again = review_workbook(CRITERIA, PROTOCOL, found.log)
    assert cell(again, "Review", "c001", "Questions") == "q-c001; q-c002"
    assert read_review(again, criteria=CRITERIA).added == 0


def test_a_link_that_nobody_proposed_is_added_below() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(Log())))
    sheet = book["Review"]
    heads = {one.value: one.column for one in sheet[2]}
    for head, text in (
        ("Criterion", "c004"),
        ("Questions", "q-c001"),
        ("Verdict", "confirm"),
        ("Strength", "part"),
    ):
        sheet.cell(3, heads[head]).value = text
    saved = io.BytesIO()
    book.save(saved)

    found = read_review(saved.getvalue(), criteria=CRITERIA)

    assert found.log.standing.credits() == {"c004": Credit.PART}


def test_two_rows_that_decide_a_link_differently_are_asked_about() -> None:
    log = proposed(CRITERIA)
    data = filled_in(
        written(log),
        [*confirm("c001"), ("Review", "c002", "Criterion", "c001"), ("Review", "c001", "Strength", "part")],
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Review"]
    heads = {one.value: one.column for one in sheet[2]}
    rows = [row for row in range(3, 9) if sheet.cell(row, heads["Criterion"]).value == "c001"]
    for row, strength in zip(rows, ("full", "part"), strict=True):
        for head, text in (("Questions", "q-c001"), ("Verdict", "confirm"), ("Strength", strength)):
            sheet.cell(row, heads[head]).value = text
    saved = io.BytesIO()
    book.save(saved)

    found = read_review(saved.getvalue(), criteria=CRITERIA)

    assert "decides the same link, and differently" in str(found.problems[0])


def test_not_covered_beside_a_confirmed_link_is_asked_about_and_the_link_counts() -> None:
    data = filled_in(written(), [*confirm("c001"), ("Criteria", "c001", "Statement", "not covered")])

    found = read_review(data, criteria=CRITERIA)

    assert "the link counts" in str(found.problems[0])
    assert found.log.standing.credits() == {"c001": Credit.FULL}


def test_an_excuse_and_its_approval_go_through_two_hands() -> None:
    asked = read_review(
        filled_in(
            written(party=Party.MEMBER),
            [
                ("Criteria", "c001", "Statement", "not applicable"),
                ("Criteria", "c001", "Reason", "No dormitories."),
            ],
        ),
        criteria=CRITERIA,
    )

    for_reviewer = review_workbook(CRITERIA, PROTOCOL, asked.log, party=Party.REVIEWER)
    approved = read_review(
        filled_in(for_reviewer, [("Criteria", "c001", "Approved", "yes")]), criteria=CRITERIA
    )

    assert asked.party is Party.MEMBER
    assert cell(for_reviewer, "Criteria", "c001", "Member said") == "not applicable: No dormitories."
    assert approved.problems == ()
    assert set(approved.log.standing.excused) == {"c001"}


def test_a_member_cannot_approve_in_its_own_file() -> None:
    data = filled_in(
        written(party=Party.MEMBER),
        [
            ("Criteria", "c001", "Statement", "not applicable"),
            ("Criteria", "c001", "Reason", "No dormitories."),
            ("Criteria", "c001", "Approved", "yes"),
        ],
    )

    found = read_review(data, criteria=CRITERIA)

    assert "Only a reviewer approves" in str(found.problems[0])
    assert found.log.standing.excused == {}


def test_the_reviewer_sees_what_the_member_said_and_decides_on_her_own() -> None:
    own = decided(proposed(CRITERIA), {"c001": Credit.FULL}, party=Party.MEMBER, by="Alder")

    data = review_workbook(CRITERIA, PROTOCOL, own, party=Party.REVIEWER)

    assert cell(data, "Review", "c001", "Member said") == "confirm, full"
    assert cell(data, "Review", "c001", "Verdict") == ""


def test_a_file_handed_in_as_somebody_elses_is_refused() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL}, party=Party.MEMBER, by="Alder")
    book = openpyxl.load_workbook(io.BytesIO(written(log, party=Party.MEMBER)))
    book["Summary"]["B4"] = "reviewer"
    saved = io.BytesIO()
    book.save(saved)

    with pytest.raises(ReviewProblem, match="written for the member"):
        read_review(saved.getvalue(), criteria=CRITERIA)


def test_a_kind_is_corrected_and_a_question_not_mappable() -> None:
    data = filled_in(
        written(),
        [("Questions", "q-c001", "Kind", "guidance"), ("Questions", "q-c002", "Not mappable", "yes")],
    )

    found = read_review(data, criteria=CRITERIA)

    assert found.protocol.by_id["q-c001"].kind is Kind.GUIDANCE
    assert set(found.log.standing.not_mappable(Party.REVIEWER)) == {"q-c002"}


def test_a_file_of_another_catalogue_is_refused() -> None:
    with pytest.raises(ReviewProblem, match="of another edition of test-1"):
        read_review(written(), criteria=numbered(5))
    with pytest.raises(ReviewProblem, match="of another catalogue, test-1"):
        read_review(written(), criteria=load_criteria("smeta-4p-6.0"))


def test_a_file_of_another_version_of_the_protocol_is_refused() -> None:
    newer = Protocol(name="Alder", version="2", questions=PROTOCOL.questions[1:])

    with pytest.raises(ReviewProblem, match=r"protocol: 1 question \(q-c001\) gone"):
        read_review(written(), criteria=CRITERIA, protocol=newer)


def test_a_workbook_that_is_no_review_file_is_refused() -> None:
    book = openpyxl.Workbook()
    saved = io.BytesIO()
    book.save(saved)

    with pytest.raises(ReviewProblem, match="no review file"):
        read_review(saved.getvalue())


def test_a_hidden_sheet_that_was_cut_off_is_noticed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    book["_comity"].delete_rows(book["_comity"].max_row)
    saved = io.BytesIO()
    book.save(saved)

    with pytest.raises(ReviewProblem, match="changed or cut off"):
        read_review(saved.getvalue(), criteria=CRITERIA)


def test_the_same_review_gives_the_same_bytes() -> None:
    assert written() == written()


def test_no_cell_can_be_read_as_a_formula() -> None:
    protocol = read_protocol(b"No,Question\n=1+1,=HYPERLINK(0) is this so?\n", name="=cmd")
    sheet = openpyxl.load_workbook(io.BytesIO(review_workbook(CRITERIA, protocol, Log())))

    kinds = {one.data_type for page in sheet for row in page.iter_rows() for one in row}

    assert "f" not in kinds


def test_texts_longer_than_a_cell_survive_in_the_file() -> None:
    log = proposed(CRITERIA).with_decisions(
        [
            Judgement(
                link=link("c001"),
                confirmed=True,
                strength=Strength.PART,
                rationale="x" * 20_000,
                evidence="y" * 20_000,
            )
        ],
        party=Party.REVIEWER,
        by="Rowan",
    )

    assert read_review(written(log), criteria=CRITERIA).log == log


def test_the_summary_tells_the_verdict_and_what_is_open() -> None:
    log = decided(proposed(CRITERIA), {"c001": Credit.FULL, "c002": Credit.NONE})
    book = openpyxl.load_workbook(io.BytesIO(written(log)))

    said = {row[0].value: row[1].value for row in book["Summary"].iter_rows(max_col=2) if row[0].value}

    assert said["Verdict"] == "not yet equivalent"
    assert said["Coverage"] == "1/6 = 16.66 %"
    assert said["Still open"] == "4/6"


def test_a_criterion_of_which_all_is_rejected_waits_for_a_word_and_the_summary_says_so() -> None:
    rejected = proposed(CRITERIA).with_decisions(
        [Judgement(link=link("c001"), confirmed=False)], party=Party.REVIEWER, by="Rowan"
    )
    said = rejected.with_decisions([NotCovered(criterion="c001")], party=Party.REVIEWER, by="Rowan")

    told = []
    for log in (rejected, said):
        sheet = openpyxl.load_workbook(io.BytesIO(written(log)))["Summary"]
        told.append([row[1].value for row in sheet.iter_rows(max_col=2) if row[0].value == "All rejected"])

    assert told == [["c001"], []]


def test_a_criterion_of_which_all_is_rejected_is_told_apart_on_its_sheet() -> None:
    reject = Judgement(link=link("c001"), confirmed=False)
    log = proposed(CRITERIA).with_decisions([reject], party=Party.REVIEWER, by="Rowan")

    shown = {code: cell(written(log), "Criteria", code, "Credit") for code in ("c001", "c002")}

    assert shown == {"c001": "open: all rejected", "c002": "open"}


def test_a_reviewer_goes_from_file_to_verdict() -> None:
    data = filled_in(written(), [change for code in CRITERIA.by_code for change in confirm(code)])

    found = read_review(data, criteria=CRITERIA)

    assert verdict(coverage_of(CRITERIA, found.log.standing), Rule()).outcome is Outcome.EQUIVALENT


def test_a_proposal_that_faded_is_no_row_any_more_and_stays_in_the_log() -> None:
    faded = Proposal(link=link("c002"), probability=0.0, reason="no longer likely")
    log = proposed(CRITERIA).with_decisions([faded], party=None, by="engine")

    data = written(log)
    found = read_review(data, criteria=CRITERIA)

    sheet = openpyxl.load_workbook(io.BytesIO(data))["Review"]
    codes = [row[0].value for row in sheet.iter_rows(min_row=3, min_col=2, max_col=2)]
    assert "c001" in codes
    assert "c002" not in codes
    assert found.log == log
    assert found.remarks == ()


def test_what_is_typed_stands_before_what_is_read_so_that_typing_moves_nothing_out_of_sight() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written()))["Review"]
    heads = [one.value for one in sheet[2]]
    frozen = openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)[0]

    read = ["Title", "Requirement", "Questions", "They ask", "How sure"]
    assert heads[2:9] == ["Verdict", "Strength", *read]
    assert sheet[f"{frozen}2"].value == "Verdict"
    width = sum(sheet.column_dimensions[sheet.cell(2, at).column_letter].width for at in range(2, 10))
    assert width <= 140  # letters: what a laptop shows at once


def test_what_was_odd_about_the_protocol_stands_in_every_file_that_follows() -> None:
    odd = replace(PROTOCOL, remarks=("There is one question only.", "Written in two\nlanguages: row 3."))
    first = review_workbook(CRITERIA, odd, proposed(CRITERIA))

    back = read_review(filled_in(first, confirm("c001")), criteria=CRITERIA)
    second = review_workbook(back.criteria, back.protocol, back.log)

    assert back.protocol.remarks == ("There is one question only.", "Written in two languages: row 3.")
    assert set(back.protocol.remarks) <= shown(second)
    assert read_review(written(), criteria=CRITERIA).protocol.remarks == ()


def test_while_criteria_are_open_nothing_is_told_as_if_it_were_the_end() -> None:
    still_open = written(decided(proposed(CRITERIA), {"c001": Credit.FULL}))
    closed = written(decided(proposed(CRITERIA), dict.fromkeys(CRITERIA.by_code, Credit.FULL)))

    for label in ("Critical, not met at all", "Critical, met in part", "Holes"):
        assert beside(still_open, label) == "none so far"
        assert beside(closed, label) == "none"


def beside(data: bytes, label: str) -> str:
    """What the summary says beside a label."""
    rows = openpyxl.load_workbook(io.BytesIO(data))["Summary"].iter_rows(max_col=2, values_only=True)
    return next(str(value) for name, value in rows if name == label)


def shown(data: bytes) -> set[object]:
    rows = openpyxl.load_workbook(io.BytesIO(data))["Summary"].iter_rows(max_col=1, values_only=True)
    return {row[0] for row in rows}
