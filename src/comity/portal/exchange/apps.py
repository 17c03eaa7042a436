"""Django's name for this room."""

from django.apps import AppConfig


class Exchange(AppConfig):
    name = "comity.portal.exchange"
    label = "exchange"

    def ready(self) -> None:
        from comity.portal.exchange import tasks  # noqa: F401 -- what is looked after is known once this is imported
