"""Somebody of each role in the programme: members' roles at Alder, each with one seat and no other."""

from comity.portal.tenants.models import Organisation, Participation, Person, Programme, Seat
from comity.portal.tenants.roles import KIND_OF, Kind, Role

HOMES = {
    Kind.MEMBER: "alder-foods",
    Kind.SECRETARIAT: "hedgerow-office",
    Kind.AUDITOR: "assurance-partners",
}


def seat_of(role: Role) -> Seat:
    programme = Programme.objects.get(slug="hedgerow")
    home, _ = Organisation.objects.get_or_create(
        slug=HOMES.get(KIND_OF[role], "somebody-else"), defaults={"name": "Somebody Else"}
    )
    Participation.objects.get_or_create(
        programme=programme, organisation=home, kind=KIND_OF[role], defaults={"joined": "2024-01-01"}
    )
    person = Person.objects.create_user(f"{role}@roles.example", None, name=role.label)
    return Seat.objects.create(person=person, programme=programme, organisation=home, role=role)
