"""The case of a protocol as the programme sees it, its papers, and the log of what was said in it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.benchmark.case import State
from comity.portal.ports.clock import today
from comity.portal.protocols.words import STATES, TONES
from comity.portal.tenants.models import (
    BetweenMemberAndReviewer,
    OfProgramme,
    Organisation,
    Person,
    SharedWithReviewer,
)


class Reading(models.TextChoices):
    STORED = "stored", _("waiting to be read")
    READ = "read", _("read")
    UNREADABLE = "unreadable", _("cannot be read")


class Case(SharedWithReviewer):
    """What the Secretariat may know: state and numbers, and nothing that the protocol says."""

    number = models.PositiveIntegerField()  # of the member's
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=40, blank=True)
    criteria = models.CharField(max_length=60)
    criteria_digest = models.CharField(max_length=80)
    protocol_digest = models.CharField(max_length=80, blank=True)  # once it is read
    questions = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    assessor = models.ForeignKey(  # whose verdict it is; colleagues code again
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reading = models.CharField(max_length=12, choices=Reading, default=Reading.STORED)
    state = models.CharField(max_length=20, default="draft")  # as `comity.benchmark.case` names it
    moved_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    rule = models.JSONField(
        default=dict
    )  # by which it is judged since it was handed in; {}: the one that comes with Comity
    verdict_rule = models.JSONField(default=dict)  # by which the last verdict was given
    next_reviewer = models.ForeignKey(  # whom the Secretariat proposes, until the member answers
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    begins_anew = models.BooleanField(default=False)  # another office had it before

    covered = models.CharField(max_length=12, blank=True)  # "132/154", once it is decided
    percent = models.CharField(max_length=12, blank=True)
    with_halves = models.CharField(max_length=12, blank=True)
    missing_critical = models.PositiveIntegerField(null=True)
    unread = models.PositiveIntegerField(null=True)  # criteria whose credit rests on links that nobody read
    numbers = models.JSONField(default=dict)  # of `comity.benchmark.retold`: the verdict by any other rule
    log_digest = models.CharField(max_length=80, blank=True)  # of what the last verdict rests on
    log_entries = models.PositiveIntegerField(default=0)  # as many were in the log then

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "number"], name="one-protocol-a-number"
            )
        ]

    @property
    def state_now(self) -> str:
        """By today: what runs out is told by nobody's step."""
        is_over = self.state == State.EQUIVALENT and self.valid_until and today() > self.valid_until
        return State.EXPIRED if is_over else self.state

    @property
    def is_before_office(self) -> bool:
        return self.state in (State.SUBMITTED, State.IN_REVIEW, State.QUERIED)

    @property
    def state_words(self) -> str:
        return str(STATES[self.state_now])

    @property
    def tone(self) -> str:
        return TONES.get(self.state_now, "")

    @property
    def called(self) -> str:
        return f"{self.name} {self.version}".strip()


class Papers(BetweenMemberAndReviewer):
    """The file and what was read in it, by their keys in storage; and the steps of the case with what was written at each."""

    of_the_same = "case"
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="papers")
    filename = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=80)  # of the bytes
    size = models.PositiveBigIntegerField()
    reading_key = models.CharField(max_length=64, blank=True)
    vectors_key = models.CharField(max_length=64, blank=True)  # what sentence models made of its texts
    notes = models.JSONField(default=list)  # said aloud by the program when it proposed
    office_notes = models.JSONField(default=list)  # to the office alone, when its review began
    message = models.TextField(blank=True)  # why it cannot be read
    remedy = models.TextField(blank=True)
    history = models.JSONField(default=list)  # of `comity.benchmark.case.Moved`


class LogPart(BetweenMemberAndReviewer):
    """Entries of the log that came in at once, one a line as `comity.benchmark.log_lines` writes them. Only ever added."""

    of_the_same, stays = "case", True
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parts")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # none: the machine
    at = models.DateTimeField()
    lines = models.TextField()

    class Meta:
        ordering: ClassVar = ["first"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "first"], name="one-part-a-place")]


class Convergence(OfProgramme):
    """What all benchmarked protocols have in common, as it was counted once; told so that nobody's protocol can be solved for."""

    criteria = models.CharField(max_length=60)
    criteria_digest = models.CharField(max_length=80)
    on = models.DateField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    told = models.JSONField()  # of `comity.survey.demands`, without a member's name
    memory_key = models.CharField(max_length=64, blank=True)  # of whom it was counted: opened by no page

    class Meta:
        ordering: ClassVar = ["-pk"]
