"""What the Secretariat does with a year's survey: it is opened, moved, reminded of, closed; one member is reopened or left out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.mail import send_mail_later
from comity.portal.programme.queries import survey_rules_now
from comity.portal.survey.errors import (
    AlreadyAsked,
    DayIsPast,
    NotAsked,
)
from comity.portal.survey.models import Stage, Survey
from comity.portal.survey.queries import (
    campaign_of,
    status_of,
)
from comity.portal.survey.services.parts import (
    locked_response,
    locked_survey,
    named,
    require_asked,
    require_still,
    unsign,
)
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation, Seat
from comity.portal.tenants.queries import members_of
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope
from comity.survey import (
    Instrument,
    Rule,
    Step,
    instrument_from,
    instrument_text,
    load_instrument,
    packaged_instruments,
    take,
)

ANSWERERS = (Role.ADMIN, Role.CONTRIBUTOR)


@transaction.atomic
def open_survey(
    *, actor: Actor, instrument: Instrument, translations: Mapping[str, str], closes_on: date
) -> Survey:
    """The questionnaire is kept as it is now: a later version of it changes no survey that has begun."""
    _require_future(closes_on)
    instrument, translations = _by_rules(actor.scope, instrument, translations)
    if Survey.objects.within(actor.scope).filter(year=instrument.edition).exists():
        raise AlreadyAsked(
            f"There is a survey of {instrument.edition} already.",
            remedy="Go on with that one, or choose the questionnaire of another year.",
        )
    survey = Survey.objects.add(
        actor.scope,
        year=instrument.edition,
        name=instrument.name,
        instrument=instrument_text(instrument),
        translations=dict(translations),
        closes_on=closes_on,
        opened_at=now(),
    )
    record(
        actor=actor,
        verb="survey-opened",
        subject=named(survey),
        facts={
            "questionnaire": instrument.digest,
            "questions": len(instrument.questions),
            "closes": closes_on,
        },
    )
    return survey


def _by_rules(
    scope: Scope, instrument: Instrument, translations: Mapping[str, str]
) -> tuple[Instrument, Mapping[str, str]]:
    """The rule of levels is the programme's where it has chosen one, in every language."""
    said = survey_rules_now(scope).rule
    if not said or said == instrument.rule:
        return instrument, translations
    rule = Rule(said)
    return replace(instrument, rule=rule), {
        code: instrument_text(replace(instrument_from(text, where=code), rule=rule))
        for code, text in translations.items()
    }


@lru_cache(maxsize=16)
def packaged_translations(name: str) -> Mapping[str, str]:
    """Language -> the questionnaire in it. Read once: it takes most of a second."""
    names = [one for one in packaged_instruments() if one.startswith(f"{name}.")]
    return {one.rpartition(".")[2]: instrument_text(load_instrument(one)) for one in names}


def _require_future(closes_on: date) -> None:
    if closes_on < today():
        raise DayIsPast(
            f"The closing day, {closes_on:%d %B %Y}, is past.", remedy="Choose a day from today on."
        )


@transaction.atomic
def move_closing_day(*, actor: Actor, survey: Survey, closes_on: date) -> None:
    _require_future(closes_on)
    locked = locked_survey(actor.scope, survey)
    if locked.stage != Stage.OPEN:
        raise DayIsPast(
            "The survey is closed: its closing day cannot be moved.",
            remedy="Reopen it for the one member that needs time, with a reason.",
        )
    Survey.objects.within(actor.scope).filter(pk=survey.pk).update(closes_on=closes_on)
    record(
        actor=actor,
        verb="survey-closing-day-moved",
        subject=named(survey),
        facts={"from": locked.closes_on, "to": closes_on},
    )


