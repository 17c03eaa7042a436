"""Nobody judges for the side they are on: who may be handed a protocol, and who of that office may not judge it."""

from comity.benchmark import Party
from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.tenants.apart import offices_of
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation, Participation, Seat


def reviewers_for(actor: Actor) -> list[Organisation]:
    """Offices that do nothing else in the programme; none of the member's own group of companies."""
    here = Participation.objects.filter(programme=actor.programme)
    groups = here.filter(organisation=actor.organisation).exclude(group="").values("group")
    kin = set(here.filter(group__in=groups).values_list("organisation", flat=True))
    return [one for one in offices_of(actor.programme) if one.pk not in kin | {actor.organisation.pk}]


def is_on_the_members_side(actor: Actor, case: Case) -> bool:
    """Asked at every step, because a seat may be newer than the review. Who once spoke for the member never judges what they said."""
    person = actor.person
    seats = Seat.objects.filter(person=person, programme=actor.programme, organisation=case.organisation_id)
    if case.person_id == person.pk or seats.exists():
        return True
    history = Papers.objects.within(actor.scope).filter(case=case).values_list("history", flat=True).first()
    if any(one["by"] == f"person {person.pk}" and one["party"] == Party.MEMBER for one in history or ()):
        return True
    parts = LogPart.objects.within(actor.scope).filter(case=case, person=person)
    return parts.filter(lines__contains=f'"party":"{Party.MEMBER}"').exists()
