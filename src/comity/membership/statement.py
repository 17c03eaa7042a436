"""The joint statement that members sign: its versions, their words, and the digest by which a signature names one.

A version that was ever signed is never changed and never removed: a new wording is a new version.
Laws: every version speaks of every `Topic`; the digest hangs on every word of it and on nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from comity.core import canonical_json, digest_bytes
from comity.core.tables import Table, read_text
from comity.membership.errors import StatementProblem


class Topic(StrEnum):
    """What members must have agreed to before anybody's list is given to anybody."""

    PURPOSE = "purpose"
    VOLUNTARY = "voluntary"
    OWN_DECISION = "own decision"  # and the right to audit again
    CONSENT = "supplier's consent"
    COMPETITION = "confidentiality and competition law"
    LIST_EACH_ROUND = "a list each round"
    USE = "use for planning audits only"
    NO_SHARING = "no onward sharing"
    WITHDRAWAL = "withdrawal"
    LIABILITY = "no liability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    topic: Topic
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    version: int
    title: str
    sections: tuple[Section, ...]

    @property
    def digest(self) -> str:
        said = [[one.topic.value, one.heading, one.text] for one in self.sections]
        content = {"format": _FORMAT, "version": self.version, "title": self.title, "sections": said}
        return digest_bytes(canonical_json(content))

    def as_text(self) -> str:
        """As a person reads it before signing."""
        lines = [self.title, f"Version {self.version}", ""]
        for number, one in enumerate(self.sections, 1):
            lines += [f"{number}. {one.heading}", one.text, ""]
        return "\n".join([*lines, f"Digest of this text: {self.digest}"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A version in another language, to read by. It has no digest: nobody signs it."""

    title: str
    sections: tuple[Section, ...]


_FORMAT = "comity-statement-v1"


def statement_from(text: str, *, where: str) -> Statement:
    table = Table.of_text(text, problem=StatementProblem, where=where).only("version", "title", "sections")
    sections = tuple(_section(one) for one in table.tables("sections"))
    spoken = [one.topic for one in sections]
    for topic in Topic:
        if spoken.count(topic) != 1:
            times = "twice" if topic in spoken else "nowhere"
            raise table.wrong(
                f"The statement speaks {times} of “{topic}”.",
                remedy=f'Give it one [[sections]] with topic = "{topic}".',
            )
    return Statement(version=table.whole("version"), title=table.text("title"), sections=sections)


def _section(table: Table) -> Section:
    table.only("topic", "heading", "text")
    # A line break in the file is no part of the wording: an editor that wraps lines changes no digest.
    return Section(
        topic=table.choice("topic", Topic),
        heading=" ".join(table.text("heading").split()),
        text=" ".join(table.text("text").split()),
    )


def read_statement(path: Path) -> Statement:
    """Raises StatementProblem for what is no statement, UnreadableInput for no file."""
    return statement_from(read_text(path, problem=StatementProblem), where=str(path))


@lru_cache(maxsize=1)
def packaged_statements() -> Mapping[int, Statement]:
    """Every version we ever gave out, by its number."""
    folder = files("comity.membership") / "data"
    texts = [
        (one.name, one.read_text("utf-8"))
        for one in folder.iterdir()
        if one.name.startswith("statement-v") and one.name.endswith(".toml")
    ]
    found = [statement_from(text, where=name) for name, text in sorted(texts)]
    return {one.version: one for one in found}


@lru_cache(maxsize=32)
def statement_in(version: int, language: str) -> Reading | None:
    """A version of ours in another language; none where nobody translated it."""
    folder = files("comity.membership") / "data" / "translations"
    file = folder / f"statement-v{version}.{language}.toml"
    if not file.is_file():
        return None
    said = statement_from(file.read_text("utf-8"), where=file.name)
    return Reading(title=said.title, sections=said.sections)
