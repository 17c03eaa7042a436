import pytest
from django.test import Client

from comity.portal.demo.make import demo_protocols
from comity.portal.protocols.queries import latest_cases, own_cases
from comity.portal.tenants.gates import Actor

pytestmark = pytest.mark.django_db


def test_protocols_stand_at_several_steps_and_one_click_leads_the_reviewer_to_what_waits(
    ada: Actor, ines: Actor
) -> None:
    demo_protocols()
    client = Client()

    client.post("/demo/", {"email": "pia@fair-measure.example"})
    client.post("/notice/", {"next": "/"})
    page = client.get(client.get("/").headers["Location"]).content.decode()

    states = [one.state for one in latest_cases(ines.scope)]
    assert set(states) == {"submitted", "in review", "equivalent", "not yet equivalent"}
    assert [one.state for one in own_cases(ada)] == ["draft", "equivalent"]
    assert "Bramble Supplier Code 2026" in page
    assert "Hazel Dairy Protocol 2026" in page
