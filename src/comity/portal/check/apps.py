"""Django's name for this room."""

from django.apps import AppConfig


class Check(AppConfig):
    name = "comity.portal.check"
    label = "check"