@transaction.atomic
def remind(*, actor: Actor, survey: Survey, address: Callable[[str], str]) -> int:
    """Everybody who could answer for a member that is waited for and was not reminded today, each in their language. How many
    messages went out: pressed twice, it writes to nobody twice, and of two at once one waits.

    `address` makes a link to a member's survey from its slug.
    """
    survey = locked_survey(actor.scope, survey)
    take(campaign_of(survey, {}), Step.REMIND, on=today(), by=actor.person.email)
    waited_for = {line.slug for line in status_of(actor.scope, survey).to_remind}
    if not waited_for:
        return 0
    seats = Seat.objects.filter(
        programme_id=actor.scope.programme_id, organisation__slug__in=waited_for, role__in=ANSWERERS
    ).select_related("person", "organisation")
    people = {(one.organisation.slug, one.person_id): one for one in seats if one.person.is_active}
    for (slug, _person), seat in sorted(people.items()):
        with translation.override(seat.person.language or settings.LANGUAGE_CODE):
            send_mail_later(
                to=seat.person.email,
                subject=_("The survey of %(year)s waits for %(member)s")
                % {"year": survey.year, "member": seat.organisation.name},
                text=_reminder(survey, seat, address(slug)),
            )
    on = dict.fromkeys(waited_for, today().isoformat())
    Survey.objects.within(actor.scope).filter(pk=survey.pk).update(reminded={**survey.reminded, **on})
    record(
        actor=actor,
        verb="survey-reminded",
        subject=named(survey),
        facts={"members": ", ".join(sorted(waited_for)), "messages": len(people)},
    )
    return len(people)


def _reminder(survey: Survey, seat: Seat, address: str) -> str:
    said = {
        "name": seat.person.name or seat.person.email,
        "programme": survey.programme.name,
        "year": survey.year,
        "day": date_format(survey.closes_on, "DATE_FORMAT"),
        "member": seat.organisation.name,
        "address": address,
    }
    return (
        _(
            "Dear %(name)s,\n\n"
            "the yearly survey of %(programme)s for %(year)s is open until %(day)s, and %(member)s has not signed it off yet.\n\n"
            "%(address)s\n\n"
            "Everything is saved as you go, colleagues can answer with you, and last year's answers are offered as drafts. "
            "Nobody outside your company sees an answer of yours.\n\n"
            "With kind regards\nThe Secretariat"
        )
        % said
    )


@transaction.atomic
def close_survey(*, actor: Actor, survey: Survey) -> None:
    """Answers are frozen. What is not signed off counts in no figure."""
    locked = locked_survey(actor.scope, survey)
    take(campaign_of(locked, {}), Step.CLOSE, on=today(), by=actor.person.email)
    Survey.objects.within(actor.scope).filter(pk=survey.pk).update(stage=Stage.CLOSED)
    status = status_of(actor.scope, survey)
    record(
        actor=actor,
        verb="survey-closed",
        subject=named(survey),
        facts={"signed off": status.signed, "asked": status.asked},
    )


@transaction.atomic
def reopen(*, actor: Actor, survey: Survey, member: Organisation, reason: str) -> None:
    """For one member, after the close: its answers can be changed until it signs them off again."""
    locked = locked_survey(actor.scope, survey)
    require_still(actor.scope, locked)
    take(
        campaign_of(locked, {}),
        Step.REOPEN,
        on=today(),
        by=actor.person.email,
        member=member.slug,
        reason=reason,
    )
    response = locked_response(actor.scope.narrowed(member.pk), survey)
    require_asked(response)
    response.reopened_at, response.reopened_because = now(), reason.strip()[:400]
    unsign(response)
    response.save()
    record(
        actor=actor,
        verb="survey-reopened",
        subject=f"{named(survey)}, {member.name}",
        facts={"reason": reason.strip()},
    )


@transaction.atomic
def leave_out(*, actor: Actor, survey: Survey, member: Organisation, reason: str) -> None:
    """The member has left the programme: its answers are kept, and count in no figure."""
    locked = locked_survey(actor.scope, survey)
    require_still(actor.scope, locked)
    if locked.stage == Stage.PUBLISHED:
        raise NotAsked(
            "The figures of this survey are out; they stay as they are.",
            remedy="Leave the member out of the next survey.",
        )
    response = locked_response(actor.scope.narrowed(member.pk), survey)
    response.left_on, response.left_because = today(), reason.strip()[:400]
    response.save()
    record(
        actor=actor,
        verb="survey-left",
        subject=f"{named(survey)}, {member.name}",
        facts={"reason": reason.strip()},
    )


def members_named(scope: Scope, slug: str) -> Organisation | None:
    found = [one.organisation for one in members_of(scope) if one.organisation.slug == slug]
    return found[0] if found else None
