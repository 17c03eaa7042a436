"""Decisions with what they stood on, and the protocols that were compared."""

from typing import ClassVar

from django.db import models

from comity.portal.exchange.models import Ask
from comity.portal.tenants.models import OfOrganisation, OfProgramme, Person


class Compared(OfOrganisation):
    """The files from which the open questions of one request are worked out, in storage, until a day that the page says."""

    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="+")
    own_name = models.CharField(max_length=200)
    own_key = models.CharField(max_length=64)
    answers_key = models.CharField(max_length=64, blank=True)
    other_name = models.CharField(max_length=200)
    other_key = models.CharField(max_length=64)
    criteria = models.CharField(max_length=60)  # by which both were compared
    criteria_digest = models.CharField(max_length=80)
    at = models.DateTimeField()


class Decided(OfOrganisation):
    """Only ever added to; of one report's, the latest stands."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    choice = models.CharField(max_length=60)
    report = models.CharField(max_length=80)
    reliance = models.TextField()  # JSON, as it leaves the portal
    paper_key = models.CharField(max_length=64)  # the same words as PDF, in storage
    policy = models.JSONField(default=dict)  # the member's own, as it was then; it begins the next decision
    due_on = models.DateField(null=True)  # of the member's own audit that it takes the place of
    ordered_on = models.DateField(null=True)  # an audit that was ordered for the site all the same

    class Meta:
        ordering: ClassVar = ["pk"]


class Notice(OfProgramme):
    """An issuer's signed word that a report no longer counts. Whom it concerns is worked out for each member, and kept nowhere."""

    report = models.CharField(max_length=80)  # digest
    ground = models.CharField(max_length=20)
    by_name = models.CharField(max_length=200)
    public = models.TextField()
    signed_at = models.DateTimeField()
    paper = models.CharField(max_length=80)  # digest of the notice itself
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "paper"], name="one-notice-a-paper")
        ]
