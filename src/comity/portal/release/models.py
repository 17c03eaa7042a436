"""Counsel's signature, and the list's publication."""

from django.db import models

from comity.portal.rounds.models import Assembly
from comity.portal.tenants.models import OfProgramme, Person


class SignOff(OfProgramme):
    assembly = models.OneToOneField(Assembly, on_delete=models.PROTECT, related_name="sign_off")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    manifest = models.CharField(max_length=80)
    at = models.DateTimeField()


class Publication(OfProgramme):
    assembly = models.OneToOneField(Assembly, on_delete=models.PROTECT, related_name="publication")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField()
    sealed = models.PositiveIntegerField()
