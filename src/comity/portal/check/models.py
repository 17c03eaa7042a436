"""A member's own suppliers, kept at its wish until a day. Without that wish nothing of a check is kept."""

from typing import ClassVar

from django.db import models

from comity.portal.tenants.models import OfOrganisation, Person


class KeptSuppliers(OfOrganisation):
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(max_length=200)
    key = models.CharField(max_length=64)  # in storage
    accept_months = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    delete_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-at"]
