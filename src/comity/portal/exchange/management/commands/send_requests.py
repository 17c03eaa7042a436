"""`comity daily` runs it: what is due to leave, and reminders."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from comity.portal.exchange.models import CompanyKey
from comity.portal.exchange.services import send_due, shred_old
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.gates import Actor, actor_for, whole_programmes
from comity.portal.tenants.models import Organisation, Programme
from comity.portal.tenants.queries import seats_in
from comity.portal.tenants.roles import Role


class Command(BaseCommand):
    help = (
        "Sends the requests whose day has come, and reminders; writes down what ended, and deletes its grants"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--base", default=settings.COMITY_ADDRESS, help="under which address suppliers reach the portal"
        )

    @on_machine()
    def handle(self, *_arguments: Any, **options: Any) -> None:
        base = str(options["base"]).rstrip("/")
        for programme, scope in whole_programmes():
            shred_old(scope=scope)
            rows = CompanyKey.objects.within(scope).filter(is_holder=False).select_related("organisation")
            for organisation in dict.fromkeys(row.organisation for row in rows):
                actor = _somebody(programme, organisation)
                if actor is not None:
                    send_due(
                        actor=actor,
                        address=lambda purpose, token: base + reverse(purpose, kwargs={"token": token}),
                    )


def _somebody(programme: Programme, organisation: Organisation) -> Actor | None:
    """For whom the company sends: whoever has the seat today, because who made its key may have left."""
    seat = seats_in(programme, organisation, roles=(Role.ADMIN, Role.REQUESTER)).first()
    if seat is None:
        return None
    return actor_for(seat.person, programme=programme.slug, organisation=organisation.slug)
