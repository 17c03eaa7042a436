"""The programme's calendar, policies and past disclosures, by programs."""

from collections.abc import Callable

import pytest

from comity.client import Problem
from comity.portal.rulebook.models import PolicyPreview
from comity.portal.rulebook.services import preview_policy
from comity.portal.tenants.gates import Actor
from tests.portal.api.conftest import Portal

pytestmark = pytest.mark.django_db
STRICTER = "[size]\nrefuse_below_groups = 40\nclear_from_groups = 40\n"


def test_a_policy_is_proposed_previewed_and_adopted_by_counsel(
    portal: Portal, ines: Actor, ruth: Actor
) -> None:
    office, counsel = portal(ines), portal(ruth)
    number = office.propose_policy(text=STRICTER, note="stricter")["number"]
    with pytest.raises(Problem) as unseen:
        counsel.adopt_policy(number)
    assert unseen.value.code == "not-previewed"

    begun = counsel.preview_policy(number, idempotency_key="look")
    assert counsel.preview_policy(number, idempotency_key="look") == begun
    preview = PolicyPreview.objects.within(ines.scope).get(policy__number=number)
    preview_policy(actor=ines, preview=preview, progress=lambda *_: None)  # as the worker does

    told = office.policy(number)
    assert told["preview"] is not None
    assert told["preview"]["now"] is not None
    assert told["preview"]["then"] is not None
    assert told["preview"]["now"]["released"]
    assert not told["preview"]["then"]["released"]
    assert {one["rule"] for one in told["changes"]} == {"size.refuse_below_groups", "size.clear_from_groups"}
    assert counsel.adopt_policy(number)["is_adopted"]
    assert office.policy_in_force()["text"] == STRICTER


def test_a_calendar_is_set_and_members_are_reminded_of_what_they_lack(
    portal: Portal, ines: Actor, chiara: Actor
) -> None:
    office = portal(ines)

    kept = office.set_calendar("2026-H1", lists_due_on="2026-12-15", remind_days=[3, 14])
    reached = office.remind_members("2026-H1", members=["cedar-home"], idempotency_key="cedar")
    again = office.remind_members("2026-H1", members=["cedar-home"], idempotency_key="cedar")

    assert (kept["lists_due_on"], kept["remind_days"]) == ("2026-12-15", [14, 3])
    assert reached == again == {"reminded": 1}
    [entry] = office.ledger(what="members-reminded", limit=1)["entries"]
    assert "cedar-home" in entry["details"]["members"]
    with pytest.raises(Problem) as nothing:
        portal(chiara).remind_members("2026-H1")
    assert nothing.value.code == "not-found"


def test_a_disclosure_is_replayed_by_counsel_row_by_row(portal: Portal, ada: Actor, ruth: Actor) -> None:
    given = portal(ada).download_common_list("csv")
    counsel = portal(ruth)
    [entry] = counsel.ledger(what="common-list-downloaded", limit=1)["entries"]

    first = counsel.replay(entry["entry"], limit=10)
    second = counsel.replay(entry["entry"], limit=10, cursor=str(first["next_cursor"]))

    assert first["is_signed_manifest"]
    assert first["are_signed_bytes"]
    assert first["sites"][0]["row"].encode() in given
    assert first["sites"][-1]["row"] != second["sites"][0]["row"]
    assert counsel.replay_file(entry["entry"]) == given
    with pytest.raises(Problem) as nothing:
        portal(ada).replay(entry["entry"])
    assert nothing.value.code == "not-found"


def test_figures_say_alike_to_members_and_the_secretariat(
    portal: Portal, ada: Actor, ines: Actor, actor: Callable[[str, str], Actor]
) -> None:
    told = portal(ada).member_statistics()

    assert told == portal(ines).statistics()
    assert {one["outcome"] for one in told["figures"]} <= {"shown", "withheld", "stands", "banded"}
    assert all(one["low"] is None for one in told["figures"] if one["outcome"] == "withheld")
    assert portal(ada).member_statistics_chart("days", "svg").startswith(b"<svg")
