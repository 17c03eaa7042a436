"""Nobody judges for the side they are on: who may be handed a protocol, and who of that office may not judge it."""

from collections.abc import Collection

from comity.benchmark import Party
from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.tenants.apart import offices_of
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation, Participation, Programme, Seat


def reviewers_for(actor: Actor) -> list[Organisation]:
    return offices_for(actor.programme, actor.organisation)


def offices_for(programme: Programme, member: Organisation) -> list[Organisation]:
    """Offices that do nothing else in the programme; none of the member's own group of companies."""
    here = Participation.objects.filter(programme=programme)
    groups = here.filter(organisation=member).exclude(group="").values("group")
    kin = set(here.filter(group__in=groups).values_list("organisation", flat=True))
    return [one for one in offices_of(programme) if one.pk not in kin | {member.pk}]


def on_the_members_side(actor: Actor, cases: Collection[Case]) -> set[int]:
    """Those of the cases, by key, that the person may not judge. Asked at every step, because a seat may be newer than the review.
    Who once spoke for the member never judges what they said.
    """
    person = actor.person
    seats = Seat.objects.filter(person=person, programme=actor.programme)
    companies = set(seats.values_list("organisation_id", flat=True))
    own = {one.pk for one in cases if one.person_id == person.pk or one.organisation_id in companies}
    papers = Papers.objects.within(actor.scope).filter(case__in=cases)
    stepped = {
        case
        for case, history in papers.values_list("case_id", "history")
        if any(one["by"] == f"person {person.pk}" and one["party"] == Party.MEMBER for one in history)
    }
    parts = LogPart.objects.within(actor.scope).filter(case__in=cases, person=person)
    spoken = parts.filter(lines__contains=f'"party":"{Party.MEMBER}"').values_list("case_id", flat=True)
    return own | stepped | set(spoken)
