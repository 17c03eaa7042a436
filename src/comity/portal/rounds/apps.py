"""Django's name for this room."""

from django.apps import AppConfig


class Rounds(AppConfig):
    name = "comity.portal.rounds"
    label = "rounds"

    def ready(self) -> None:
        from comity.portal.rounds import tasks  # noqa: F401 -- jobs are known once this is imported
