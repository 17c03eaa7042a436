"""A letter as it waits. The mail server is the installation's, not a programme's, and whom a letter is for stands in no column."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    GIVEN_UP = "given-up", _("given up")


class Letter(models.Model):
    sealed = models.TextField(blank=True)  # to the portal's secret; empty once nobody needs it any more
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    put_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)  # what the server said last
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="letters-by-day")]
