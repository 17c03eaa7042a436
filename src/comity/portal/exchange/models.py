"""Requests, suppliers' desks and their links, companies' public keys, and the records of sealed bytes."""

from typing import ClassVar

from django.db import models

from comity.portal.tenants.models import OfOrganisation, OfProgramme, Organisation, Person


class CompanyKey(OfOrganisation):
    """A public key; the secret never comes here. Of several, the latest that is not a second holder's counts."""

    public = models.TextField()
    is_holder = models.BooleanField(default=False)  # of the colleague who can recover the company's key
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]


class Desk(OfProgramme):
    """Where one address of a supplier answers whoever asks it. It has an organisation of its own, without a seat."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    public = models.TextField(blank=True)  # the supplier's key, once it sealed something
    invited_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "email"], name="one-desk-an-address")
        ]


class DeskLink(OfProgramme):
    """As `comity.exchange.Link`: what is stored opens nothing."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)


class Ask(OfOrganisation):
    """A request of one member's, as `comity.exchange.Request`."""

    ref = models.CharField(max_length=40, unique=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=120, blank=True)  # the member's own; it never leaves the member
    supplier = models.CharField(max_length=200)
    site = models.CharField(max_length=400)
    site_id = models.CharField(
        max_length=40, blank=True
    )  # the row of a common list that its site is called by now
    listed_as = models.CharField(max_length=40, blank=True)  # the row at which it began
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="en")
    age = models.CharField(max_length=40, blank=True)
    assurance = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=20)
    answer_by = models.DateTimeField()
    access_until = models.DateTimeField(null=True)
    history = models.JSONField(default=list)  # of steps: at, by, party, to
    state = models.CharField(
        max_length=20, default="drafted"
    )  # the last step's; time may have ended it since
    send_on = models.DateField(null=True)
    reminded = models.JSONField(default=list)  # days
    platform = models.CharField(max_length=80, blank=True)  # where the supplier says that the report lies
    platform_reference = models.CharField(max_length=80, blank=True)
    report = models.CharField(max_length=80, blank=True)  # its digest, once the member read it
    checks = models.JSONField(default=list)
    choice = models.CharField(
        max_length=60, blank=True
    )  # of the latest decision: the supplier is told it, too

    class Meta:
        ordering: ClassVar = ["-pk"]


class SealedBody(OfProgramme):
    """A report as the platform knows it: how many sealed bytes, and their digest."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10)  # report, or plan
    digest = models.CharField(max_length=80)
    kept = models.CharField(max_length=80)  # the digest of the supplier's own grant
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    recalled = models.CharField(max_length=20, blank=True)  # the ground on which it no longer counts
    recalled_at = models.DateTimeField(null=True)
    shredded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]


class GrantRow(OfProgramme):
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(SealedBody, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=80)
    public = models.TextField()  # the key that the supplier signed it with: a later one signs later grants
    expires_at = models.DateTimeField()
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
