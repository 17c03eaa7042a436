"""Which seats an organisation can have beside what it is. Benchmark reviewers stand apart: their office does nothing else in the programme, and its people sit on no other side of it.

Otherwise the Secretariat, which sees state and numbers of a protocol, would read its wording by giving itself a seat.
"""

from collections.abc import Collection

from comity.portal.tenants.errors import NotApart, RoleElsewhere
from comity.portal.tenants.models import Organisation, Participation, Programme, Seat
from comity.portal.tenants.roles import KIND_OF, MEMBER, SECRETARIAT, Kind, Role, roles_at


def offices_of(programme: Programme) -> list[Organisation]:
    """Who reviews protocols in the programme, and does nothing else in it."""
    here = Participation.objects.filter(programme=programme)
    others = here.exclude(kind=Kind.REVIEWER).values("organisation")
    found = here.filter(kind=Kind.REVIEWER).exclude(organisation__in=others).select_related("organisation")
    return [one.organisation for one in found.order_by("organisation__name")]


def require_apart(programme: Programme, organisation: Organisation, role: Role, *, email: str) -> None:
    """Before a seat is offered, and again before it is given: either may have changed meanwhile."""
    kinds = kinds_of(programme, organisation)
    if role is Role.BENCHMARK_REVIEWER and kinds != {Kind.REVIEWER}:
        raise NotApart(
            f"{organisation.name} is no reviewer's office, or is something else in this programme, too.",
            remedy="Add the reviewer's office under Members, and invite its people there.",
        )
    if Kind.REVIEWER in kinds and KIND_OF[role] not in kinds:
        raise NotApart(
            f"{organisation.name} reviews protocols, and does nothing else in this programme.",
            remedy="Give the seat at another organisation.",
        )
    _require_kind(organisation, role, kinds)
    _require_one_side(programme, role, email)


def _require_kind(organisation: Organisation, role: Role, kinds: Collection[str]) -> None:
    """A seat makes an organisation what its role belongs to: a reader's would make a member of the Secretariat's office."""
    if role not in roles_at(kinds):
        raise RoleElsewhere(
            f"{organisation.name} takes part in this programme as something else, and has no seat of this role.",
            remedy="Choose another role, or the organisation that it belongs to.",
        )


def _require_one_side(programme: Programme, role: Role, email: str) -> None:
    reviews, sides = {Role.BENCHMARK_REVIEWER}, SECRETARIAT | MEMBER
    other: Collection[Role] = sides if role in reviews else reviews if role in sides else ()
    if Seat.objects.filter(programme=programme, person__email=email, role__in=other).exists():
        raise NotApart(
            "This person has a seat on the other side of protocols already.",
            remedy="Invite somebody else: nobody reviews for those whose side they are on.",
        )


def kinds_of(programme: Programme, organisation: Organisation) -> set[str]:
    found = Participation.objects.filter(programme=programme, organisation=organisation)
    return set(found.values_list("kind", flat=True))


def kinds_within(programme: Programme) -> dict[int, set[str]]:
    """Of each organisation that takes part, by its primary key."""
    found: dict[int, set[str]] = {}
    for organisation, kind in Participation.objects.filter(programme=programme).values_list(
        "organisation_id", "kind"
    ):
        found.setdefault(organisation, set()).add(kind)
    return found
