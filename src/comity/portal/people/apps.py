"""Django's name for this room."""

from django.apps import AppConfig


class People(AppConfig):
    name = "comity.portal.people"
    label = "people"
