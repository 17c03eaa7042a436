"""Django's name for this room."""

from django.apps import AppConfig


class Jobs(AppConfig):
    name = "comity.portal.jobs"
    label = "jobs"
