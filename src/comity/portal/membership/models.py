"""Rounds, benchmarks, signatures and withdrawals, as they are kept. Rows are added and never changed."""

from typing import ClassVar

from django.db import models

from comity.portal.programme.models import LaneVersion
from comity.portal.tenants.models import OfOrganisation, OfProgramme, Organisation, Person


class Round(OfProgramme):
    slug = models.SlugField(max_length=40)  # "2026-H1"
    cutoff = models.DateField()
    opens_on = models.DateField()
    lists_due_on = models.DateField()
    statement = models.PositiveSmallIntegerField(
        default=1
    )  # the least version that a member must have signed
    remind_days = models.JSONField(default=list)  # before the lists are due; negative: after
    keeper = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # who set the calendar: reminders by calendar go out in this name

    class Meta:
        ordering: ClassVar = ["-cutoff"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "slug"], name="one-round-a-name")
        ]

    def __str__(self) -> str:
        return self.slug


class RoundLane(OfProgramme):
    """A round without one is served by the lane that comes with Comity."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="+")
    lane = models.ForeignKey(LaneVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "programme_roundlane"  # from when the room below kept it


class RecordedBenchmark(OfOrganisation):
    """A protocol of the member's, found equivalent for a time."""

    protocol = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField()
    evidence = models.CharField(
        max_length=80, blank=True
    )  # digest of the log that it rests on; empty where it was decided elsewhere


class BenchmarkSuperseded(OfOrganisation):
    """From that day on a newer benchmark of the same protocol counts instead."""

    benchmark = models.OneToOneField(RecordedBenchmark, on_delete=models.PROTECT, related_name="superseded")
    by = models.ForeignKey(RecordedBenchmark, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()


class StatementSignature(OfOrganisation):
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=120)  # the name as signed
    role = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=80)
    on = models.DateField()
    at = models.DateTimeField()


class StatementWithdrawal(OfOrganisation):
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=120)
    on = models.DateField()
    at = models.DateTimeField()


class ApprovedNothing(OfProgramme):
    """“Nothing to report”, approved by the Secretariat for one member and round."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    approved_by = models.CharField(max_length=120)
    on = models.DateField()
