"""Whose rows are meant, and the managers that answer to nobody who does not say so."""

from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db import models

from comity.portal.tenants.errors import UnscopedQuery

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Made by `gates` and `jobs` alone. Without an organisation it is the whole programme: the Secretariat's."""

    programme_id: int
    organisation_id: int | None

    def narrowed(self, organisation_id: int) -> Self:
        """The same programme, one organisation. Raises UnscopedQuery where it is another's."""
        if self.organisation_id not in (None, organisation_id):
            raise UnscopedQuery("a scope cannot be moved from one organisation to another")
        return type(self)(programme_id=self.programme_id, organisation_id=organisation_id)


class ScopedManager(models.Manager[Row]):
    """The manager of rows that belong to a programme."""

    def get_queryset(self) -> models.QuerySet[Row]:
        raise UnscopedQuery(
            f"{self.model.__name__} was asked for without a scope: write objects.within(scope)"
        )

    def within(self, scope: Scope) -> models.QuerySet[Row]:
        return models.QuerySet(self.model, using=self._db).filter(**self._owners(scope))

    def add(self, scope: Scope, **fields: Any) -> Row:
        """A new row of the scope's; whose it is can be said in no other way."""
        row: Row = self.model(**self._owners(scope), **fields)
        row.save(force_insert=True)
        return row

    def _owners(self, scope: Scope) -> dict[str, int]:
        return {"programme_id": scope.programme_id}


class OwnedManager(ScopedManager[Row]):
    """The manager of rows that belong to one organisation in a programme."""

    def add(self, scope: Scope, **fields: Any) -> Row:
        if scope.organisation_id is None:
            raise UnscopedQuery("a row of one organisation needs a scope of one organisation")
        return super().add(scope, **fields)

    def _owners(self, scope: Scope) -> dict[str, int]:
        owners = super()._owners(scope)
        if scope.organisation_id is not None:
            owners["organisation_id"] = scope.organisation_id
        return owners


class SharedManager(ScopedManager[Row]):
    """The manager of rows that one organisation shares with another: each of the two finds them, and the whole programme does."""

    def within(self, scope: Scope) -> models.QuerySet[Row]:
        rows = super().within(scope)
        if scope.organisation_id is None:
            return rows
        own = scope.organisation_id
        return rows.filter(models.Q(organisation_id=own) | models.Q(reviewer_id=own))

    def add(self, scope: Scope, **fields: Any) -> Row:
        """Whose it is, is said in the fields; it must be one of the scope's."""
        row: Row = self.model(**self._owners(scope), **fields)
        sides = (getattr(row, "organisation_id", None), getattr(row, "reviewer_id", None))
        if scope.organisation_id is None or scope.organisation_id not in sides:
            raise UnscopedQuery("a row that two organisations share is added by one of them")
        row.save(force_insert=True)
        return row


class ConfidentialManager(SharedManager[Row]):
    """The manager of rows that are between two organisations alone: to the rest of the programme they are not there."""

    def within(self, scope: Scope) -> models.QuerySet[Row]:
        if scope.organisation_id is None:
            raise UnscopedQuery(f"{self.model.__name__} is between two organisations, and no programme's")
        return super().within(scope)
