"""Django's name for this room."""

from django.apps import AppConfig


class Tenants(AppConfig):
    name = "comity.portal.tenants"
    label = "tenants"
