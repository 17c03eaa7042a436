"""Django's name for this room."""

from django.apps import AppConfig


class Survey(AppConfig):
    name = "comity.portal.survey"
    label = "survey"

    def ready(self) -> None:
        from comity.portal.survey import tasks  # noqa: F401 -- jobs are known once this is imported
