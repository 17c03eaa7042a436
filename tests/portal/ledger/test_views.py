"""The ledger's page: filtered, paged, exported, verified."""

import csv
import io
import re

import pytest
from django.test import Client

from comity.core.notice import is_notice
from comity.portal.ledger import views
from comity.portal.ledger.models import EntryFact
from comity.portal.ledger.queries import Told
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import by_link
from tests.portal.addresses import PROGRAMME
from tests.portal.conftest import Visitor

LEDGER = f"{PROGRAMME}ledger/"


@pytest.fixture
def auditor(visitor: Visitor) -> Client:
    return visitor("otto@assurance.example")


def numbers(client: Client, query: str = "") -> list[int]:
    page = client.get(f"{LEDGER}{query}").content.decode()
    return [int(one) for one in re.findall(r'data-name="Entry">(\d+)', page)]


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    data = b"".join(client.get(f"{LEDGER}export/{query}"))
    *lines, last = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert is_notice(next(iter(last.values())))
    return lines


def test_a_filter_says_who_what_and_when(auditor: Client) -> None:
    everything = exported(auditor)

    found = exported(auditor, "?verb=list-uploaded&search=alder&since=2026-01-01&until=2026-01-31")

    assert 0 < len(found) < len(everything)
    assert {one["what"] for one in found} == {"list-uploaded"}
    assert all(one["who"].startswith("admin@alder-foods") for one in found)
    assert all("2026-01-01" <= one["at (UTC)"][:10] <= "2026-01-31" for one in found)


def test_a_day_that_is_none_is_told_beside_its_field(auditor: Client) -> None:
    answer = auditor.get(f"{LEDGER}?since=yesterday")

    assert answer.status_code == 422
    assert "Enter a valid date" in answer.content.decode()


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=9" + "9" * 40, "?verb=nothing-like-it"])
def test_a_strange_question_is_no_error(auditor: Client, query: str) -> None:
    assert auditor.get(f"{LEDGER}{query}").status_code == 200


def test_pages_hold_every_entry_once(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "A_PAGE", 30)
    count = len(exported(auditor))
    seen: list[int] = []
    after = count

    while after:
        seen += numbers(auditor, f"?after={after}")
        after = seen[-1]

    assert seen == list(range(count - 1, -1, -1))


def test_the_whole_book_is_verified_and_a_changed_fact_is_found(auditor: Client, ines: Actor) -> None:
    assert "are as they were written" in auditor.get(f"{LEDGER}?verify=1").content.decode()

    fact = EntryFact.objects.within(ines.scope).get(entry__seq=7)
    opening = (
        fact.opening.replace("alder", "cedar")
        if "alder" in fact.opening
        else fact.opening.replace("20", "21", 1)
    )
    EntryFact.objects.within(ines.scope).filter(pk=fact.pk).update(opening=opening)

    assert "Entry 7 is not what was written" in auditor.get(f"{LEDGER}?verify=1").content.decode()


def test_an_export_holds_no_formula(auditor: Client, ines: Actor) -> None:
    EntryFact.objects.within(ines.scope).filter(entry__seq=3).update(subject="=cmd()")

    assert exported(auditor)[3]["about"] == "'=cmd()"


def test_who_is_named_as_people_know_them(auditor: Client) -> None:
    page = auditor.get(LEDGER).content.decode()

    assert '<span class="hint">Alder Foods</span>' in page


def entry_by(who: str) -> Told:
    return Told(seq=1, at=None, who=who, verb="request-opened", subject="", details={})


def test_whoever_holds_a_suppliers_link_is_told_from_people_with_an_account() -> None:
    assert entry_by(f"{by_link('supplier-1')} for supplier-1").is_by_link
    assert not entry_by("export@mill.example for supplier-1").is_by_link
    assert not entry_by(f"{by_link('supplier-1')} for supplier-2").is_by_link
