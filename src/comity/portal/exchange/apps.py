"""Django's name for this room."""

from django.apps import AppConfig


class Exchange(AppConfig):
    name = "comity.portal.exchange"
    label = "exchange"
