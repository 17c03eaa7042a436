"""Django's name for this room."""

from django.apps import AppConfig


class ProgrammeSettings(AppConfig):
    name = "comity.portal.programme"
    label = "programme"

    def ready(self) -> None:
        from comity.portal.programme import tasks  # noqa: F401 -- jobs are known once this is imported
