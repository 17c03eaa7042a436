"""Django's name for this room."""

from django.apps import AppConfig


class Home(AppConfig):
    name = "comity.portal.home"
    label = "home"
