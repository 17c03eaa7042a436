"""Django's name for this room."""

from django.apps import AppConfig


class Check(AppConfig):
    name = "comity.portal.check"
    label = "check"

    def ready(self) -> None:
        from comity.portal.check import tasks  # noqa: F401 -- what is looked after is known once this is imported
