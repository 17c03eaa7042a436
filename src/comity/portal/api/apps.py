"""Django's name for this room."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "comity.portal.api"
    label = "api"

    def ready(self) -> None:
        from comity.portal.api import tasks  # noqa: F401 -- jobs and chores are known once this is imported
