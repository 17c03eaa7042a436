"""What trying a policy came to."""

from typing import ClassVar

from django.db import models

from comity.portal.membership.models import Round
from comity.portal.programme.models import PolicyVersion
from comity.portal.tenants.models import OfProgramme, Person


class PolicyPreview(OfProgramme):
    """The lists of a round decided twice: under the rules that the programme went by then, and under the version."""

    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    lists = models.JSONField(default=dict)  # member -> primary key of the version that is read
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    result = models.JSONField(default=dict)  # queries.Compared; empty until it is done

    class Meta:
        db_table = "programme_policypreview"  # from when the room below kept it
        ordering: ClassVar = ["-at", "-id"]
