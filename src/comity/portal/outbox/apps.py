"""Django's name for this room."""

from django.apps import AppConfig


class Outbox(AppConfig):
    name = "comity.portal.outbox"
    label = "outbox"

    def ready(self) -> None:
        from comity.portal.outbox import tasks  # noqa: F401 -- chores are known once this is imported
