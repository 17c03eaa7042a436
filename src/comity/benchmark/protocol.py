"""A company's audit protocol: its questions as they stand in its file, and what kind each seems to be.

In: what a reader found (`protocol_file`). Out: `Protocol`, with a digest of what it says. Law: the same content has the same
digest, whatever file it came in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from comity.benchmark.kinds import Kind
from comity.benchmark.meant import meant
from comity.core import canonical_json, digest_bytes

_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str  # unique in its protocol
    text: str
    section: str = ""
    clause: str = ""  # as the protocol numbers it
    kind: Kind = Kind.REQUIREMENT
    kind_reason: str = ""  # why the program thinks so; empty where a person said it
    row: int = 0  # of its file, counted from 1; 0 where it came from none

    @property
    def words(self) -> str:
        """What is asked, without points, blanks and case: the question is the same where this is, whatever its number."""
        return _NOT_SAID.sub(" ", self.text.casefold()).strip()

    @property
    def content(self) -> dict[str, str]:
        return {"id": self.id, "text": self.text, "section": self.section, "clause": self.clause}


@dataclass(frozen=True, kw_only=True)  # no slots: digest and index are worked out once
class Protocol:
    """Private to its member and the reviewer. Kinds are no part of the digest: confirming one changes no version."""

    name: str
    version: str
    questions: tuple[Question, ...] = field(repr=False)
    remarks: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        content = {
            "format": "comity-protocol-v1",
            "name": self.name,
            "version": self.version,
            "questions": [one.content for one in self.questions],
        }
        return digest_bytes(canonical_json(content))

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {one.id: one for one in self.questions}

    @property
    def requirements(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.kind is Kind.REQUIREMENT)

    def with_kinds(self, said: Mapping[str, Kind]) -> "Protocol":
        """What a person confirmed or corrected."""
        return replace(
            self,
            questions=tuple(
                replace(one, kind=said[one.id], kind_reason="") if one.id in said else one
                for one in self.questions
            ),
        )

    def reworded_since(self, older: "Protocol") -> tuple[str, ...]:
        """Ids that stand for other words in the older version: numbers are used again with other meanings."""
        return tuple(
            one.id
            for one in self.questions
            if one.id in older.by_id and older.by_id[one.id].words != one.words
        )

    def meant(self, id_: str) -> str:
        return meant(id_, self.by_id)
