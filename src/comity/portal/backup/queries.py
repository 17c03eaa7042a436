"""Which files in storage the database names. What is named and not there is lost; what is there and not named is left over.

Files are kept before their rows are written, and stay when a list is read again: so something is always left over, and no harm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from comity.portal.check.models import KeptSuppliers
from comity.portal.lists.models import ListVersion
from comity.portal.ports.storage import storage
from comity.portal.protocols.models import Convergence, Papers
from comity.portal.recognition.models import Compared, Decided
from comity.portal.rounds.models import Assembly
from comity.portal.survey.models import Survey, Workbook
from comity.portal.tenants.fence import on_machine

NAMES: Mapping[type[models.Model], tuple[str, ...]] = {
    ListVersion: ("key", "reading_key", "workbook_key"),
    KeptSuppliers: ("key",),
    Papers: ("key", "reading_key", "vectors_key"),
    Convergence: ("memory_key",),
    Compared: ("own_key", "answers_key", "other_key"),
    Decided: ("paper_key",),
    Assembly: ("files",),
    Survey: ("files", "memory_key"),
    Workbook: ("key",),
}
"""By table: the columns that hold a key, or several by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    named: int
    missing: int
    left_over: int


@on_machine()
def files_told() -> Files:
    """Of every programme."""
    named, kept = set(_named()), set(storage().keys())
    return Files(named=len(named), missing=len(named - kept), left_over=len(kept - named))


def _named() -> Iterator[str]:
    for model, columns in NAMES.items():
        rows: models.QuerySet[Any, Any] = models.QuerySet(model)
        for said in (one for row in rows.values_list(*columns).iterator() for one in row):
            yield from said.values() if isinstance(said, dict) else [said] if said else []
