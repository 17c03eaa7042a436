from datetime import date

import pytest
from django.core import mail
from django.core.management import call_command

from comity.exchange import Key, State
from comity.portal.exchange.models import CompanyKey
from comity.portal.exchange.queries import shown
from comity.portal.exchange.services import send
from comity.portal.ports.clock import now, playing_on
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Person
from tests.portal.exchange.cast import address, drafted

pytestmark = pytest.mark.django_db


def test_the_daily_run_sends_what_is_due_also_when_who_made_the_key_has_left(
    ada: Actor, alder_key: Key
) -> None:
    asks = [drafted(ada, supplier=f"Mill {at}", email=f"office@mill-{at}.example") for at in range(3)]
    send(actor=ada, asks=asks, address=address, per_day=1)
    gone = Person.objects.create_user("gone@alder-foods.example", None, name="Gone")
    CompanyKey.objects.within(ada.scope).update(person=gone)
    mail.outbox.clear()

    with playing_on(date(2026, 10, 6)):
        call_command("send_requests", base="https://portal.example/")
        call_command("send_requests", base="https://portal.example/")

    assert [one.to for one in mail.outbox] == [["office@mill-1.example"]]
    assert "https://portal.example/answer/" in str(mail.outbox[0].body)
    for one in asks:
        one.refresh_from_db()
    assert [shown(one, at=now()).state for one in asks] == [State.SENT, State.SENT, State.DRAFTED]
