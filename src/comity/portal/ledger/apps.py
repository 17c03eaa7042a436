"""Django's name for this room."""

from django.apps import AppConfig


class Ledger(AppConfig):
    name = "comity.portal.ledger"
    label = "ledger"
