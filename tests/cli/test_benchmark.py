"""A reviewer takes fictional protocols from file to verdict with the files and the command line alone."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples.make_protocol import Fictional

from examples import make_protocol
from tests.benchmark.cast import cell, filled_in
from tests.benchmark.reviewer import filled_in_by_a_reviewer, texts_of
from tests.cli.running import Done, run_comity

PROTOCOLS = make_protocol.HERE


def benchmark(*words: str | Path, folder: Path) -> Done:
    return run_comity("benchmark", *words, folder=folder)


def told(*words: str | Path, folder: Path) -> Any:
    done = benchmark(*words, "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both protocols are reviewed: NAME-review.xlsx, NAME-filled.xlsx, NAME.xlsx, reports and a log."""
    folder = tmp_path_factory.mktemp("benchmark")
    for name, file, made, rule in (
        ("alder", "alder-foods.xlsx", make_protocol.alder(), []),
        ("birch", "birch-bakeries.csv", make_protocol.birch(), ["--with-halves"]),
    ):
        started = benchmark(
            "run", PROTOCOLS / file, "--against", "smeta-4p-6.0", "-o", f"{name}-review.xlsx", "--name", made.title,
            "--words-alone", *rule, folder=folder,
        )  # fmt: skip
        assert started.returncode == 0, started.stderr
        review = (folder / f"{name}-review.xlsx").read_bytes()
        (folder / f"{name}-filled.xlsx").write_bytes(filled_in_by_a_reviewer(review, made))
        decided = benchmark(
            "decide", f"{name}-filled.xlsx", "-o", f"{name}.xlsx", "--by", "Rowan", "--words-alone",
            "--report", f"{name}.html", "--report", f"{name}.pdf", "--log", f"{name}.jsonl", folder=folder,
        )  # fmt: skip
        assert decided.returncode == 0, decided.stderr
        (folder / f"{name}.txt").write_text(decided.stdout, "utf-8")
    return folder


def filled(folder: Path, name: str, changes: list[tuple[str, str, str, str]], *, as_: str) -> None:
    (folder / as_).write_bytes(filled_in((folder / name).read_bytes(), changes))


def test_132_of_154_passes_with_two_critical_criteria_shown(place: Path) -> None:
    page = (place / "alder.txt").read_text("utf-8")

    assert "Alder Foods · Supplier Workplace Standard 3.2 against smeta-4p-6.0: equivalent" in page
    assert "met in full              132/154 = 85.71 %" in page
    assert "critical, not met at all 2.01, 3.25" in page


def test_130_and_a_half_of_154_is_not_rounded_up(place: Path) -> None:
    page = (place / "birch.txt").read_text("utf-8")

    assert "not yet equivalent" in page
    assert "130.5/154 = 84.74 %" in page
    assert "131 of 154 are needed" in page


def test_one_more_clause_passes(place: Path) -> None:
    least = told("what-if", "birch.xlsx", folder=place)
    added = told("what-if", "birch.xlsx", "--add", "2.02", folder=place)

    assert (len(least["additions"]), least["then"], least["outcome"]) == (1, "131/154", "equivalent")
    assert (added["then"], added["outcome"]) == ("131.5/154", "equivalent")


def test_the_rule_travels_in_the_file(place: Path) -> None:
    again = told("decide", "birch.xlsx", "-o", "birch-again.xlsx", "--words-alone", folder=place)

    assert again["basis"] == "with halves"
    assert again["added"] == 0


def test_a_gate_of_the_programme_is_asked_for_by_name(place: Path) -> None:
    gated = told(
        "decide", "alder.xlsx", "-o", "gated.xlsx", "--no-critical-missing", "--words-alone", folder=place
    )

    assert gated["outcome"] == "not yet equivalent"
    assert "2.01, 3.25" in gated["reasons"][0]


