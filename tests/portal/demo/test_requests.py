from collections import Counter

import pytest
from django.test import Client

from comity.exchange import Key
from comity.portal.demo.make import CAST, demo_requests
from comity.portal.exchange.models import Ask
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import KIND_OF, Kind, Role

pytestmark = pytest.mark.django_db


def test_requests_stand_in_several_states_and_the_key_is_their_members(ada: Actor) -> None:
    key = demo_requests()

    states = Counter(Ask.objects.within(ada.scope).values_list("state", flat=True))
    assert states == {"delivered": 1, "declined": 1, "sent": 2, "drafted": 2}
    assert Key.of_text(key).owner == "Alder Foods"


def test_one_click_opens_the_suppliers_page_with_who_still_waits() -> None:
    demo_requests()
    client = Client()

    page = client.post("/demo/", {"supplier": "1"}, follow=True)

    assert "Bramble Foods" in page.content.decode()
    assert 'lang="tr"' in page.content.decode()


def test_somebody_can_be_clicked_for_every_role_that_has_pages() -> None:
    played = {role for one in CAST for role in one.roles}

    assert played >= {
        role for role in Role if KIND_OF[role] in {Kind.SECRETARIAT, Kind.MEMBER, Kind.AUDITOR, Kind.REVIEWER}
    }
