"""Members and colleagues for this room's tests: Alder answers, Bramble has answered too, Cedar must learn nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.contrib.auth import get_user_model
from django.test import Client

from comity.portal.accounts.views import BACKEND
from comity.portal.survey.models import Survey
from comity.portal.survey.queries import EVIDENCE, instrument_of, survey_of
from comity.portal.survey.services import open_survey, save_answers, sign_off
from comity.portal.tenants.gates import NOTICE, Actor, actor_for
from comity.portal.tenants.models import Organisation, Participation, Person, Programme, Seat
from comity.portal.tenants.roles import Kind, Role
from comity.survey import Instrument, load_instrument
from tests.survey.story import answers_of, evidence_of

PROGRAMME = "fernhill"
CLOSES = date(2026, 10, 31)
MEMBERS = ("alder-foods", "birch-drinks", "cedar-home", "dogwood-toys", "elm-dairy", "fir-paper")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who can be played, by e-mail address before the @: admin.alder-foods, colleague.alder-foods, ines (manager), counsel."""

    programme: Programme

    def actor(self, name: str) -> Actor:
        organisation = "office" if name in ("ines", "counsel") else name.partition(".")[2]
        return actor_for(_person(name), programme=PROGRAMME, organisation=organisation)

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(_person(name), backend=BACKEND)
        session = client.session
        session[NOTICE] = "2026-07-07"
        session.save()
        return client


def _person(name: str) -> Person:
    return Person.objects.get(email=f"{name}@example.org")


def make_people(members: tuple[str, ...] = MEMBERS) -> People:
    programme = Programme.objects.create(slug=PROGRAMME, name="Fernhill programme")
    office = Organisation.objects.create(slug="office", name="Fernhill Office")
    Participation.objects.create(
        programme=programme, organisation=office, kind=Kind.SECRETARIAT, joined=date(2015, 1, 1)
    )
    _seat(programme, office, "ines", Role.MANAGER)
    _seat(programme, office, "counsel", Role.COUNSEL)
    for at, slug in enumerate(members):
        member, _made = Organisation.objects.get_or_create(
            slug=slug, defaults={"name": slug.replace("-", " ").title()}
        )
        Participation.objects.create(
            programme=programme, organisation=member, kind=Kind.MEMBER, joined=date(2015 + at % 10, 3, 1)
        )
        _seat(programme, member, f"admin.{slug}", Role.ADMIN)
        _seat(programme, member, f"colleague.{slug}", Role.CONTRIBUTOR)
        _seat(programme, member, f"reader.{slug}", Role.READER)
    return People(programme=programme)


def _seat(programme: Programme, organisation: Organisation, name: str, role: Role) -> None:
    person, _made = get_user_model().objects.get_or_create(
        email=f"{name}@example.org", defaults={"name": name.partition(".")[0].title()}
    )
    Seat.objects.create(person=person, programme=programme, organisation=organisation, role=role)


questionnaire = lru_cache(load_instrument)
"""Read once for all tests: it takes a tenth of a second."""


def open_year(people: People, year: int = 2026, closes_on: date = CLOSES) -> Survey:
    name = f"maturity-{year}"
    return open_survey(
        actor=people.actor("ines"),
        instrument=questionnaire(name),
        translations={},
        closes_on=closes_on,
    )


def written_by(member: str, instrument: Instrument) -> dict[str, str]:
    """Complete answers, as they would be posted."""
    evidence = {f"{EVIDENCE}{line}": text for line, text in evidence_of(instrument).items()}
    return {**answers_of(member, instrument), **evidence}


def answer(people: People, survey: Survey, member: str, said: Mapping[str, str] | None = None) -> None:
    actor = people.actor(f"admin.{member}")
    whole = written_by(member, instrument_of(survey)) if said is None else said
    save_answers(actor=actor, survey=survey, said=whole, seen={})


def answer_and_sign(people: People, survey: Survey, member: str) -> None:
    answer(people, survey, member)
    sign_off(actor=people.actor(f"admin.{member}"), survey=survey, by="Ada Quist", role="Head of Sourcing")


def again(survey: Survey, people: People) -> Survey:
    found = survey_of(people.actor("ines").scope, survey.year)
    assert found is not None
    return found
