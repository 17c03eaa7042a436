"""Django's name for this room."""

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "comity.portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from comity.portal.accounts import logged, personal  # noqa: F401 -- known once they are imported
