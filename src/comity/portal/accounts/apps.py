"""Django's name for this room."""

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "comity.portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from comity.portal.accounts import personal  # noqa: F401 -- its chore is known once this is imported
