import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import ComityError, UnreadableInput
from comity.membership import (
    LaneProblem,
    ProgrammeProblem,
    StatementProblem,
    packaged_statements,
    read_programme,
    standings,
)
from tests.membership.programmes import V1
from tests.membership.test_statement import TEXT as STATEMENT

EXAMPLE = Path(__file__).parents[2] / "examples" / "PROGRAMME.toml"

FILE = f"""
name = "Hedgerow programme"

[settings]
statement = 1

[rounds.2026-H1]
cutoff = 2026-06-30

[members.alder]
name = "Alder Foods"
joined = 2024-03-01
first_recognition = 2024-09-12
surveys = [2024, 2025]

[members.birch]
name = "Birch Home"
joined = 2025-01-15

[groups]
"Forest Group" = ["birch", "alder"]

[[benchmarks]]
member = "alder"
protocol = "SMETA 6.0"
valid_from = 2025-01-01
valid_until = 2027-12-31

[[signatures]]
member = "alder"
by = "Ada Quist"
role = "General Counsel"
on = 2025-02-01
statement = 1
digest = "{V1.digest}"

[[withdrawals]]
member = "birch"
by = "Ben Okoro"
on = 2026-05-01

[[nothing_to_report]]
member = "alder"
round = "2026-H1"
approved_by = "Secretariat"
on = 2026-06-29
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "PROGRAMME.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_programme_says_what_its_file_says(tmp_path: Path) -> None:
    programme = read_programme(written(tmp_path, FILE))

    alder = programme.members["alder"]
    assert (alder.name, alder.joined, alder.first_recognition) == (
        "Alder Foods",
        date(2024, 3, 1),
        date(2024, 9, 12),
    )
    assert alder.surveys == {2024, 2025}
    assert programme.groups == {"Forest Group": ("alder", "birch")}
    assert programme.rounds["2026-H1"].cutoff == date(2026, 6, 30)
    assert programme.rounds["2026-H1"].lane.name == "on-site social audit"
    assert programme.benchmarks[0].protocol == "SMETA 6.0"
    assert programme.signatures[0].by == "Ada Quist"
    assert programme.withdrawals[0].on == date(2026, 5, 1)
    assert programme.nothing_to_report[0].approved_by == "Secretariat"
    assert programme.recognition_within_months == 12


def test_the_example_can_be_followed() -> None:
    programme = read_programme(EXAMPLE)

    found = standings(programme, "2026-H1", dict.fromkeys(programme.members, 1), on=date(2026, 9, 30))

    assert [one.member for one in found if not one.is_entitled] == [
        "hazel-dairy",
        "northwind-dairy",
        "saltmarsh-fish",
        "thistle-cocoa",
    ]


@pytest.mark.parametrize(
    ("said", "meant", "told"),
    [
        ("[[withdrawals]]", "[[withdrawls]]", "no “withdrawls” here. Did you mean “withdrawals”?"),
        ('member = "birch"\nby', 'member = "brich"\nby', "“brich” is not a member of this file. Did you mean “birch”?"),
        ("on = 2026-05-01", "when = 2026-05-01", r"[[withdrawals]] no. 1: There is no “when” here."),
        ("on = 2026-05-01", 'on = "2026-05-01"', "“on” is not a day. Write on = 2026-06-30"),
        ("on = 2026-05-01", "on = 2026-05-01T10:00:00", "“on” is not a day."),
        ("on = 2026-05-01", "on = 0206-05-01", "“on” is in the year 206. Correct the year."),
        ("on = 2026-05-01", "", "“on” is missing."),
        ('by = "Ben Okoro"', 'by = " "', "“by” is not text."),
        ('by = "Ben Okoro"', 'by = "Ben\\u001b[2J"', "characters that nobody sees"),
        ('round = "2026-H1"', 'round = "2026H1"', "“2026H1” is not a round of this file. Did you mean “2026-H1”?"),
        ("cutoff = 2026-06-30", "cutof = 2026-06-30", "Did you mean “cutoff”?"),
        ("[settings]\nstatement = 1", "[settings]\nstatement = 7", "no version 7 of the joint statement. Known are 1"),
        ("[settings]\nstatement = 1", "", "[settings]: “statement” is missing."),
        ("statement = 1\ndigest", "statement = true\ndigest", "“statement” is not a whole number"),
        ('["birch", "alder"]', '["birch", "cedar"]', "[groups]: “cedar” is not a member"),
        ('["birch", "alder"]', '"birch"', "“Forest Group” is not a list of texts"),
        ('"Forest Group" = [', '"Other" = ["birch"]\n"Forest Group" = [', "“birch” is in two groups"),
        ("valid_until = 2027-12-31", "valid_until = 2024-12-31", "ends before it begins"),
        ("surveys = [2024, 2025]", "surveys = 2024", "“surveys” is not a list of whole numbers"),
        ("[members.birch]", "[members]\nbirch = 3\n[x]", "[members.birch] is not a section"),
        ("[[signatures]]", "[signatures]", "“signatures” is not a list of entries"),
        ('name = "Hedgerow programme"', 'name = "Hedgerow', "This is not a TOML file"),
        ("cutoff = 2026-06-30", 'cutoff = 2026-06-30\nlane = "nowhere.toml"', "nowhere.toml: The file cannot be opened"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_named_with_its_place(
    tmp_path: Path, said: str, meant: str, told: str
) -> None:
    assert FILE.count(said) >= 1
    text = FILE.replace(said, meant, 1)
    if meant.startswith("[members]"):
        text = FILE.replace(said, "[members.birch.deeper]", 1).replace(
            "[members.birch.deeper]\nname = \"Birch Home\"\njoined = 2025-01-15", ""
        ).replace("[members.alder]", "[members]\nbirch = 3\n[members.alder]")  # fmt: skip
    path = written(tmp_path, text)

    with pytest.raises(ComityError) as caught:
        read_programme(path)

    assert told in str(caught.value)
    assert "PROGRAMME.toml" in str(caught.value) or "nowhere.toml" in str(caught.value)


def test_no_key_of_the_file_can_be_misspelt_unheard(tmp_path: Path) -> None:
    lines = FILE.splitlines()
    keys = [at for at, line in enumerate(lines) if " = " in line and not line.startswith('"')]

    for at in keys:
        key, _, value = lines[at].partition(" = ")
        changed = [*lines[:at], f"{key}x = {value}", *lines[at + 1 :]]

        with pytest.raises(ProgrammeProblem, match=f"“{key}x”"):
            read_programme(written(tmp_path, "\n".join(changed)))


def test_a_statement_of_ones_own_stands_beside_the_packaged_ones(tmp_path: Path) -> None:
    (tmp_path / "statement-v2.toml").write_text(STATEMENT.replace("version = 1", "version = 2"), "utf-8")
    text = FILE.replace("\nname =", '\nstatements = ["statement-v2.toml"]\nname =', 1)

    programme = read_programme(written(tmp_path, text.replace("statement = 1", "statement = 2", 1)))

    assert programme.rounds["2026-H1"].statement == 2
    assert programme.statements[1] == packaged_statements()[1]
    assert programme.statements[2].digest != programme.statements[1].digest


def test_other_words_under_a_number_that_was_signed_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(STATEMENT.replace("Nobody must join", "Everybody must join"), "utf-8")
    text = FILE.replace("\nname =", '\nstatements = ["ours.toml"]\nname =', 1)

    with pytest.raises(ProgrammeProblem, match="calls itself version 1"):
        read_programme(written(tmp_path, text))


def test_a_statement_or_a_lane_that_is_none_is_named_by_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("version = 3\ntitle = 'x'", "utf-8")
    with_statement = FILE.replace("\nname =", '\nstatements = ["ours.toml"]\nname =', 1)
    with_lane = FILE.replace("cutoff = 2026-06-30", 'cutoff = 2026-06-30\nlane = "ours.toml"')

    with pytest.raises(StatementProblem, match=r"ours\.toml"):
        read_programme(written(tmp_path, with_statement))
    with pytest.raises(LaneProblem, match=r"ours\.toml"):
        read_programme(written(tmp_path, with_lane))


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="cannot be opened"):
        read_programme(tmp_path / "PROGRAMME.toml")


def test_a_round_may_ask_for_another_version_than_the_programme(tmp_path: Path) -> None:
    (tmp_path / "statement-v2.toml").write_text(STATEMENT.replace("version = 1", "version = 2"), "utf-8")
    text = FILE.replace("\nname =", '\nstatements = ["statement-v2.toml"]\nname =', 1)
    text += "\n[rounds.2026-H2]\ncutoff = 2026-12-31\nstatement = 2\n"

    programme = read_programme(written(tmp_path, text))

    assert {name: one.statement for name, one in programme.rounds.items()} == {"2026-H1": 1, "2026-H2": 2}


@given(
    st.integers(0, len(FILE)),
    st.integers(0, 60),
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            ["[[", "]", "= 1", "nan", "-1", "9" * 30, "[" * 3_000, "0001-01-01", '"..', "{}", "true"]
        ),
    ),
)
def test_whatever_is_written_into_the_file_ends_in_a_programme_or_a_sentence(
    at: int, length: int, put: str
) -> None:
    text = FILE[:at] + put + FILE[at + length :]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "PROGRAMME.toml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            programme = read_programme(path)
        except ComityError:
            return

    assert all(standings(programme, one, {}, on=date(2026, 6, 30)) for one in programme.rounds)


def test_the_surveys_on_which_standing_hangs_are_named_with_their_last_day(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace("[settings]", "[settings]\nsurveys_due = { 2025 = 2025-12-15 }")
    (tmp_path / "PROGRAMME.toml").write_text(text, "utf-8")

    assert read_programme(tmp_path / "PROGRAMME.toml").surveys_due == {2025: date(2025, 12, 15)}
    (tmp_path / "PROGRAMME.toml").write_text(text.replace("2025 = 2025", "last = 2025"), "utf-8")
    with pytest.raises(ProgrammeProblem, match="“last” is not a year"):
        read_programme(tmp_path / "PROGRAMME.toml")
