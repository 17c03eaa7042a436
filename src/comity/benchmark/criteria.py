"""The common criteria: what a protocol is compared with, as immutable, versioned sets.

A criterion is identified by (scheme, version, clause), because letters are reused with other meanings, and by a code of
our own that follows its meaning through the versions. Laws: a code is retired, never reused; two sets of one content
have one digest, whatever file they came from; what is wrong with a set is said when it is made, all at once.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from comity.benchmark.errors import CriteriaProblem
from comity.benchmark.meant import meant
from comity.core import canonical_json, digest_bytes

TOLD_WITH_AID = "The criteria are told in a machine-assisted translation; the words of the set are binding."


class Criticality(StrEnum):
    """How grave a breach is: our own default, not the grading of any scheme."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"

    @property
    def weight(self) -> int:
        return {"critical": 3, "major": 2, "minor": 1}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    language: str  # BCP 47
    title: str
    requirement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    code: str  # ours: the same through all versions of a scheme for as long as the meaning is the same
    clause: str  # the scheme's, in this version
    pillar: str
    section: str
    title: str
    requirement: str
    criticality: Criticality
    ilo: tuple[str, ...] = ()
    applicability: str = ""  # when it can apply at all; empty: always
    translations: tuple[Translation, ...] = ()  # in the order of their languages
    reading_aids: tuple[Translation, ...] = field(default=(), compare=False, repr=False)
    """Translations that come with the program, for who reads. The set is binding in its own words, so they are no part of it."""

    def told_in(self, language: str) -> tuple[str, str]:
        """Title and requirement in that language, each as far as the set, or else the program, has it. `language`: BCP 47."""
        wanted = (language.casefold(), language.partition("-")[0].casefold())
        known = (*self.translations, *self.reading_aids)
        found = [one for tag in wanted for one in known if one.language.casefold() == tag]
        own = found[0] if found else None
        return (own and own.title) or self.title, (own and own.requirement) or self.requirement

    def is_told_with_aid(self, language: str) -> bool:
        return self.told_in(language) != replace(self, reading_aids=()).told_in(language)

    @property
    def conventions(self) -> tuple[str, ...]:
        """As people read them, who need not know whose “C138” is."""
        return tuple(one if one.startswith("ILO ") else f"ILO {one}" for one in self.ilo)

    @property
    def content(self) -> dict[str, object]:
        """What a digest is taken of, and what formats that hold everything write."""
        return {
            "code": self.code,
            "clause": self.clause,
            "pillar": self.pillar,
            "section": self.section,
            "title": self.title,
            "requirement": self.requirement,
            "criticality": self.criticality.value,
            "ilo": list(self.ilo),
            "applicability": self.applicability,
            "translations": {
                one.language: {"title": one.title, "requirement": one.requirement}
                for one in self.translations
            },
        }


@dataclass(frozen=True, kw_only=True)  # no slots: the digest and the index are worked out once
class CriteriaSet:
    """Raises CriteriaProblem where it contradicts itself."""

    scheme: str
    version: str
    title: str
    language: str = "en"
    criteria: tuple[Criterion, ...] = field(repr=False)
    retired: tuple[str, ...] = ()  # codes that meant something once and must not mean anything else

    def __post_init__(self) -> None:
        problems = list(_contradictions(self))
        if problems:
            more = f" ({len(problems) - 1} more of the kind.)" if len(problems) > 1 else ""
            raise CriteriaProblem(
                problems[0] + more,
                remedy="Correct the set where it is kept.",
                where=self.name,
                problems=tuple(problems),
            )

    @property
    def name(self) -> str:
        return f"{self.scheme}-{self.version}"

    @property
    def content(self) -> dict[str, object]:
        return {
            "format": "comity-criteria-v1",
            "scheme": self.scheme,
            "version": self.version,
            "title": self.title,
            "language": self.language,
            "criteria": [one.content for one in self.criteria],
            "retired": sorted(self.retired),
        }

    @cached_property
    def digest(self) -> str:
        return digest_bytes(canonical_json(self.content))

    @cached_property
    def by_code(self) -> Mapping[str, Criterion]:
        return {one.code: one for one in self.criteria}

    def is_told_with_aid(self, language: str) -> bool:
        """Whether who reads in that language reads translations of the program's, and none that the set holds."""
        return any(one.is_told_with_aid(language) for one in self.criteria)

    @cached_property
    def pillars(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.pillar for one in self.criteria))

    @cached_property
    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.section for one in self.criteria))

    def __getitem__(self, code: str) -> Criterion:
        """Raises CriteriaProblem, with what may have been meant."""
        if found := self.by_code.get(code):
            return found
        raise CriteriaProblem(
            f"There is no criterion “{code}” in {self.name}.", remedy=self.meant(code), where=self.name
        )

    def meant(self, code: str) -> str:
        if code in self.retired:
            return "The code is retired; see the crosswalk to the version that retired it."
        return meant(code, self.by_code, called="Codes")

    def __len__(self) -> int:
        return len(self.criteria)

    def __iter__(self) -> Iterator[Criterion]:
        return iter(self.criteria)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code


