"""The versions of a member's list, and the mappings its people confirmed."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.portal.membership.models import Round
from comity.portal.tenants.models import OfOrganisation, Person

READ = "lists.read"
"""The kind of the job that reads a version."""


class ReadState(models.TextChoices):
    STORED = "stored", _("waiting to be read")
    READ = "read", _("read")
    UNREADABLE = "unreadable", _("cannot be read")


class ListVersion(OfOrganisation):
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    filename = models.CharField(max_length=200)
    key = models.CharField(max_length=64)  # in storage
    digest = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    mapping = models.JSONField(default=dict)  # our column -> header, as a person said
    withdrawn_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=12, choices=ReadState, default=ReadState.STORED)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    mended = models.PositiveIntegerField(default=0)
    reading_key = models.CharField(max_length=64, blank=True)  # what the page shows, in storage
    workbook_key = models.CharField(max_length=64, blank=True)
    message = models.TextField(blank=True)  # why it cannot be read
    remedy = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "round", "number"], name="one-version-a-number"
            )
        ]

    @property
    def refused(self) -> int:
        return self.rows - self.accepted

    @property
    def counts(self) -> bool:
        """Whether it may be taken into the round; of several the latest is."""
        return self.state == ReadState.READ and self.withdrawn_at is None


class Upload(OfOrganisation):
    """A list that comes in pieces, and is whole once all have come. The pieces lie in a file of this machine."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()  # as was said at its beginning
    received = models.PositiveBigIntegerField(default=0)  # and on disk
    at = models.DateTimeField(db_index=True)  # of the last piece


class RememberedMappings(OfOrganisation):
    """What this member's headers mean, as its people confirmed: the text that `comity lint --save-mapping` writes."""

    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "organisation"], name="one-memory-a-member")
        ]
