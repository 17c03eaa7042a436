"""Django's name for this room."""

from django.apps import AppConfig


class Interface(AppConfig):
    name = "comity.portal.interface"
    label = "interface"