def test_reports_and_log_are_written(place: Path) -> None:
    page = (place / "alder.html").read_text("utf-8")
    log = [json.loads(line) for line in (place / "alder.jsonl").read_text("utf-8").splitlines()]

    assert "132/154" in page
    assert (place / "alder.pdf").read_bytes().startswith(b"%PDF")
    assert [one["seq"] for one in log] == list(range(1, len(log) + 1))
    assert {one["by"] for one in log if one["party"]} == {"Rowan"}
    assert all(one["at"].endswith("Z") for one in log if one["party"])


def test_the_next_question_shows_what_is_proposed_and_what_bulk_costs(place: Path) -> None:
    shown = told("next", "alder-review.xlsx", "--most", "3", folder=place)
    page = benchmark("next", "alder-review.xlsx", folder=place).stdout

    assert len(shown["next"]) == 3
    assert shown["next"][0]["movement"] >= shown["next"][2]["movement"]
    assert shown["bulk"][0]["expected_errors"] > 0
    assert "A forecast, and no verdict" in page
    assert "of them wrong" in page


def test_bulk_acceptance_says_how_many_are_probably_wrong(place: Path) -> None:
    accepted = told(
        "decide", "alder-review.xlsx", "-o", "bulk.xlsx", "--accept-above", "95 %", "--strength", "full",
        "--words-alone", folder=place,
    )  # fmt: skip

    assert accepted["accepted_at_once"] > 20
    assert 0 < accepted["expected_errors"] < accepted["accepted_at_once"] / 5
    assert accepted["added"] == accepted["accepted_at_once"]
    assert 20 < len(accepted["unread"]) <= accepted["accepted_at_once"]
    assert accepted["outcome"] == "open"
    assert any("nobody read" in reason for reason in accepted["reasons"])


def test_an_acceptance_in_bulk_is_taken_back_and_the_log_keeps_both(place: Path) -> None:
    accepted = told(
        "decide", "alder-review.xlsx", "-o", "bulk.xlsx", "--by", "Rowan", "--words-alone", "--accept-above", "0.9",
        "--strength", "full", folder=place,
    )  # fmt: skip
    shown = benchmark("undo", "bulk.xlsx", folder=place)

    undone = told("undo", "bulk.xlsx", "-o", "before.xlsx", folder=place)
    again = told("undo", "before.xlsx", folder=place)

    assert accepted["accepted_at_once"] > 10
    assert "confirmed, full" in shown.stdout
    assert "(Rowan, 20" in shown.stdout
    assert len(undone["taken_back"]) == accepted["accepted_at_once"]
    assert len(undone["open"]) == 154
    assert again["acts"] == []


def test_one_entry_is_taken_back_by_its_number_and_brought_back_by_that_of_the_taking_back(
    place: Path,
) -> None:
    before = told("undo", "alder.xlsx", folder=place)
    number, said = next(
        (one["seq"], one["said"]) for one in before["acts"][0]["entries"] if "confirmed, full" in one["said"]
    )

    undone = told("undo", "alder.xlsx", "-o", "one-less.xlsx", "--entry", str(number), folder=place)
    back = told(
        "undo", "one-less.xlsx", "-o", "as-before.xlsx", "--entry", str(undone["entries"]), folder=place
    )

    assert [one["seq"] for one in undone["taken_back"]] == [number]
    assert undone["open"] == [said.split(" ")[0]]
    assert [one["seq"] for one in back["stand_again"]] == [number]
    assert back["open"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("alder.xlsx", "--entry", "3"), "Nothing is taken back without a file to write."),
        (("alder.xlsx", "-o", "x.xlsx", "--entry", "last"), "“last” is not an entry number."),
        (("alder.xlsx", "-o", "x.xlsx", "--entry", "1"), "Entry 1 is the machine's."),
        (("alder.xlsx", "-o", "x.xlsx", "--entry", "99999"), "Entry 99999 of the log does not stand"),
        (("alder-review.xlsx", "-o", "x.xlsx"), "has decided nothing in this file"),
        (("alder-filled.xlsx", "-o", "x.xlsx"), "that no “decide” has taken in yet"),
    ],
)
def test_what_cannot_be_taken_back_is_said_in_a_sentence(
    words: tuple[str, ...], sentence: str, place: Path
) -> None:
    done = benchmark("undo", *words, folder=place)

    assert done.returncode != 0
    assert sentence in " ".join(done.stderr.split())
    assert not (place / "x.xlsx").exists()


