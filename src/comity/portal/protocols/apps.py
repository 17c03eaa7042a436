"""Django's name for this room."""

from django.apps import AppConfig


class Protocols(AppConfig):
    name = "comity.portal.protocols"
    label = "protocols"

    def ready(self) -> None:
        from comity.portal.protocols import tasks  # noqa: F401 -- jobs are known once this is imported
