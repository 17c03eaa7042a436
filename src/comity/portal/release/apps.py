"""Django's name for this room."""

from django.apps import AppConfig


class Release(AppConfig):
    name = "comity.portal.release"
    label = "release"