def test_the_machine_never_says_how_far_a_criterion_is_met(place: Path) -> None:
    done = benchmark("decide", "alder-review.xlsx", "-o", "bulk.xlsx", "--accept-above", "0.9", folder=place)

    assert done.returncode == 2
    assert "The machine cannot tell" in done.stderr


def test_confirmations_move_what_is_still_open(place: Path) -> None:
    made = make_protocol.alder()
    some = [one.criterion for one in made.answers[:40]]
    review = (place / "alder-review.xlsx").read_bytes()
    (place / "forty.xlsx").write_bytes(filled_in_by_a_reviewer(review, made, only=some))

    told(
        "decide", "forty.xlsx", "-o", "forty-done.xlsx", "--log", "forty.jsonl", "--words-alone", folder=place
    )

    log = [json.loads(line) for line in (place / "forty.jsonl").read_text("utf-8").splitlines()]
    last_decided = max(one["seq"] for one in log if one["party"])
    assert any(one["said"] == "proposed" and one["seq"] > last_decided for one in log)


# Member, reviewer, second reviewer.


@pytest.fixture(scope="module")
def parties(place: Path) -> Path:
    """The member assesses itself, on four criteria; then the reviewer gets the file."""
    benchmark(
        "run", PROTOCOLS / "alder-foods.xlsx", "--against", "smeta-4p-6.0", "-o", "self.xlsx", "--for", "member",
        "--words-alone", folder=place,
    )  # fmt: skip
    changes = [
        ("Criteria", "0A.04", "Statement", "not covered"),
        ("Criteria", "0B.02", "Statement", "not covered"),
        ("Criteria", "5.01", "Statement", "not applicable"),
        ("Criteria", "5.01", "Reason", "No wages are paid on site"),
    ]
    filled(place, "self.xlsx", changes, as_="self-filled.xlsx")
    told(
        "decide",
        "self-filled.xlsx",
        "-o",
        "for-reviewer.xlsx",
        "--for",
        "reviewer",
        "--words-alone",
        folder=place,
    )
    return place


def test_the_members_word_reaches_the_reviewer_and_is_no_verdict(parties: Path) -> None:
    data = (parties / "for-reviewer.xlsx").read_bytes()

    assert cell(data, "Criteria", "0A.04", "Member said") == "not covered"
    assert cell(data, "Criteria", "5.01", "Member said") == "not applicable: No wages are paid on site"
    assert cell(data, "Criteria", "0A.04", "Statement") == ""
    assert cell(data, "Criteria", "0A.04", "Credit") == "open"


def test_disagreement_stays_visible_until_it_is_resolved(parties: Path) -> None:
    made = make_protocol.alder()
    review = (parties / "for-reviewer.xlsx").read_bytes()
    (parties / "differ.xlsx").write_bytes(filled_in_by_a_reviewer(review, made, only=["0B.02", "0A.04"]))
    before = told("decide", "differ.xlsx", "-o", "differing.xlsx", "--words-alone", folder=parties)
    changes = [
        ("Criteria", "0B.02", "Resolved as", "part"),
        ("Criteria", "0B.02", "Resolution, because", "The register is there and never checked"),
    ]
    filled(parties, "differing.xlsx", changes, as_="resolved.xlsx")

    after = told("decide", "resolved.xlsx", "-o", "resolved-done.xlsx", "--words-alone", folder=parties)

    assert before["disagreements"] == ["0B.02"]
    assert after["disagreements"] == []


