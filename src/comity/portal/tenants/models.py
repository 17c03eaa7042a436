"""Programmes, organisations, people, seats and invitations, as they are kept; and the base of every tenant's table."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.portal.tenants.roles import Kind, Role
from comity.portal.tenants.scope import ConfidentialManager, OwnedManager, ScopedManager, SharedManager


class People(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=email.strip().casefold(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().casefold())


class Person(AbstractBaseUser):
    """One account. What the person may do is in seats, never here: there is no superuser."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    since = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email


class Programme(models.Model):
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    statement = models.PositiveSmallIntegerField(
        default=1
    )  # the version of the joint statement that rounds require
    recognition_within_months = models.PositiveSmallIntegerField(default=12)
    survey_is_gate = models.BooleanField(default=False)  # standing hangs on the yearly survey
    members_second_factor = models.BooleanField(default=False)  # asked of members' people, too
    policy = models.TextField(blank=True)  # rules of disclosure, TOML; empty: those that come with Comity

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


def by_link(organisation: str) -> str:
    """The address of nobody: of whoever holds the link that a supplier was sent. No letter ever goes there."""
    return f"{organisation}@link.invalid"


class Participation(models.Model):
    """An organisation takes part in a programme, as one kind."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    kind = models.CharField(max_length=20, choices=Kind)
    joined = models.DateField()
    group = models.CharField(max_length=60, blank=True)  # of companies: they count as one contributor
    first_recognition = models.DateField(null=True, blank=True)
    surveys = models.JSONField(default=list)  # the years whose survey it answered

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "kind"], name="one-participation-a-kind"
            )
        ]


class Seat(models.Model):
    """What one person may do for one organisation in one programme."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "programme", "organisation", "role"], name="one-seat-a-role"
            )
        ]


class Invitation(models.Model):
    """A link that gives a seat, once, to who has it. The first one of an installation founds its programme."""

    digest = models.CharField(max_length=64, unique=True)  # of the token: who reads the table can use no link
    email = models.EmailField(blank=True)  # empty for the founder, whose address nobody knows yet
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class OfProgramme(models.Model):
    """The base of every table whose rows belong to a programme as a whole."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True


class OfOrganisation(models.Model):
    """The base of every table whose rows belong to one organisation in a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OwnedManager[Self]] = OwnedManager()

    class Meta:
        abstract = True


class SharedWithReviewer(models.Model):
    """The base of every table whose rows a member shares with a benchmark reviewer; the Secretariat sees them, too."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[SharedManager[Self]] = SharedManager()

    class Meta:
        abstract = True


class BetweenMemberAndReviewer(models.Model):
    """The base of every table whose rows are the member's and its reviewer's alone: the Secretariat does not find them."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ConfidentialManager[Self]] = ConfidentialManager()

    of_the_same: ClassVar[str] = ""
    """The name of a key to a row of the same two sides: the database holds this one's sides to that one's."""
    stays: ClassVar[bool] = False
    """What it says is never changed: only to whom it is shown, and that its person is gone."""

    class Meta:
        abstract = True
