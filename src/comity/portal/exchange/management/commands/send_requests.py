"""`manage.py send_requests --base https://…`: once a day, what is due to leave, and reminders."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from comity.portal.exchange.models import CompanyKey
from comity.portal.exchange.services import send_due
from comity.portal.tenants.gates import actor_for, whole_programmes


class Command(BaseCommand):
    help = "Sends the requests whose day has come, and reminders"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--base", required=True, help="under which address suppliers reach the portal")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        base = str(options["base"]).rstrip("/")
        for programme, scope in whole_programmes():
            done: set[int] = set()
            rows = CompanyKey.objects.within(scope).filter(is_holder=False)
            for row in rows.select_related("person", "organisation"):
                if row.person is None or row.organisation_id in done:
                    continue
                done.add(row.organisation_id)
                actor = actor_for(row.person, programme=programme.slug, organisation=row.organisation.slug)
                send_due(
                    actor=actor,
                    address=lambda purpose, token: base + reverse(purpose, kwargs={"token": token}),
                )
