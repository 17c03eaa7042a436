"""Recording what the Secretariat knows of a member; and who reviews protocols."""

from datetime import date

from django.db import transaction
from django.utils.text import slugify

from comity.portal.ledger.services import record
from comity.portal.members.errors import MemberKnown
from comity.portal.membership.models import ApprovedNothing, RecordedBenchmark, Round
from comity.portal.ports.clock import today
from comity.portal.tenants.apart import kinds_of
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation, Participation
from comity.portal.tenants.roles import Kind


@transaction.atomic
def add_member(*, actor: Actor, name: str, joined: date, group: str) -> Organisation:
    """A company that takes part as something else already stays one company; who reviews protocols sends none."""
    slug = slugify(name) or "member"
    home, _ = Organisation.objects.get_or_create(slug=slug, defaults={"name": name})
    if Kind.REVIEWER in kinds_of(actor.programme, home):
        raise MemberKnown(
            f"{home.name} reviews protocols in this programme, and is no member of it.",
            remedy="Add the company under another name.",
        )
    _participation, is_new = Participation.objects.get_or_create(
        programme=actor.programme,
        organisation=home,
        kind=Kind.MEMBER,
        defaults={"joined": joined, "group": group},
    )
    if not is_new or home.name != name:
        raise MemberKnown(
            f"There is a company called {home.name} already.",
            remedy="Look for it among the members; if it is another one, add its place to the name.",
        )
    record(actor=actor, verb="member-added", subject=name, facts={"joined": joined, "group": group or "–"})
    return home


@transaction.atomic
def add_office(*, actor: Actor, name: str, group: str = "") -> Organisation:
    """A reviewer's: what members hand to it the Secretariat does not read, so that it is nothing else in the programme."""
    home, _ = Organisation.objects.get_or_create(slug=slugify(name) or "reviewer", defaults={"name": name})
    if home.name != name or kinds_of(actor.programme, home):
        raise MemberKnown(
            f"{home.name} takes part in this programme already.",
            remedy="If it is another office, add its place to the name.",
        )
    Participation.objects.create(
        programme=actor.programme, organisation=home, kind=Kind.REVIEWER, joined=today(), group=group
    )
    record(actor=actor, verb="reviewers-office-added", subject=name, facts={"group": group or "–"})
    return home


@transaction.atomic
def record_benchmark(
    *, actor: Actor, member: Organisation, protocol: str, valid_from: date, valid_until: date
) -> RecordedBenchmark:
    """The verdict was made in `comity benchmark`, with people; here the programme remembers it."""
    kept = RecordedBenchmark.objects.add(
        actor.scope.narrowed(member.pk), protocol=protocol, valid_from=valid_from, valid_until=valid_until
    )
    record(
        actor=actor,
        verb="benchmark-recorded",
        subject=member.name,
        facts={"protocol": protocol, "from": valid_from, "until": valid_until},
    )
    return kept


@transaction.atomic
def approve_nothing(*, actor: Actor, member: Organisation, round_: Round) -> ApprovedNothing:
    """Twice is once."""
    known = ApprovedNothing.objects.within(actor.scope).filter(organisation=member, round=round_).first()
    if known is not None:
        return known
    kept = ApprovedNothing.objects.add(
        actor.scope, organisation=member, round=round_, approved_by=actor.person.name, on=today()
    )
    record(actor=actor, verb="nothing-approved", subject=member.name, facts={"round": round_.slug})
    return kept
