"""Opening a round, setting its days, and reminding members of what they lack: by one click, or by the calendar.

A reminder names the member's own missing links and nobody else's, in the language of each person it goes to. A day of the calendar
reminds each member once, however many workers look at it, and a day that nobody looked at for long is left out: a reminder that comes a
week late would be none.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.membership import Link
from comity.portal.ledger.services import record
from comity.portal.membership.models import Round
from comity.portal.membership.queries import current_round, round_named
from comity.portal.ports.clock import now, today
from comity.portal.ports.mail import send_mail_later
from comity.portal.rounds.errors import NobodyToRemind, RoundKnown
from comity.portal.rounds.models import Reminder
from comity.portal.rounds.queries import Cockpit, Line, cockpit_of, reminder_days
from comity.portal.shell.sentences import in_own_words
from comity.portal.tenants.gates import Actor, manager_of, whole_programmes
from comity.portal.tenants.models import Programme, Seat
from comity.portal.tenants.queries import seats_within
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope

REMINDED = (Role.ADMIN, Role.CONTRIBUTOR)
USUAL_DAYS = (14, 3, -1, -7)
LATE_BY_DAYS = 3
"""For so long after its day the calendar still reminds: a weekend without a machine."""


@transaction.atomic
def open_round(
    *, actor: Actor, slug: str, cutoff: date, opens_on: date, lists_due_on: date, remind_days: Iterable[int]
) -> Round:
    if round_named(actor.scope, slug) is not None:
        raise RoundKnown(
            f"There is a round {slug} already.", remedy="Give the new one another name, such as 2027-H1."
        )
    made = Round.objects.add(
        actor.scope,
        slug=slug,
        cutoff=cutoff,
        opens_on=opens_on,
        lists_due_on=lists_due_on,
        statement=actor.programme.statement,
        remind_days=sorted(remind_days, reverse=True),
        keeper=actor.person,
    )
    facts = {"cut-off": cutoff, "opens": opens_on, "lists due": lists_due_on}
    record(actor=actor, verb="round-opened", subject=slug, facts=facts)
    return made


@transaction.atomic
def set_calendar(*, actor: Actor, round_: Round, lists_due_on: date, remind_days: Iterable[int]) -> None:
    """The cut-off stays: what was audited until when is what the lists were asked for."""
    days = sorted(remind_days, reverse=True)
    Round.objects.within(actor.scope).filter(pk=round_.pk).update(
        lists_due_on=lists_due_on, remind_days=days, keeper=actor.person
    )
    facts = {"lists due": lists_due_on, "reminders": ", ".join(map(str, days)) or "none"}
    record(actor=actor, verb="calendar-set", subject=round_.slug, facts=facts)


@transaction.atomic
def remind(
    *, actor: Actor, round_: Round, members: Iterable[str] | None = None, scheduled: date | None = None
) -> int:
    """Those of `members` who lack something that they can do, or all who do; by a click none whom one reached today already.
    How many members were written to."""
    # Of two clicks the second waits here, and finds who was reminded.
    Round.objects.within(actor.scope).select_for_update().get(pk=round_.pk)
    cockpit = cockpit_of(actor.scope, round_)
    asked = None if members is None else set(members)
    lines = [one for one in cockpit.asked if asked is None or one.slug in asked]
    if scheduled is None:
        lines = _not_today(lines)
    seats = _seats_of(actor.scope, {one.slug for one in lines})
    reached = [one for one in lines if seats.get(one.slug)]
    if not reached:
        raise NobodyToRemind(
            "Nobody was reminded: nobody lacks anything, or nobody of them has a seat.",
            remedy="Invite an administrator of each member first.",
        )
    for line in reached:
        for seat in seats[line.slug]:
            _write(actor.programme, cockpit, line, seat)
        Reminder.objects.add(
            actor.scope,
            round=round_,
            organisation=seats[line.slug][0].organisation,
            person=actor.person,
            at=now(),
            scheduled=scheduled,
        )
    record(
        actor=actor,
        verb="members-reminded",
        subject=round_.slug,
        facts={
            "members": ", ".join(one.slug for one in reached),
            "by": "calendar" if scheduled else "a click",
        },
    )
    return len(reached)


def _not_today(lines: list[Line]) -> list[Line]:
    left = [one for one in lines if not one.is_reminded_today]
    if lines and not left:
        raise NobodyToRemind(
            "Nobody was reminded: whoever lacks something was reminded today already.",
            remedy="Give them until tomorrow.",
        )
    return left


def _seats_of(scope: Scope, members: set[str]) -> dict[str, list[Seat]]:
    """Of each member the people who can do something about it, each once."""
    found: dict[str, dict[int, Seat]] = {}
    for one in seats_within(scope):
        if one.organisation.slug in members and one.role in REMINDED and one.person.is_active:
            found.setdefault(one.organisation.slug, {})[one.person_id] = one
    return {slug: list(people.values()) for slug, people in found.items()}


def _write(programme: Programme, cockpit: Cockpit, line: Line, seat: Seat) -> None:
    with translation.override(seat.person.language or settings.LANGUAGE_CODE):
        subject, text = reminder_text(programme, cockpit, line, name=str(seat.person))
    send_mail_later(to=seat.person.email, subject=subject, text=text)


def reminder_text(programme: Programme, cockpit: Cockpit, line: Line, *, name: str) -> tuple[str, str]:
    """Subject and body, in the language that is active."""
    page = reverse("member-home", kwargs={"programme": programme.slug, "organisation": line.slug})
    said = {
        "name": name,
        "member": line.name,
        "programme": programme.name,
        "round": cockpit.round.slug,
        "day": formats.date_format(cockpit.round.lists_due_on, "DATE_FORMAT"),
        "missing": "\n".join(
            f"– {in_own_words(one.message)} {in_own_words(one.remedy)}" for one in line.asked
        ),
        "address": f"{settings.COMITY_ADDRESS}{page}",
    }
    return _("%(programme)s, round %(round)s: what %(member)s still needs") % said, "\n\n".join(
        [
            _("Dear %(name)s,") % said,
            _("for the common list of round %(round)s this is still open at %(member)s:") % said,
            said["missing"],
            *([_when(cockpit)] if any(one.link is Link.CONTRIBUTION for one in line.asked) else []),
            _("Your page says more, and is where to do it: %(address)s") % said,
            _("If something stands in the way, answer this message; we are glad to help."),
            _("With kind regards\nThe Secretariat"),
        ]
    )


def _when(cockpit: Cockpit) -> str:
    day = formats.date_format(cockpit.round.lists_due_on, "DATE_FORMAT")
    if cockpit.days_left >= 0:
        return _("Lists are due on %(day)s.") % {"day": day}
    late = -cockpit.days_left
    told = ngettext(
        "Lists were due on %(day)s, %(n)d day ago; yours is still welcome.",
        "Lists were due on %(day)s, %(n)d days ago; yours is still welcome.",
        late,
    )
    return told % {"day": day, "n": late}


def remind_by_calendar() -> int:
    """What workers do beside their jobs: of every programme, the calendar's day that has come. How many members were written to."""
    return sum(_remind_due(programme, scope) for programme, scope in whole_programmes())


def _remind_due(programme: Programme, scope: Scope) -> int:
    round_, day = current_round(scope), today()
    if round_ is None:
        return 0
    due = [one for one in reminder_days(round_) if one <= day <= one + timedelta(days=LATE_BY_DAYS)]
    # Who set the calendar, or where they have left any manager who is there.
    keeper = manager_of(programme, scope, first=round_.keeper)
    if not due or keeper is None:
        return 0
    with transaction.atomic():
        # Of several workers the second waits here, and finds the day done.
        Round.objects.within(scope).select_for_update().get(pk=round_.pk)
        if Reminder.objects.within(scope).filter(round=round_, scheduled=due[-1]).exists():
            return 0
        try:
            return remind(actor=keeper, round_=round_, scheduled=due[-1])
        except NobodyToRemind:
            return 0
