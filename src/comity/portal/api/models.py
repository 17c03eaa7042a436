"""Tokens, answers that are given again, webhooks and their deliveries."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.portal.ledger.models import EntryFact
from comity.portal.tenants.models import OfProgramme, Organisation, Person


class Grant(models.TextChoices):
    """What a token is for. It takes away from what its person may do, and never adds."""

    STANDING = "standing", _("see where the company stands")
    STATEMENT = "statement", _("sign the statement, and withdraw")
    LISTS_READ = "lists:read", _("see our lists and what was found in them")
    LISTS_WRITE = "lists:write", _("send lists, and withdraw them")
    COMMON_LIST = "common-list", _("search and download the common list")
    CHECK = "check", _("check own suppliers")
    PROTOCOLS = "protocols", _("compare audit protocols with the criteria, and see what came of it")
    REQUESTS_READ = "requests:read", _("see our requests, receipts and keys")
    REQUESTS_WRITE = "requests:write", _("draft requests, send them, remind, withdraw")
    REPORTS = "reports", _("take sealed reports that were shared with us")
    KEYS = "keys", _("publish our keys")
    DECISIONS_READ = "decisions:read", _("see our decisions")
    DECISIONS_WRITE = "decisions:write", _("compare protocols, and decide on reports")
    DESK = "desk", _("answer members' requests, and share reports")
    SURVEY_READ = "survey:read", _("see the yearly survey and its results")
    SURVEY_WRITE = "survey:write", _("answer the yearly survey, or run it")
    STATISTICS = "statistics", _("see the programme's figures")
    ROUNDS_READ = "rounds:read", _("see rounds")
    ROUNDS_WRITE = "rounds:write", _("assemble rounds")
    RELEASE_READ = "release:read", _("see the evidence of a release")
    RELEASE_WRITE = "release:write", _("sign, publish and withdraw a release")
    MEMBERS = "members", _("see members, add them, record their benchmarks")
    PEOPLE = "people", _("see who has a seat, invite, end seats")
    SETTINGS = "settings", _("see and add lanes and policies")
    MATCHES = "matches", _("judge doubtful pairs")
    RECALLS = "recalls", _("take issuers' recalls of reports")
    DISCLOSURES = "disclosures", _("look at past disclosures again")
    LEDGER = "ledger", _("read and export the ledger")
    WEBHOOKS = "webhooks", _("have other machines told")


class Token(OfProgramme):
    """A program's key to what its person may do for one organisation. The key itself is kept nowhere."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    grants = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    @property
    def words(self) -> list[str]:
        return [str(Grant(one).label) for one in self.grants]


class KeptAnswer(models.Model):
    """What was answered to an idempotency key, to be answered again."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    asked = models.CharField(max_length=64)  # digest of what was asked with it
    answer = models.JSONField(null=True)  # sealed to the token's key; none: it is being done
    status = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="one-answer-a-key")
        ]  # fmt: skip


class Webhook(OfProgramme):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    url = models.URLField(max_length=500)
    events = models.JSONField(default=list)
    salt = models.CharField(max_length=64)  # the secret is made from it and from that of the portal
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    GIVEN_UP = "given-up", _("given up")


class Delivery(OfProgramme):
    hook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    fact = models.ForeignKey(EntryFact, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)  # the last answer's
    problem = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hook", "fact"], name="one-delivery-an-event")
        ]  # fmt: skip
