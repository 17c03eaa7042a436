"""Django's name for this room."""

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "comity.portal.accounts"
    label = "accounts"