def test_not_applicable_leaves_the_count_only_when_approved(parties: Path) -> None:
    before = told("decide", "for-reviewer.xlsx", "-o", "open.xlsx", "--words-alone", folder=parties)
    filled(parties, "for-reviewer.xlsx", [("Criteria", "5.01", "Approved", "yes")], as_="approve.xlsx")

    after = told("decide", "approve.xlsx", "-o", "approved.xlsx", "--words-alone", folder=parties)

    assert (before["excused"], before["full"]) == ([], "0/154")
    assert (after["excused"], after["full"]) == (["5.01"], "0/153")


@pytest.fixture(scope="module")
def coders(place: Path) -> Path:
    """Two reviewers code ten criteria each on their own; they differ on one."""
    made = make_protocol.alder()
    ten = [one.criterion for one in made.answers[:10]]
    review = (place / "alder-review.xlsx").read_bytes()
    first = filled_in_by_a_reviewer(review, made, only=ten)
    other = Fictional(
        title=made.title,
        rows=made.rows,
        answers=tuple(
            make_protocol.Answer(
                criterion=one.criterion, questions=one.questions, strength="part", relation="subset"
            )
            if at == 0
            else one
            for at, one in enumerate(made.answers)
        ),
    )
    second = filled_in_by_a_reviewer(review, other, only=ten)
    book = openpyxl.load_workbook(io.BytesIO(second))
    book["Summary"]["B4"] = "second reviewer"
    (place / "coder-1.xlsx").write_bytes(first)
    (place / "same-party.xlsx").write_bytes(second)
    book.save(place / "coder-2.xlsx")
    return place


def test_two_coders_get_their_kappa_and_where_they_differ(coders: Path) -> None:
    found = told("agree", "coder-1.xlsx", "same-party.xlsx", folder=coders)
    joined = told("decide", "coder-1.xlsx", "coder-2.xlsx", "-o", "both.xlsx", "--words-alone", folder=coders)

    assert (found["compared"], found["same"]) == (10, 9)
    assert found["differ"] == [{"criterion": "0A.01", "first": "full", "second": "part"}]
    assert 0 < found["kappa"] < 1
    assert (joined["double_coded"], joined["kappa"]) == (10, found["kappa"])


def test_the_second_coder_does_not_turn_the_verdict(coders: Path) -> None:
    alone = told("decide", "coder-1.xlsx", "-o", "alone.xlsx", "--words-alone", folder=coders)

    joined = told("decide", "coder-1.xlsx", "coder-2.xlsx", "-o", "both.xlsx", "--words-alone", folder=coders)

    assert joined["full"] == alone["full"]


def test_two_files_that_speak_for_one_party_are_not_mixed(coders: Path) -> None:
    done = benchmark("decide", "coder-1.xlsx", "same-party.xlsx", "-o", "mixed.xlsx", folder=coders)

    assert done.returncode == 2
    assert "Both files speak for the reviewer" in done.stderr
    assert not (coders / "mixed.xlsx").exists()


# New versions.


def test_a_new_version_of_the_protocol_keeps_answers_to_questions_that_read_the_same(place: Path) -> None:
    made = make_protocol.alder()
    rows = [(one.id, one.section, one.text) for one in made.rows]
    at = next(at for at, row in enumerate(rows) if row[0] == "2.03")
    rows[at] = (
        "2.03",
        rows[at][1],
        "Is there a person in charge of recycling?",
    )  # the number means something else now
    (place / "alder-4.csv").write_bytes(make_protocol.table(("no", "section", "question"), rows))

    done = benchmark(
        "run", "alder-4.csv", "--against", "smeta-4p-6.0", "--earlier", "alder.xlsx", "-o", "alder-4.xlsx",
        "--version", "4", "--words-alone", folder=place,
    )  # fmt: skip
    after = told("decide", "alder-4.xlsx", "-o", "alder-4-done.xlsx", "--words-alone", folder=place)

    assert "new or reworded questions: 2.03" in done.stdout
    assert after["full"] == "131/154"
    assert "0A.02" in after["open"]


