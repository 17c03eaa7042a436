"""Opinions of reviewers, and which pair is before whom."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.portal.membership.models import Round
from comity.portal.tenants.models import OfProgramme, Person


class Word(models.TextChoices):
    SAME = "same", _("same site")
    DIFFERENT = "different", _("different sites")
    SKIPPED = "skipped", _("skipped")


class Opinion(OfProgramme):
    """What one reviewer said of one pair. Withdrawn ones stay, as they were."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    left = models.CharField(max_length=64)  # left < right, as the registry has them
    right = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    word = models.CharField(max_length=10, choices=Word)
    is_second = models.BooleanField(default=False)  # given without seeing the first
    settles = models.BooleanField(default=False)  # given knowing both, to end a disagreement
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["programme", "left", "right"], name="opinion-of-pair")]

    @property
    def pair(self) -> tuple[str, str]:
        return self.left, self.right


class Lease(OfProgramme):
    """A pair is before a reviewer until then. Kept after it ran out, for the next who takes the pair."""

    left = models.CharField(max_length=64)
    right = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "left", "right"], name="one-lease-a-pair")
        ]
