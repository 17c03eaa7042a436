"""Django's name for this room."""

from django.apps import AppConfig


class Demo(AppConfig):
    name = "comity.portal.demo"
    label = "demo"