def test_a_new_catalogue_keeps_what_stayed_and_opens_what_changed(place: Path) -> None:
    write_the_next_catalogue(place)
    (place / "steps.csv").write_text("change,older,newer,note\nchanged,0A.01,0A.91,sharper\n", "utf-8")

    done = benchmark(
        "run", PROTOCOLS / "alder-foods.xlsx", "--against", "new.xlsx", "--earlier", "alder.xlsx", "--crosswalk",
        "steps.csv", "--name", make_protocol.alder().title, "-o", "alder-61.xlsx", "--words-alone", folder=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    after = told("decide", "alder-61.xlsx", "-o", "alder-61-done.xlsx", "--words-alone", folder=place)

    assert "open again or new: 0A.91" in done.stdout
    assert after["open"] == ["0A.91"]
    assert after["criteria"] == "smeta-4p-6.1"


def write_the_next_catalogue(place: Path) -> None:
    """new.xlsx: one criterion is sharper, so it stands under another code, and the old code is retired."""
    benchmark("criteria", "smeta-4p-6.0", "-o", "old.xlsx", folder=place)
    book = openpyxl.load_workbook(place / "old.xlsx")
    sheet = book["Criteria"]
    heads = {one.value: one.column for one in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, heads["version"]).value = "6.1"
        for head in ("code", "clause"):
            if sheet.cell(row, heads[head]).value == "0A.01":
                sheet.cell(row, heads[head]).value = "0A.91"
    facts = {
        name: sheet.cell(2, heads[name]).value for name in ("scheme", "version", "set_title", "language")
    }
    sheet.append([{**facts, "code": "0A.01", "status": "retired"}.get(name) for name in heads])
    book.save(place / "new.xlsx")


# Other protocols.


def test_what_others_taught_helps_and_none_of_their_wording_leaves(place: Path) -> None:
    words = ("run", PROTOCOLS / "birch-bakeries.csv", "--against", "smeta-4p-6.0", "--words-alone")
    benchmark(*words, "-o", "untaught.xlsx", folder=place)

    done = benchmark(*words, "-o", "taught.xlsx", "--learn-from", "alder.xlsx", folder=place)

    before, after = (texts_of((place / name).read_bytes()) for name in ("untaught.xlsx", "taught.xlsx"))
    own = {one.text for one in make_protocol.birch().rows}
    private = [one.text for one in make_protocol.alder().rows if one.text not in own and len(one.text) > 25]
    assert "Learned from 1 other protocol;" in done.stdout
    assert "answer this criterion in 1 other protocol" in after
    assert "answer this criterion in" not in before
    assert not [text for text in private if text in after]
    assert "Alder" not in after


def test_a_member_hears_nothing_of_fewer_than_three_others(place: Path) -> None:
    words = (
        "run",
        PROTOCOLS / "birch-bakeries.csv",
        "--against",
        "smeta-4p-6.0",
        "--words-alone",
        "--for",
        "member",
    )
    benchmark(*words, "-o", "untaught.xlsx", folder=place)

    benchmark(*words, "-o", "taught.xlsx", "--learn-from", "alder.xlsx", folder=place)

    before, after = (texts_of((place / name).read_bytes()) for name in ("untaught.xlsx", "taught.xlsx"))
    said = "Learned from 1 other protocol; none of their wording is in this file."
    assert after.replace(f"{said}\n", "") == before


def test_a_file_that_goes_back_to_the_member_keeps_nothing_of_what_others_taught(place: Path) -> None:
    words = ("run", PROTOCOLS / "birch-bakeries.csv", "--against", "smeta-4p-6.0", "--words-alone")
    benchmark(*words, "-o", "untaught.xlsx", folder=place)
    benchmark(*words, "-o", "taught.xlsx", "--learn-from", "alder.xlsx", folder=place)

    for name in ("untaught", "taught"):
        told(
            "decide",
            f"{name}.xlsx",
            "-o",
            f"{name}-back.xlsx",
            "--for",
            "member",
            "--words-alone",
            folder=place,
        )

    before, after = (
        texts_of((place / name).read_bytes()) for name in ("untaught-back.xlsx", "taught-back.xlsx")
    )
    assert after == before


def test_a_comparison_lists_what_is_left_to_ask_in_ones_own_words_alone(place: Path) -> None:
    found = told("compare", "alder.xlsx", "birch.xlsx", "-o", "compared.xlsx", folder=place)

    text = texts_of((place / "compared.xlsx").read_bytes())
    own = {one.text for one in make_protocol.alder().rows}
    assert found["shared"] == "108/154"
    assert found["guaranteed_percent"] == "64.28 %"
    assert len(found["open_requirements"]) == 239 - int(found["answered"].split("/")[0])
    assert not [one.text for one in make_protocol.birch().rows if one.text not in own and one.text in text]


def test_convergence_counts_and_names_nobody(place: Path) -> None:
    found = told("convergence", "alder.xlsx", "birch.xlsx", "-o", "convergence.xlsx", folder=place)

    text = texts_of((place / "convergence.xlsx").read_bytes())
    assert found["protocols"] == 2
    assert len(found["converging"]) == 108
    assert found["demands"]["0A.01"] == {"full": 1, "part": 1, "of": 2}
    assert found["is_safe_to_share"] is False
    assert "Alder" not in text
    assert "Birch" not in text


def test_one_protocol_is_not_counted_twice(place: Path) -> None:
    done = benchmark("convergence", "alder.xlsx", "alder-filled.xlsx", folder=place)

    assert done.returncode == 2
    assert "counted twice" in done.stderr


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "yaml"])
def test_a_set_goes_out_and_comes_in(ending: str, tmp_path: Path) -> None:
    went = told("criteria", "smeta-4p-6.0", "-o", f"set.{ending}", folder=tmp_path)

    came = told("criteria", f"set.{ending}", folder=tmp_path)

    assert came["digest"] == went["digest"]


