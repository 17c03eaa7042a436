"""Django's name for this room."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class Tenants(AppConfig):
    name = "comity.portal.tenants"
    label = "tenants"

    def ready(self) -> None:
        from comity.portal.tenants import fence  # noqa: F401 -- new connections are told what fence stands

        pre_migrate.connect(_open, sender=self, dispatch_uid="tenants.open")
        post_migrate.connect(_close, sender=self, dispatch_uid="tenants.close")


def _open(**_rest: Any) -> None:
    """Migrations move rows of every programme."""
    from comity.portal.tenants.fence import open_for_migration

    open_for_migration()


def _close(using: str, **_rest: Any) -> None:
    """Tables come and go with migrations, so that the fences are put around all of them after each."""
    from comity.portal.tenants.policies import write_policies

    if connections[using].vendor == "postgresql":
        write_policies(connections[using])
