"""The policy file: what a programme may decide, and how it is told that it wrote something else."""

import tomllib
from pathlib import Path

import pytest

from comity.core import UnreadableInput
from comity.release import Policy, default_policy_text, read_policy
from comity.release.errors import PolicyProblem


def read(text: str, folder: Path) -> Policy:
    path = folder / "policy.toml"
    path.write_text(text, "utf-8")
    return read_policy(path)


def test_the_packaged_file_is_the_default(tmp_path: Path) -> None:
    assert read(default_policy_text(), tmp_path) == Policy.default()
    assert read("", tmp_path) == Policy.default()


def test_the_defaults_are_those_that_the_guide_explains() -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/release.md").read_text("utf-8")
    rows = {
        cells[1].strip(" `"): cells[2].strip()
        for line in guide.splitlines()
        if (cells := line.split("|"))[2:]
    }

    for section, rules in Policy.default().table.items():
        if isinstance(rules, dict) and section not in ("groups", "protocols"):
            for rule, value in rules.items():
                assert rows.get(f"{section}.{rule}") == str(value), f"{section}.{rule}"


def test_every_rule_of_the_packaged_file_is_explained_in_it() -> None:
    lines = default_policy_text().splitlines()
    for at, line in enumerate(lines):
        if " = " in line and not line.startswith("#") and line.split(" = ")[0] != "version":
            assert lines[at - 1].startswith("#"), line


def test_what_a_file_leaves_out_stays_as_packaged(tmp_path: Path) -> None:
    policy = read("[size]\nclear_from_groups = 20\n", tmp_path)

    assert policy.size.clear_from_groups == 20
    assert policy.size.refuse_below_groups == Policy.default().size.refuse_below_groups
    assert policy == Policy.default().with_rules(size={"clear_from_groups": 20})


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("[sise]\n", "no rule “sise”", "“size”"),
        ("[cells]\nmin_group = 3\n", "no rule “min_group”", "“min_groups”"),
        ("[cells]\nzzz = 3\n", "no rule “zzz”", "Rules are"),
        ("cells = 3\n", "“cells” is a section", "[cells]"),
        ('[cells]\nmin_groups = "7"\n', "“min_groups” is not a whole number", "7"),
        ("[cells]\nmin_groups = 7.5\n", "“min_groups” is not a whole number", "7"),
        ("[cells]\nmin_groups = true\n", "“min_groups” is not a whole number", "7"),
        ("[cells]\nmin_groups = -1\n", "“min_groups” is not a whole number from 0 up", "7"),
        ("[cells]\nmax_share = 35\n", "no share is more than 1", "0.35"),
        ('[cells]\nmax_share = "a third"\n', "“max_share” is not a number", "0.35"),
        ("[cells]\nmax_share = nan\n", "“max_share” is not a number", "0.35"),
        ("version = 2\n", "“version” is not text", "policy-v1"),
        ('[groups]\na = ["x", "y"]\nb = ["y"]\n', "“y” is in two groups", "belongs to one"),
        ('[groups]\na = "x"\n', "“a” is not a list of members", "["),
        ("[groups]\na = [1]\n", "“a” is not a list of members", "["),
        ("[size]\nrefuse_below_groups = 17\n", "fewer groups than any list", "at least"),
        ("[sealed]\nwork = 30\n", "“work” is not between 4 and 20", "7"),
        ("this is no TOML", "not a TOML file", "packaged"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_named_with_what_to_write(
    text: str, said: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(PolicyProblem) as caught:
        read(text, tmp_path)

    assert said in caught.value.message
    assert remedy in (caught.value.remedy or "")
    assert (caught.value.where or "").endswith("policy.toml")


def test_a_file_that_is_not_there_and_one_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UnreadableInput):
        read_policy(tmp_path / "nothing.toml")
    with pytest.raises(PolicyProblem):
        read_policy(tmp_path / "binary.toml")


def test_the_digest_names_the_meaning_and_not_the_formatting(tmp_path: Path) -> None:
    plain = read("[cells]\nmax_share = 1\nmin_groups = 5\n", tmp_path)
    other = read("# chosen in May\n[cells]\nmin_groups = 5   # five\nmax_share = 1.0\n", tmp_path)
    third = read("cells = { max_share = 1.0, min_groups = 6 }\n", tmp_path)

    assert plain.digest == other.digest
    assert len({plain.digest, third.digest, Policy.default().digest}) == 3


def test_every_rule_changes_the_digest() -> None:
    default = Policy.default()
    for section, rules in tomllib.loads(default_policy_text()).items():
        if isinstance(rules, dict) and section not in ("groups", "protocols"):
            for rule, value in rules.items():
                changed = default.with_rules(
                    **{section: {rule: value + 1 if isinstance(value, int) else value / 2}}
                )
                assert changed.digest != default.digest, rule


def test_members_of_one_group_are_known(tmp_path: Path) -> None:
    policy = read('[groups]\n"Acme Group" = ["acme-foods", "acme-care"]\n', tmp_path)

    assert policy.groups == {"Acme Group": ("acme-foods", "acme-care")}


def test_a_policy_in_an_old_encoding_is_told_how_to_be_saved(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes("# Geheimhaltung für Märkte\n".encode("latin-1"))

    with pytest.raises(PolicyProblem, match="not written in UTF-8") as caught:
        read_policy(path)

    assert "codec" not in str(caught.value)
