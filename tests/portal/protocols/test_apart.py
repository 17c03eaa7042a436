"""Nobody judges for the side they are on."""

import pytest
from django.test import Client

from comity.benchmark import Party
from comity.portal.accounts.services import accept_seat, invite
from comity.portal.protocols.errors import NoReviewer
from comity.portal.protocols.queries import case_numbered, handed_cases, party_of, reviewers_for
from comity.portal.protocols.services import submit
from comity.portal.tenants.errors import NotApart
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.models import Participation, Person, Seat
from comity.portal.tenants.roles import Kind, Role
from tests.portal.addresses import PROGRAMME
from tests.portal.protocols.cast import OFFICE, again, handed_in, in_review, office_of, sent

pytestmark = pytest.mark.django_db


def take_part(actor: Actor, kind: Kind) -> None:
    Participation.objects.create(
        programme=actor.programme, organisation=actor.organisation, kind=kind, joined="2024-01-01"
    )


def test_the_secretariats_manager_makes_no_reviewer_of_the_own_office(ines: Actor, birch: Client) -> None:
    with pytest.raises(NotApart):
        invite(
            actor=ines,
            email="other@hedgerow.example",
            organisation=ines.organisation,
            role=Role.BENCHMARK_REVIEWER,
        )
    said = {
        "email": "other@hedgerow.example",
        "organisation": "hedgerow-office",
        "role": "benchmark-reviewer",
    }

    assert birch.post(f"{PROGRAMME}people/invite/", said).status_code == 409
    assert not Participation.objects.filter(organisation=ines.organisation, kind=Kind.REVIEWER).exists()


def test_a_manager_takes_no_seat_at_a_reviewers_office(ines: Actor) -> None:
    office = office_of().organisation

    with pytest.raises(NotApart, match="other side"):
        invite(actor=ines, email=ines.person.email, organisation=office, role=Role.BENCHMARK_REVIEWER)


def test_what_was_offered_apart_is_asked_again_when_it_is_taken(ines: Actor) -> None:
    office, person = office_of().organisation, Person.objects.create_user("quinn@fair-measure.example")
    token = invite(actor=ines, email=person.email, organisation=office, role=Role.BENCHMARK_REVIEWER)
    Participation.objects.create(
        programme=ines.programme, organisation=office, kind=Kind.MEMBER, joined="2024-01-01"
    )

    with pytest.raises(NotApart):
        accept_seat(token=token, person=person)
    assert not Seat.objects.filter(person=person).exists()


def test_a_reviewers_office_gets_no_seat_of_another_kind(ines: Actor) -> None:
    office = office_of().organisation

    with pytest.raises(NotApart):
        invite(actor=ines, email="new@fair-measure.example", organisation=office, role=Role.ADMIN)


def test_a_protocol_is_handed_to_offices_that_do_nothing_else_and_to_no_kin(ada: Actor, ines: Actor) -> None:
    pia, sam = office_of(), office_of("Sam Field", "sam@other-measure.example", office="other-measure")
    take_part(ines, Kind.REVIEWER)
    before = {one.slug for one in reviewers_for(ada)}
    here = Participation.objects.filter(programme=ada.programme)
    here.filter(organisation__in=[ada.organisation, sam.organisation]).update(group="Alnus")

    assert {OFFICE, "other-measure"} <= before
    assert "hedgerow-office" not in before
    assert pia.organisation in reviewers_for(ada)
    assert sam.organisation not in reviewers_for(ada)


def test_of_several_offices_the_member_names_the_one_that_reads_its_protocol(ada: Actor) -> None:
    office_of(), office_of("Sam Field", "sam@other-measure.example", office="other-measure")
    case = sent(ada)

    with pytest.raises(NoReviewer, match="Several offices"):
        submit(actor=ada, case=case)

    chosen = submit(actor=ada, case=again(ada, case), reviewer=OFFICE).reviewer
    assert chosen is not None
    assert chosen.slug == OFFICE


def test_who_has_a_seat_on_both_sides_judges_nothing_of_that_member(ada: Actor) -> None:
    pia = office_of()
    case = in_review(ada, pia)
    assert party_of(pia, case) is Party.REVIEWER
    assert case in handed_cases(pia)

    Seat.objects.create(
        person=pia.person, programme=ada.programme, organisation=ada.organisation, role=Role.READER
    )

    assert party_of(pia, case) is None
    assert case_numbered(pia, case.pk) is None
    assert case not in handed_cases(pia)


def test_who_spoke_for_the_member_judges_nothing_of_it_later(ada: Actor) -> None:
    office = office_of().organisation
    case = handed_in(ada)
    ada.person.seats.all().delete()
    Seat.objects.create(
        person=ada.person, programme=ada.programme, organisation=office, role=Role.BENCHMARK_REVIEWER
    )
    changed = actor_for(ada.person, programme="hedgerow", organisation=OFFICE)
    type(case).objects.within(changed.scope).filter(pk=case.pk).update(person=None)  # another one uploaded it

    assert party_of(changed, again(changed, case)) is None
