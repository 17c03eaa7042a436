"""Django's name for this room."""

from django.apps import AppConfig


class Lists(AppConfig):
    name = "comity.portal.lists"
    label = "lists"

    def ready(self) -> None:
        from comity.portal.lists import tasks  # noqa: F401 -- jobs are known once this is imported
