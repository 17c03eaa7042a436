"""Versions of lanes, policies, criteria and rules, and which policy was adopted when."""

from typing import ClassVar

from django.db import models

from comity.portal.tenants.models import OfProgramme, Person


class LaneVersion(OfProgramme):
    slug = models.SlugField(max_length=60)  # of its name
    number = models.PositiveIntegerField()
    text = models.TextField()  # TOML
    digest = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["slug", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "slug", "number"], name="one-lane-a-number")
        ]


class PolicyVersion(OfProgramme):
    number = models.PositiveIntegerField()
    text = models.TextField()  # TOML
    digest = models.CharField(max_length=80)  # of its meaning: two texts of one meaning have one
    note = models.CharField(max_length=300)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="one-policy-a-number")
        ]


class SurveyRules(OfProgramme):
    """How the programme runs its yearly survey, from this moment on; the latest counts, and earlier ones stay."""

    rule = models.CharField(max_length=20, blank=True)  # comity.survey.Rule; empty: as the questionnaire says
    epsilon = models.CharField(
        max_length=20, blank=True
    )  # of each year's figures; empty: figures without noise
    budget = models.CharField(max_length=20, blank=True)  # over all years
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]


class Proposed(OfProgramme):
    """A version that one person proposed: it counts once a second one adopted it, until one of a higher number is adopted."""

    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    adopted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-number"]


class EquivalenceRule(Proposed):
    """When a protocol that is handed in from its adoption on is equivalent."""

    facts = models.JSONField()  # of `comity.benchmark.Rule`

    class Meta(Proposed.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="one-equivalence-rule-a-number")
        ]


class CriteriaVersion(Proposed):
    """Common criteria that protocols are compared with which are sent from its adoption on."""

    name = models.CharField(max_length=60)  # scheme and version
    digest = models.CharField(max_length=80)
    text = models.TextField()  # the content that the digest is taken of
    note = models.CharField(max_length=300)
    remarks = models.JSONField(default=list)  # what the file did not say, and what was taken instead
    follows = models.CharField(max_length=80)  # digest of the set that was in use when it was proposed
    steps = models.JSONField(default=list)  # of the crosswalk from there: change, older, newer, note

    class Meta(Proposed.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="one-criteria-version-a-number")
        ]


class Adoption(OfProgramme):
    """From this moment on the programme goes by the version, until another is adopted."""

    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