def test_a_set_goes_out_as_a_conformity_vocabulary(tmp_path: Path) -> None:
    told("criteria", "smeta-4p-6.0", "-o", "set.jsonld", "--publisher", "A forum", folder=tmp_path)

    came = told("criteria", "set.jsonld", folder=tmp_path)

    assert came["criteria"] == 154


def test_files_are_in_the_language_that_is_asked_for_and_the_verdict_in_that_of_its_review(
    tmp_path: Path,
) -> None:
    (tmp_path / "short.csv").write_text("no,question\n1,Are exits unlocked?\n2,Are wages paid on time?\n")

    benchmark("run", "short.csv", "--against", "smeta-4p-6.0", "-o", "review.xlsx", "--words-alone", "--language", "de",
              folder=tmp_path)  # fmt: skip
    done = benchmark(
        "decide",
        "review.xlsx",
        "-o",
        "verdict.xlsx",
        "--report",
        "report.html",
        "--words-alone",
        folder=tmp_path,
    )
    benchmark(
        "decide", "review.xlsx", "-o", "avis.xlsx", "--words-alone", "--language", "fr", folder=tmp_path
    )

    assert done.returncode == 0, done.stderr
    sheets = [
        openpyxl.load_workbook(tmp_path / one).sheetnames[0]
        for one in ("review.xlsx", "verdict.xlsx", "avis.xlsx")
    ]
    assert sheets == ["Überblick", "Überblick", "Résumé"]
    report = (tmp_path / "report.html").read_text("utf-8")
    assert '<html lang="de">' in report
    assert "Noch nicht gleichwertig" in report or "Offen" in report
