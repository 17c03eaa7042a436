"""A request from its draft to the decision, by a program alone; what only the supplier does is done by the cast."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from comity.check import State
from comity.client import Problem
from comity.exchange import Key
from comity.exchange.links import LinkPurpose
from comity.portal.exchange.models import Ask
from comity.portal.exchange.steps import fresh_link
from comity.portal.ports.clock import now
from comity.portal.recognition.queries import notices
from comity.portal.recognition.sizes import MOST_NOTICE, MOST_PROTOCOL
from comity.portal.tenants.gates import Actor
from comity.recognition import ScopeQuestion
from tests.portal.api.conftest import Portal
from tests.portal.exchange.cast import shared
from tests.portal.files import small_list

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[3] / "examples" / "protocols"
ASKED: dict[str, Any] = {
    "supplier": "Ege Tekstil", "site": "Ege Tekstil, Izmir", "email": "export@ege-tekstil.example",
    "purpose": "RECOGNISE", "answer_by": "2026-11-30", "language": "tr",
}  # fmt: skip
DECIDED: dict[str, Any] = {
    "reason": "Recent, and it covers what we ask.", "protocol": "Birch audit 2", "audited_on": "2026-03-12",
    "assurance": "meets the benchmark", "report_site": "Ege Tekstil, Izmir", "due_on": "2026-10-01", "seen": 0,
    "fits": {one.value: "yes" for one in ScopeQuestion},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _letters_leave_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They go out once what they tell of is written; what a test writes is taken back."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_: work())


@pytest.fixture
def alder_key(ada: Actor, portal: Portal) -> Key:
    key = Key.new(ada.organisation.name, now().date())
    portal(ada).publish_key(public=str(key.public))
    return key


def test_a_request_is_drafted_previewed_sent_and_withdrawn(
    portal: Portal, ada: Actor, chiara: Actor, alder_key: Key
) -> None:
    alder, cedar = portal(ada), portal(chiara)
    ask = alder.draft_request(**ASKED, idempotency_key="one")
    assert alder.draft_request(**ASKED, idempotency_key="one") == ask

    [letter] = alder.preview_requests(requests=[ask["request"]])["letters"]
    sent = alder.send_requests(requests=[ask["request"]])

    assert letter["to"] == ASKED["email"]
    assert sent == {"sent": 1, "later": 0}
    assert "Ege Tekstil" in str(mail.outbox[-1].body)
    assert alder.request(ask["request"])["state"] == "sent"
    assert alder.withdraw_request(ask["request"])["state"] == "withdrawn"
    assert ask["request"].encode() in alder.receipt(ask["request"])
    assert ask["request"] not in {one["request"] for one in cedar.requests(limit=1_000)["requests"]}
    for refused in (cedar.request, cedar.withdraw_request, cedar.receipt):
        with pytest.raises(Problem) as nothing:
            refused(ask["request"])
        assert nothing.value.code == "not-found"


def test_what_is_no_draft_is_not_sent(portal: Portal, ada: Actor, alder_key: Key) -> None:
    with pytest.raises(Problem, match="no drafts") as refused:
        portal(ada).send_requests(requests=["another"])

    assert (refused.value.status, refused.value.code) == (409, "not-sent")


def test_requests_come_by_pages_and_new_ones_move_nothing(portal: Portal, ada: Actor) -> None:
    alder = portal(ada)
    made = [alder.draft_request(**ASKED)["request"] for _ in range(3)]

    first = alder.requests(limit=2)
    alder.draft_request(**ASKED)
    second = alder.requests(limit=1, cursor=str(first["next_cursor"]))

    assert [one["request"] for one in (*first["requests"], *second["requests"])] == made[::-1]


def test_own_suppliers_are_kept_checked_again_asked_and_forgotten(portal: Portal, ada: Actor) -> None:
    alder, list_ = portal(ada), small_list().read()
    assert alder.check("suppliers.csv", list_)["kept"] is None
    kept = alder.check("suppliers.csv", list_, keep=True)["kept"]
    assert kept is not None

    again = alder.check_again(kept["kept"])
    drafted = alder.ask_all(kept["kept"], purpose="RENEW", answer_by="2026-11-30")
    alder.forget_suppliers(kept["kept"])

    assert again["due"] == alder.check("suppliers.csv", list_)["due"]
    assert len(drafted["drafted"]) == again["sites"][State.EXISTS]
    assert kept["kept"] not in {one["kept"] for one in alder.kept_suppliers()["kept"]}


def opened(portal: Portal, ada: Actor) -> str:
    """A request whose report was shared, taken sealed and opened."""
    alder = portal(ada)
    ref = alder.draft_request(**ASKED)["request"]
    alder.send_requests(requests=[ref])
    ask = Ask.objects.within(ada.scope).select_related("desk", "organisation").get(ref=ref)
    assert ask.desk is not None
    token = fresh_link(ask.desk, LinkPurpose.ANSWER, ref, expires_at=ask.answer_by)
    made = shared([ask], token)
    assert alder.sealed_file(ref, "report", "body") == made.sealed.body
    assert alder.sealed_file(ref, "report", "grant")
    alder.report_read(ref, report=made.sealed.file.digest, checks=["whole", "kind"])
    return ref


def test_a_report_is_taken_sealed_compared_and_decided_on(
    portal: Portal, ada: Actor, chiara: Actor, alder_key: Key
) -> None:
    alder, ref = portal(ada), opened(portal, ada)
    delta = alder.compare_protocols(
        ref, "birch-home.csv", b"criterion,strength\n", own=("alder-foods.xlsx", (EXAMPLES / "alder-foods.xlsx").read_bytes()),
        answers=("alder-foods-answers.csv", (EXAMPLES / "alder-foods-answers.csv").read_bytes()),
    )  # fmt: skip

    assert len(delta["open"]) == delta["asked"] - delta["answered"] > 0
    assert alder.open_requirements(ref) == delta
    assert alder.supplement(ref, "xlsx").startswith(b"PK")
    with pytest.raises(Problem) as departs:
        alder.decide(ref, choice="recognise", **{**DECIDED, "audited_on": "2024-03-12"})
    assert departs.value.code == "departs-from-policy"
    decided = alder.decide(ref, choice="recognise", is_told=True, **DECIDED)
    assert alder.reliance(decided["decision"], "json").startswith(b"{")
    assert [one["decision"] for one in alder.decisions()["decisions"]] == [decided["decision"]]
    with pytest.raises(Problem) as meanwhile:
        alder.decide(ref, choice="do not recognise", **DECIDED)
    assert meanwhile.value.code == "decided-meanwhile"
    assert portal(chiara).decisions()["decisions"] == []
    with pytest.raises(Problem) as nothing:
        portal(chiara).reliance(decided["decision"], "pdf")
    assert nothing.value.code == "not-found"


def test_more_than_a_protocol_or_a_notice_can_have_is_refused(
    portal: Portal, ada: Actor, ines: Actor, alder_key: Key
) -> None:
    alder, ref = portal(ada), opened(portal, ada)
    large = bytes(MOST_PROTOCOL + 1)

    with pytest.raises(Problem) as other:
        alder.compare_protocols(ref, "other.csv", large)
    with pytest.raises(Problem) as own:
        alder.compare_protocols(ref, "other.csv", b"criterion,strength\n", own=("own.xlsx", large))
    with pytest.raises(Problem) as notice:
        portal(ines).take_recall("notice.json", bytes(MOST_NOTICE + 1), digits="0" * 16)

    assert {(one.value.status, one.value.code) for one in (other, own, notice)} == {(413, "file-too-large")}
    assert not list(notices(ines.scope))
