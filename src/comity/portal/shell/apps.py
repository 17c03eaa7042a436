"""Django's name for this room."""

from django.apps import AppConfig


class Shell(AppConfig):
    name = "comity.portal.shell"
    label = "shell"
