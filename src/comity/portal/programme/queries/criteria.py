"""The common criteria that a programme goes by, in versions: which one counts, and how one leads to the next."""

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import models

from comity.benchmark import CriteriaSet, load_criteria, shipped
from comity.benchmark.criteria import criteria_set_of
from comity.benchmark.crosswalk import Change, Crosswalk, Step, crosswalk
from comity.benchmark.errors import CriteriaProblem
from comity.core import digest_bytes
from comity.portal.programme.models import CriteriaVersion
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.scope import Scope

COMES_WITH = "smeta-4p-6.0"
"""What a programme that never chose goes by."""


@dataclass(frozen=True, kw_only=True)  # no slots: the set is read once
class KnownCriteria:
    """Number 0 is the set that comes with Comity."""

    number: int
    version: CriteriaVersion | None = None

    @cached_property
    def criteria(self) -> CriteriaSet:
        return criteria_from(self.version) if self.version else load_criteria(COMES_WITH)

    # What templates ask for by itself: of a set itself they would ask for a criterion of that code.

    @property
    def name(self) -> str:
        return self.criteria.name

    @property
    def title(self) -> str:
        return self.criteria.title

    @property
    def digest(self) -> str:
        return self.criteria.digest

    @property
    def count(self) -> int:
        return len(self.criteria)


def criteria_from(version: CriteriaVersion) -> CriteriaSet:
    return _read(version.text)


@lru_cache(maxsize=16)
def _read(text: str) -> CriteriaSet:
    return criteria_set_of(json.loads(text))


def criteria_versions(scope: Scope) -> list[CriteriaVersion]:
    """The latest first, without their texts."""
    found = CriteriaVersion.objects.within(scope).defer("text", "steps")
    return list(found.select_related("person", "adopted_by"))


def criteria_numbered(scope: Scope, number: int) -> KnownCriteria | None:
    if number == 0:
        return KnownCriteria(number=0)
    found = CriteriaVersion.objects.within(scope).filter(number=number)
    version = found.select_related("person", "adopted_by").first()
    return KnownCriteria(number=number, version=version) if version else None


def criteria_now(scope: Scope) -> KnownCriteria:
    """What a protocol that is sent now is compared with."""
    last = CriteriaVersion.objects.within(scope).exclude(adopted_at=None).first()
    return KnownCriteria(number=last.number, version=last) if last else KnownCriteria(number=0)


def criteria_known(scope: Scope, digest: str) -> CriteriaSet | None:
    """The very set that something was compared with, in use or not; None for one that somebody changed behind its digest."""
    for name in shipped():
        if load_criteria(name).digest == digest:
            return load_criteria(name)
    version = CriteriaVersion.objects.within(scope).filter(digest=digest).first()
    found = criteria_from(version) if version else None
    return found if found is not None and found.digest == digest else None


def criteria_there(scope: Scope, name: str, digest: str) -> CriteriaSet:
    """Raises CriteriaProblem, which no row that the portal wrote can bring about."""
    if found := criteria_known(scope, digest):
        return found
    raise CriteriaProblem(
        f"The criteria “{name}” that it was compared with are not known here.",
        remedy="Restore the last backup.",
    )


def walk_to(scope: Scope, version: CriteriaVersion) -> Crosswalk | None:
    """From the set that it followed; None where that is another scheme, whose codes mean other things."""
    before = criteria_known(scope, version.follows)
    newer = criteria_from(version)
    if before is None or before.scheme != newer.scheme:
        return None
    return crosswalk(before, newer, steps_from(version.steps))


def walks_from(scope: Scope, digest: str) -> list[Crosswalk] | None:
    """From a set that was in use once to the one that is, adoption by adoption; None where no way leads there."""
    walks: list[Crosswalk] = []
    at = digest
    for version in CriteriaVersion.objects.within(scope).exclude(adopted_at=None).order_by("number"):
        if version.follows == at:
            walk = walk_to(scope, version)
            if walk is None:
                return None
            walks.append(walk)
            at = version.digest
    return walks if at == criteria_now(scope).criteria.digest else None


def steps_from(kept: list[list[str | list[str]]]) -> list[Step]:
    return [
        Step(change=Change(str(change)), older=tuple(older), newer=tuple(newer), note=str(note))
        for change, older, newer, note in kept
    ]


@on_machine()
def broken_criteria() -> list[str]:
    """Versions whose text is not the one that their digest was taken of, by programme and number."""
    rows: models.QuerySet[CriteriaVersion] = models.QuerySet(CriteriaVersion)
    return [
        f"{one.programme.slug}: version {one.number}"
        for one in rows.select_related("programme").order_by("pk")
        if not _is_whole(one)
    ]


def _is_whole(version: CriteriaVersion) -> bool:
    return digest_bytes(version.text.encode()) == version.digest
