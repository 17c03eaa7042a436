"""Django's name for this room."""

from django.apps import AppConfig


class Statistics(AppConfig):
    name = "comity.portal.statistics"
    label = "statistics"
