"""Django's name for this room."""

from django.apps import AppConfig


class ProgrammeSettings(AppConfig):
    name = "comity.portal.programme"
    label = "programme"
