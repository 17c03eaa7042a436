"""A year's survey, each member's part in it, every word written for it, and every workbook that came back."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.portal.tenants.models import OfOrganisation, OfProgramme, Person


class Stage(models.TextChoices):
    """As `comity.survey.Stage`; a survey is planned nowhere but in people's heads before it is opened."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    PUBLISHED = "published", _("published")


class Survey(OfProgramme):
    """One year's. The questionnaire is kept with it, in every language, as it was when the survey opened."""

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)  # of the questionnaire: "maturity-2026"
    instrument = models.TextField()  # YAML
    translations = models.JSONField(default=dict)  # language -> YAML
    closes_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN)
    opened_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    respondents = models.PositiveIntegerField(default=0)  # behind the figures
    files = models.JSONField(default=dict)  # what was published: name -> key in storage
    noise = models.JSONField(
        default=dict
    )  # what its figures took of the budget: epsilon, figures; empty without noise
    memory_key = models.CharField(max_length=64, blank=True)  # what was shown of whom: opened by no page
    reminded = models.JSONField(default=dict)  # slug of a member -> day on which it was reminded last

    class Meta:
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "year"], name="one-survey-a-year")
        ]


class Response(OfOrganisation):
    """One member's part. The sheet is what was signed off: figures are made of it."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True)  # the first word
    written = models.PositiveIntegerField(default=0)  # the number of the last word
    reopened_at = models.DateTimeField(null=True)
    reopened_because = models.CharField(max_length=400, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)  # the name as signed
    signed_role = models.CharField(max_length=120, blank=True)
    signer = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    sheet = models.TextField(blank=True)  # `comity.survey.sheet_bytes`
    digest = models.CharField(max_length=80, blank=True)  # of the sheet
    left_on = models.DateField(null=True)  # the member has left the programme: kept, and counted nowhere
    left_because = models.CharField(max_length=400, blank=True)
    shared_at = models.DateTimeField(null=True)  # with the Secretariat, by the member's own choice

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "survey"], name="one-response-a-member"
            )
        ]

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class Standing(models.TextChoices):
    CURRENT = "current"  # the answer of its line
    PAST = "past"  # was the answer, until somebody wrote another
    BESIDE = "beside"  # a colleague wrote it at the same time as what is current: to be settled
    SET_ASIDE = "set-aside"  # settled otherwise


class Words(OfOrganisation):
    """What somebody wrote in a line. Rows are added; of an old one nothing changes but how it stands."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=140)  # "audits_done"; "evidence:policy" is the evidence beside it
    number = models.PositiveIntegerField()  # in the response, from 1
    text = models.TextField(blank=True)  # empty: the answer was taken back
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.CURRENT)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["response", "standing"], name="words-that-stand")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "number"], name="one-word-a-number"),
            models.UniqueConstraint(
                fields=["response", "line"],
                condition=models.Q(standing="current"),
                name="one-current-word-a-line",
            ),
        ]


class Workbook(OfOrganisation):
    """A workbook that came back, kept as it came, whatever was in it."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    key = models.CharField(max_length=64)  # in storage
    digest = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    message = models.TextField(blank=True)  # why nothing was taken from it
