"""Django's name for this room."""

from django.apps import AppConfig


class Matches(AppConfig):
    name = "comity.portal.matches"
    label = "matches"
