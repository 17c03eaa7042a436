"""A round assembled: from which lists, and everything that was made. And who was reminded of what."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.portal.membership.models import Round
from comity.portal.tenants.models import OfProgramme, Organisation, Person


class AssemblyState(models.TextChoices):
    WORKING = "working", _("being assembled")
    REFUSED = "refused", _("release refused")
    READY = "ready", _("ready for counsel")


class Assembly(OfProgramme):
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    lists = models.JSONField(default=dict)  # member -> primary key of the version that was taken
    state = models.CharField(max_length=10, choices=AssemblyState, default=AssemblyState.WORKING)
    summary = models.JSONField(default=dict)  # docs/spec/round.md
    files = models.JSONField(default=dict)  # path inside ROUND/ -> key in storage
    manifest = models.CharField(max_length=80, blank=True)  # digest: what counsel signs
    not_before = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "round", "number"], name="one-assembly-a-number")
        ]

    @property
    def released(self) -> dict[str, Any]:
        """The summary's word on the release."""
        found: dict[str, Any] = self.summary.get("release", {})
        return found


class Reminder(OfProgramme):
    """One member was reminded of what it lacks in a round: by one click, or by the calendar."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    scheduled = models.DateField(null=True)  # the calendar's day; none for a click

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "round", "organisation", "scheduled"],
                name="one-reminder-a-member-and-day",
            )
        ]