def _contradictions(found: CriteriaSet) -> Iterator[str]:
    if not found.criteria:
        yield "The set holds no criteria."
    for name in ("scheme", "version", "title", "language"):
        if not getattr(found, name).strip():
            yield f"The set has no {name}."
    for kind in ("code", "clause"):
        counts = Counter(getattr(one, kind) for one in found.criteria)
        for value, count in counts.items():
            if count > 1:
                yield f"{count} criteria have the {kind} “{value}”."
    retired = frozenset(found.retired)
    for at, one in enumerate(found.criteria, start=1):
        named = f"Criterion {at}" + (f" (“{one.code}”)" if one.code else "")
        for name in ("code", "clause", "pillar", "section", "title", "requirement"):
            value = getattr(one, name)
            if not value.strip():
                yield f"{named} has no {name}."
            elif value != value.strip():
                yield f"The {name} of {named[0].lower() + named[1:]} begins or ends with a blank."
        if one.code in retired:
            yield f"{named} has a code that is retired."
        languages = [said.language for said in one.translations]
        if languages != sorted(set(languages)):
            yield f"{named} has translations that are twice there, or not in the order of their languages."
        if found.language in languages:
            yield f"{named} is translated into the language of the set, “{found.language}”."


_SHIPPED: Mapping[str, tuple[str, str, str]] = {
    "smeta-4p-6.0": ("smeta-4p", "6.0", "Common criteria on the basis of SMETA 4-pillar 6.0"),
}
"""Name -> scheme, version, title. A set that was shipped once stays, byte for byte."""
_AIDS = ("de", "es", "fr", "zh")
"""Languages that shipped sets are told in. Machine-assisted, and not read by anybody who grew up with them yet: corrected at any time."""


def shipped() -> tuple[str, ...]:
    """The names of the sets that come with the program."""
    return tuple(_SHIPPED)


@lru_cache(maxsize=4)
def load_criteria(name: str) -> CriteriaSet:
    """A set that comes with the program. Raises CriteriaProblem for a name it does not know."""
    if name not in _SHIPPED:
        close = get_close_matches(name, _SHIPPED, n=1)
        hint = f"Did you mean “{close[0]}”?" if close else f"Known are: {', '.join(_SHIPPED)}."
        raise CriteriaProblem(f"There is no criteria set “{name}”.", remedy=hint)
    scheme, version, title = _SHIPPED[name]
    criteria = criteria_of(_rows(name))
    aids = {language: {row["code"]: row for row in _rows(f"{name}.{language}")} for language in _AIDS}
    return CriteriaSet(
        scheme=scheme,
        version=version,
        title=title,
        criteria=tuple(replace(one, reading_aids=tuple(_aids_for(one.code, aids))) for one in criteria),
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("comity.benchmark") / "data" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _aids_for(code: str, by_language: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Iterator[Translation]:
    for language, rows in by_language.items():
        if row := rows.get(code):
            yield Translation(language=language, title=row["title"], requirement=row["requirement"])


def criteria_of(rows: Sequence[Mapping[str, str]]) -> tuple[Criterion, ...]:
    """Rows of the columns `code,pillar,section,title,requirement,criticality,ilo_reference`; `clause` where it differs."""
    return tuple(
        Criterion(
            code=row["code"],
            clause=row.get("clause") or row["code"],
            pillar=row["pillar"],
            section=row["section"],
            title=row["title"],
            requirement=row["requirement"],
            criticality=Criticality(row["criticality"]),
            ilo=references(row.get("ilo_reference") or ""),
            applicability=row.get("applicability") or "",
        )
        for row in rows
    )


def criteria_set_of(content: Mapping[str, Any]) -> CriteriaSet:
    """A set from its content, as a digest is taken of it. Raises KeyError, TypeError or ValueError where it is none."""
    return CriteriaSet(
        scheme=content["scheme"],
        version=content["version"],
        title=content["title"],
        language=content["language"],
        retired=tuple(content["retired"]),
        criteria=tuple(
            Criterion(
                **{
                    name: one[name]
                    for name in ("code", "clause", "pillar", "section", "title", "requirement")
                },
                criticality=Criticality(one["criticality"]),
                ilo=tuple(one["ilo"]),
                applicability=one["applicability"],
                translations=tuple(
                    Translation(language=language, title=said["title"], requirement=said["requirement"])
                    for language, said in sorted(one["translations"].items())
                ),
            )
            for one in content["criteria"]
        ),
    )


def references(text: str) -> tuple[str, ...]:
    """“C029; P029” -> C029, P029."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def require_successor(newer: CriteriaSet, older: CriteriaSet) -> None:
    """Raises CriteriaProblem where the newer set forgets a retired code: somebody could reuse it later."""
    forgotten = _gone(older, newer)
    if forgotten:
        raise CriteriaProblem(
            f"{newer.name} neither holds nor retires what {older.name} knew as {', '.join(forgotten[:5])}.",
            remedy="List these codes as retired.",
            where=newer.name,
        )
    if revived := sorted(set(older.retired) & set(newer.by_code)):
        raise CriteriaProblem(
            f"{newer.name} uses {', '.join(revived[:5])} again, which {older.name} had retired.",
            remedy="Give these criteria codes that never meant anything else.",
            where=newer.name,
        )


def retiring(newer: CriteriaSet, older: CriteriaSet) -> CriteriaSet:
    """The newer set, with all that it lacks of the older one as retired: for a file of a format that cannot say so."""
    return replace(newer, retired=tuple(sorted({*newer.retired, *_gone(older, newer)})))


def _gone(older: CriteriaSet, newer: CriteriaSet) -> list[str]:
    known: Iterable[str] = (*older.by_code, *older.retired)
    return [code for code in known if code not in newer and code not in newer.retired]
