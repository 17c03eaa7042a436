from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from comity.core import ComityError
from comity.membership import StatementProblem, Topic, packaged_statements, read_statement

TEXT = (files("comity.membership") / "data" / "statement-v1.toml").read_text("utf-8")


def test_the_words_of_version_1_never_change() -> None:
    digests = {version: one.digest for version, one in packaged_statements().items()}

    # Members have signed this digest. Whoever wants other words writes statement-v2.toml.
    assert digests[1] == "sha256:2414f71e230409ca91642eed6ebae0e8c96a33a7d18d4dec3378642359e0285c"


@pytest.mark.parametrize("version", sorted(packaged_statements()))
def test_every_version_speaks_of_every_topic(version: int) -> None:
    assert {one.topic for one in packaged_statements()[version].sections} == set(Topic)


def test_a_word_changed_is_another_digest() -> None:
    statement = packaged_statements()[1]
    first, *others = statement.sections

    changed = replace(statement, sections=(replace(first, text=first.text + " Or not."), *others))

    assert changed.digest != statement.digest


def test_lines_wrapped_otherwise_are_the_same_words(tmp_path: Path) -> None:
    own = tmp_path / "statement.toml"
    own.write_text(TEXT.replace("\nWe want one good audit", " We want\n  one good audit"), "utf-8")

    assert read_statement(own).digest == packaged_statements()[1].digest


def test_a_statement_that_leaves_a_topic_out_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "statement.toml"
    own.write_text(TEXT.replace('topic = "no liability"', 'topic = "purpose"'), "utf-8")

    with pytest.raises(StatementProblem, match="twice of “purpose”"):
        read_statement(own)


def test_a_statement_without_its_last_section_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "statement.toml"
    own.write_text(TEXT[: TEXT.rindex("[[sections]]")], "utf-8")

    with pytest.raises(StatementProblem, match="nowhere of “no liability”"):
        read_statement(own)


def test_a_person_reads_every_section_and_the_digest() -> None:
    statement = packaged_statements()[1]

    text = statement.as_text()

    assert all(one.heading in text and one.text in text for one in statement.sections)
    assert statement.digest in text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"version = 1", b"[[sections]]\ntopic = 3"])
def test_what_is_no_statement_ends_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    own = tmp_path / "statement.toml"
    own.write_bytes(content)

    with pytest.raises(ComityError, match=r"statement\.toml"):
        read_statement(own)
