"""A set of criteria as a page and a program are shown it: what is in it, what became of the one before, and its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from comity.benchmark import CriteriaSet, Criticality
from comity.benchmark.crosswalk import Change, Crosswalk, Step
from comity.benchmark.formats import Format, Source, WrittenCriteria, write_criteria
from comity.portal.programme.queries import KnownCriteria, criteria_now, walk_to
from comity.portal.tenants.scope import Scope

FORMATS: Mapping[str, Format] = {one.value: one for one in Format}
ENDINGS: Mapping[Format, str] = {
    Format.XLSX: "xlsx", Format.CSV: "csv", Format.OSCAL: "json", Format.CISO_ASSISTANT: "yaml", Format.UNTP: "jsonld",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PillarShown:
    name: str
    sections: int
    criteria: int
    by_criticality: tuple[int, ...]  # as Criticality has them


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is worked out once
class ShownCriteria:
    known: KnownCriteria
    walk: Crosswalk | None
    is_now: bool
    is_overtaken: bool

    @property
    def criteria(self) -> CriteriaSet:
        return self.known.criteria

    @property
    def older(self) -> str:
        return self.walk.older.name if self.walk else ""

    @property
    def sections(self) -> int:
        return len(self.criteria.sections)

    @property
    def retired(self) -> int:
        return len(self.criteria.retired)

    @cached_property
    def pillars(self) -> list[PillarShown]:
        return [_pillar(self.criteria, name) for name in self.criteria.pillars]

    @property
    def by_criticality(self) -> dict[str, int]:
        return {level.value: sum(one.criticality is level for one in self.criteria) for level in Criticality}

    @property
    def languages(self) -> list[str]:
        more = {said.language for one in self.criteria for said in one.translations}
        return [self.criteria.language, *sorted(more)]

    @cached_property
    def changes(self) -> dict[Change, tuple[Step, ...]]:
        """What became of the criteria before, kept ones first; empty where no way leads from there."""
        return {change: self.walk.of(change) for change in Change} if self.walk else {}

    @property
    def reopened(self) -> int:
        """Criteria that an answer to the set before does not answer."""
        return sum(
            len(one.newer)
            for change, steps in self.changes.items()
            if change is not Change.SAME
            for one in steps
        )


def shown_criteria(scope: Scope, known: KnownCriteria) -> ShownCriteria:
    now, version = criteria_now(scope), known.version
    return ShownCriteria(
        known=known,
        walk=walk_to(scope, version) if version else None,
        is_now=known.criteria.digest == now.criteria.digest,
        is_overtaken=version is not None
        and version.adopted_at is None
        and version.follows != now.criteria.digest,
    )


def _pillar(criteria: CriteriaSet, name: str) -> PillarShown:
    own = [one for one in criteria if one.pillar == name]
    return PillarShown(
        name=name,
        sections=len({one.section for one in own}),
        criteria=len(own),
        by_criticality=tuple(sum(one.criticality is level for one in own) for level in Criticality),
    )


def criteria_file(known: KnownCriteria, format_: Format, *, publisher: str) -> tuple[str, WrittenCriteria]:
    """Under a name that says what it is."""
    at = known.version.at.strftime("%Y-%m-%dT%H:%M:%SZ") if known.version else Source().changed_at
    written = write_criteria(known.criteria, format_, source=Source(publisher=publisher, changed_at=at))
    return f"{known.criteria.name}.{ENDINGS[format_]}", written


def losses(known: KnownCriteria) -> dict[Format, tuple[str, ...]]:
    """What each format cannot hold of the set, in words; tables hold all."""
    others = (Format.OSCAL, Format.CISO_ASSISTANT, Format.UNTP)
    found = {one: criteria_file(known, one, publisher="")[1].lost for one in others}
    return {one: found.get(one, ()) for one in Format}
