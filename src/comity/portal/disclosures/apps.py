"""Django's name for this room."""

from django.apps import AppConfig


class Disclosures(AppConfig):
    name = "comity.portal.disclosures"
    label = "disclosures"
