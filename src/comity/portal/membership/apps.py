"""Django's name for this room."""

from django.apps import AppConfig


class Membership(AppConfig):
    name = "comity.portal.membership"
    label = "membership"
