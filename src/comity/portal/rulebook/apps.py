"""Django's name for this room."""

from django.apps import AppConfig


class Rulebook(AppConfig):
    name = "comity.portal.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        from comity.portal.rulebook import tasks  # noqa: F401 -- jobs are known once this is imported
