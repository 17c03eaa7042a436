"""The whole story with files alone: asked, sealed, opened, compared, decided, receipted, recalled."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.running import Done, run_comity
from tests.exchange.cast import pdf

PROTOCOLS = Path(__file__).parents[2] / "examples" / "protocols"
OWN = ("--own", PROTOCOLS / "alder-foods.xlsx", "--answers", PROTOCOLS / "alder-foods-answers.csv")
OTHER = ("--other", PROTOCOLS / "birch-bakeries-answers.csv")
SUPPLIER = "Yıldız Ambalaj A.Ş."


def done(folder: Path, *words: str | Path) -> Done:
    found = run_comity(*words, folder=folder)
    assert found.returncode == 0, found.stderr
    return found


def said(folder: Path, *words: str | Path) -> dict[str, object]:
    return json.loads(done(folder, *words, "--json").stdout)  # type: ignore[no-any-return] # a table, by its command


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("story")
    (folder / "report.pdf").write_bytes(pdf())
    done(folder, "keys", "new", "Second Holder", "-o", "second.key")
    done(folder, "keys", "new", "Alder Foods", "-o", "alder.key", "--second-holder", "second.key")
    done(folder, "keys", "new", "Birch Bakery", "-o", "birch.key")
    done(folder, "keys", "new", SUPPLIER, "-o", "supplier.key")
    for member in ("alder", "birch"):
        done(
            folder, "report", "ask", "--key", f"{member}.key", "--supplier", SUPPLIER, "--site", "Gebze",
            "--answer-by", "2098-01-31", "--age", "12", "-o", f"{member}.json", "--letter", "letter.txt",
            "--ledger", f"{member}.ledger",
        )  # fmt: skip
    done(
        folder, "report", "seal", "report.pdf", "--request", "alder.json", "--key", "supplier.key", "-o", "SENT",
        "--ledger", "supplier.ledger",
    )  # fmt: skip
    opened(folder, "copy.pdf", "--save", "opened.json", "--ledger", "alder.ledger")
    return folder


def opened(folder: Path, out: str, *more: str) -> Done:
    return run_comity(
        "report", "open", "SENT/report.age", "--grant", "SENT/alder-foods.grant", "--key", "alder.key",
        "--supplier-key", "supplier.key", "--reader", "Ann Reader", "-o", out, *more, folder=folder,
    )  # fmt: skip


def test_the_letter_names_who_asks_and_says_that_silence_is_no_answer(story: Path) -> None:
    letter = (story / "letter.txt").read_text("utf-8")

    assert letter.startswith("Birch Bakery asks for your audit report of Gebze")
    assert "Alder" not in letter
    assert "Without an answer nothing is shared" in letter


def test_a_sealed_report_opens_for_its_member_as_a_marked_copy(story: Path) -> None:
    found = opened(story, "again.pdf", "--request", "alder.json")

    assert found.returncode == 0
    assert "Report of Gebze, from Yıldız Ambalaj A.Ş." in found.stdout
    assert "No malware scanner looked at it" in found.stdout
    assert (story / "again.pdf").read_bytes().startswith(b"%PDF-")


def test_the_same_sealed_report_is_granted_to_another_without_sealing_it_again(story: Path) -> None:
    done(
        story, "report", "grant", "SENT/report.age", "--kept", "SENT/kept.grant", "--request", "birch.json",
        "--key", "supplier.key", "-o", "birch.grant",
    )  # fmt: skip

    found = said(
        story, "report", "open", "SENT/report.age", "--grant", "birch.grant", "--key", "birch.key",
        "--supplier-key", "supplier.key", "--reader", "Bo Birch", "-o", "birch.pdf", "--request", "birch.json",
    )  # fmt: skip

    assert found["report"] == json.loads((story / "opened.json").read_text())["report"]


@pytest.mark.parametrize(
    ("changed", "told", "status"),
    [
        (("--key", "birch.key"), "not sealed to the key of Birch Bakery", 3),
        (("--supplier-key", "birch.key"), "supplier you expect", 3),
        (("--request", "birch.json"), "The grant answers request", 3),
        (("--scanner", "127.0.0.1:9"), "scanner does not answer", 3),
        (("--scanner", "clamd"), "is not an address", 2),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    story: Path, changed: tuple[str, str], told: str, status: int
) -> None:
    found = opened(story, "never.pdf", *changed)

    assert found.returncode == status
    assert told in found.stderr
    assert not (story / "never.pdf").exists()


def test_a_report_that_was_cut_off_stays_closed(story: Path) -> None:
    (story / "cut.age").write_bytes((story / "SENT/report.age").read_bytes()[:-50])

    found = run_comity(
        "report", "open", "cut.age", "--grant", "SENT/alder-foods.grant", "--key", "alder.key",
        "--supplier-key", "supplier.key", "--reader", "Ann", "-o", "never.pdf", folder=story,
    )  # fmt: skip

    assert found.returncode == 3
    assert "cut.age: The sealed report has" in found.stderr


def test_every_step_of_the_supplier_is_in_its_own_ledger(story: Path) -> None:
    done(
        story,
        "ledger",
        "receipts",
        "supplier.ledger",
        "--key",
        "supplier.key",
        "-o",
        "supplier-receipts.json",
    )

    found = said(story, "ledger", "verify", "supplier-receipts.json")["receipts"]

    kinds = [one["kind"] for one in found]  # type: ignore[attr-defined] # a list
    assert kinds[:3] == ["request-opened", "request-consented", "request-delivered"]


def test_only_the_one_who_is_asked_answers(story: Path) -> None:
    found = run_comity(
        "report",
        "seal",
        "report.pdf",
        "--request",
        "alder.json",
        "--key",
        "birch.key",
        "-o",
        "NO",
        folder=story,
    )

    assert found.returncode == 2
    assert "asks Yıldız Ambalaj A.Ş." in found.stderr
    assert not (story / "NO").exists()


def test_what_is_no_report_is_not_sealed(story: Path) -> None:
    (story / "report.exe.pdf").write_bytes(b"MZ not a report")

    found = run_comity(
        "report",
        "seal",
        "report.exe.pdf",
        "--request",
        "alder.json",
        "--key",
        "supplier.key",
        "-o",
        "NO",
        folder=story,
    )

    assert found.returncode == 3
    assert "neither a PDF nor" in found.stderr


def test_no_is_recorded_and_costs_nothing(story: Path) -> None:
    found = said(story, "report", "decline", "birch.json", "--key", "supplier.key", "--no-such-audit")

    assert found["state"] == "no such audit"


def test_revoking_deletes_the_grant_and_is_honest(story: Path) -> None:
    (story / "taken-back.grant").write_bytes((story / "SENT/alder-foods.grant").read_bytes())

    found = done(story, "report", "revoke", "taken-back.grant", "--key", "supplier.key")

    assert "cannot be called back" in found.stdout
    assert not (story / "taken-back.grant").exists()


def decided(folder: Path, choice: str, *more: str | Path) -> Done:
    return run_comity(
        "recognition", "decide", "opened.json", "--key", "alder.key", "--choice", choice, "--reason", "Recent.",
        "--by", "Ann Reader", "--protocol", "Birch audit 2", "--audited-on", "2026-03-12",
        "--assurance", "meets the benchmark", *more, folder=folder,
    )  # fmt: skip


FITS = ("--site-fits", "yes", "--process-fits", "yes", "--workers-fit", "not-known")


def test_from_decision_to_receipt_to_recall(story: Path) -> None:
    made = decided(
        story,
        "with-supplement",
        *FITS,
        *OWN,
        *OTHER,
        "--decisions",
        "DEC",
        "--ledger",
        "alder.ledger",
        "--json",
    )
    assert made.returncode == 0, made.stderr
    decision = json.loads(made.stdout)
    assert (decision["asked"], decision["answered"], len(decision["open"])) == (239, 176, 63)
    assert [(story / one).exists() for one in decision["written"]] == [True, True]

    again = decided(story, "do-not", "--decisions", "DEC")
    assert again.returncode == 2
    assert "Ann Reader decided on this report" in again.stderr

    done(story, "ledger", "receipts", "alder.ledger", "--key", "alder.key", "-o", "receipts.json")
    receipts = said(story, "ledger", "verify", "receipts.json")["receipts"]
    assert [one["kind"] for one in receipts] == ["request-sent", "request-read", "request-decided"]  # type: ignore[attr-defined] # a list

    done(
        story,
        "report",
        "recall",
        "SENT/kept.grant",
        "--key",
        "supplier.key",
        "--ground",
        "invalid",
        "-o",
        "notice.json",
    )
    recalled = said(
        story, "recognition", "recalled", "notice.json", "--decisions", "DEC", "--trusted-key", "supplier.key"
    )
    assert recalled["is_signer_known"]
    assert [one["site"] for one in recalled["concerned"]] == ["Gebze"]  # type: ignore[attr-defined] # a list
    nobody = said(story, "recognition", "recalled", "notice.json", "--decisions", "ELSEWHERE")
    assert nobody["concerned"] == []

    (story / "due.csv").write_text("site,due_on\nGebze,2026-01-01\nIzmir,2026-01-01\n")
    worth = said(
        story, "recognition", "worth", "--decisions", "DEC", "--due", "due.csv", "--on", "2097-12-31"
    )
    assert (worth["avoided"], worth["eur"]) == (1, [2_500, 2_500])


def test_a_decision_without_its_scope_is_refused(story: Path) -> None:
    found = decided(story, "recognise", "--decisions", "NEVER")

    assert found.returncode == 2
    assert "Is the audited site the one" in found.stderr
    assert not (story / "NEVER").exists()


def test_the_supplement_is_written_as_a_sheet_or_a_page(story: Path) -> None:
    for name, begin in (("supplement.xlsx", b"PK"), ("supplement.pdf", b"%PDF")):
        found = done(story, "recognition", "delta", *OWN, *OTHER, "-o", name)
        assert "176 of your 239 questions are answered; these 63 remain." in found.stdout
        assert (story / name).read_bytes().startswith(begin)


def test_a_delta_needs_both_protocols(story: Path) -> None:
    found = run_comity("recognition", "delta", *OWN, "-o", "x.xlsx", folder=story)

    assert found.returncode == 2
    assert "both protocols" in found.stderr


def test_a_key_is_readable_by_its_owner_alone_and_never_written_over(story: Path) -> None:
    assert stat.S_IMODE((story / "alder.key").stat().st_mode) == 0o600

    found = run_comity("keys", "new", "Alder Foods", "-o", "alder.key", folder=story)

    assert found.returncode == 2
    assert "never written over" in found.stderr


def test_a_lost_key_is_recovered_and_a_rotated_one_opens_old_reports(story: Path) -> None:
    done(story, "keys", "recover", "alder.key.recovery", "--key", "second.key", "-o", "recovered.key")
    done(story, "keys", "rotate", "recovered.key", "-o", "rotated.key")

    assert (story / "recovered.key").read_text() == (story / "alder.key").read_text()
    assert opened(story, "with-rotated.pdf", "--key", "rotated.key").returncode == 0
    shown = said(story, "keys", "show", "rotated.key")
    assert shown["public"] != said(story, "keys", "show", "alder.key")["public"]


def test_letters_are_planned_from_what_a_check_found(story: Path) -> None:
    rows = [
        "State,Row,Your reference,Your supplier,Address,City,Country,Row of the common list,Last audited,Assurance",
        "audits that exist,1,V1,Sunrise,Ring Road,Tiruppur,India,AB12,up to 12 months,meets the benchmark",
        "audits that exist,2,V2,Sunrise 2nd spelling,Ring Road,Tiruppur,India,AB12,up to 12 months,meets the benchmark",
        "audits that exist,3,V3,Hidden,Main Street,Porto,Portugal,check-only,not shown,",
        "not in the list,4,V4,Nobody,,,,,,",
    ]
    (story / "opportunities.csv").write_text("\n".join(rows) + "\n")

    found = said(
        story, "report", "letters", "opportunities.csv", "--key", "alder.key", "--answer-by", "2098-01-31",
        "--begin", "2097-12-02", "--per-day", "1", "-o", "letters.csv",
    )  # fmt: skip

    text = (story / "letters.csv").read_text("utf-8-sig")
    assert (found["letters"], found["days"]) == (2, 2)
    assert "in the last 12 months" in text
    assert "in the last three years" in text
    assert "V1" not in text


def test_a_table_that_no_check_wrote_is_refused(story: Path) -> None:
    (story / "other.csv").write_text("a,b\n1,2\n")

    found = run_comity(
        "report",
        "letters",
        "other.csv",
        "--key",
        "alder.key",
        "--answer-by",
        "2098-01-31",
        "-o",
        "x.csv",
        folder=story,
    )

    assert found.returncode == 3
    assert "no column “State”" in found.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--age", "13"), "--age 12, 24 or 36"),
        (("--purpose", "curiosity"), "--purpose recognise"),
        (("--assurance", "great"), "is not known"),
        (("--answer-by", "2020-01-01"), "which is over"),
        (("--supplier", "Alder Foods"), "would ask itself"),
    ],
)
def test_a_request_that_cannot_be_made_is_explained(story: Path, words: tuple[str, str], told: str) -> None:
    found = run_comity(
        "report", "ask", "--key", "alder.key", "--supplier", SUPPLIER, "--site", "Gebze", "--answer-by", "2098-01-31",
        "-o", "never.json", *words, folder=story,
    )  # fmt: skip

    assert found.returncode == 2
    assert told in found.stderr
    assert not (story / "never.json").exists()


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        (
            "supplier.ledger",
            "report seal report.pdf --request alder.json --key supplier.key -o NEW/SENT --ledger supplier.ledger",
        ),
        (
            "alder.ledger",
            "report open SENT/report.age --grant SENT/alder-foods.grant --key alder.key --supplier-key supplier.key"
            " --reader Ann -o new.pdf --save new.json --ledger alder.ledger",
        ),
        (
            "alder.ledger",
            "report ask --key alder.key --supplier S --site S --answer-by 2098-01-31 -o new.json --letter new.txt --ledger alder.ledger",
        ),
        (
            "alder.ledger",
            "recognition decide opened.json --choice do-not --reason Good. --by Ann --key alder.key --protocol SMETA"
            " --audited-on 2026-01-31 --assurance partial --decisions NEW/MADE --ledger alder.ledger",
        ),
    ],
)
def test_what_cannot_be_recorded_is_not_made(ledger: str, words: str, story: Path) -> None:
    before = {path: path.read_bytes() for path in story.rglob("*") if path.is_file()}
    (story / f".{ledger}.writing").touch()

    found = run_comity(*words.split(), folder=story)

    (story / f".{ledger}.writing").unlink()
    assert found.returncode == 3, found.stderr
    assert "Another command is writing to this ledger." in found.stderr
    assert {path: path.read_bytes() for path in story.rglob("*") if path.is_file()} == before
    assert not (story / "NEW").exists()


@pytest.mark.parametrize(
    ("option", "name", "said"),
    [
        ("--letter", "new.json", "named for two files"),
        ("--letter", "alder.ledger", "would be written over"),
        ("-o", "alder.ledger.private", "would be written over"),
    ],
)
def test_what_is_written_has_a_name_of_its_own(option: str, name: str, said: str, story: Path) -> None:
    before = {path: path.read_bytes() for path in story.rglob("*") if path.is_file()}
    files = {"-o": "new.json", "--letter": "new.txt", "--ledger": "alder.ledger", option: name}

    found = run_comity(
        "report", "ask", "--key", "alder.key", "--supplier", "S", "--site", "S", "--answer-by", "2098-01-31",
        *[word for pair in files.items() for word in pair], folder=story,
    )  # fmt: skip

    assert found.returncode == 2
    assert said in found.stderr
    assert {path: path.read_bytes() for path in story.rglob("*") if path.is_file()} == before
