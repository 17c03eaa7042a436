"""A decision goes by the criteria that the programme has in use; what was compared before stays with its own."""

import io
import json
from dataclasses import replace
from importlib import import_module

import pytest
from django.test import Client
from openpyxl import load_workbook

from comity.benchmark import CriteriaSet, load_criteria
from comity.exchange import Key
from comity.portal.exchange.models import Ask
from comity.portal.recognition.models import Compared, Decided
from comity.portal.recognition.queries import comparison_of
from comity.portal.recognition.services import compare, decide_on, supplement_of
from comity.portal.rulebook.services import adopt
from comity.portal.tenants.gates import Actor
from comity.recognition import RecognitionProblem
from tests.portal.addresses import ALDER
from tests.portal.exchange.cast import asked, read, shared
from tests.portal.protocols.cast import counsel
from tests.portal.recognition.test_services import SAID, named
from tests.portal.recognition.test_views import SAID as TYPED
from tests.portal.recognition.test_views import place
from tests.portal.rulebook.test_criteria import program, proposed

pytestmark = pytest.mark.django_db
SHIPPED = load_criteria("smeta-4p-6.0")
API = f"/api/v1{ALDER}"
PILLARS = {"Labour Standards": "People", "Health & Safety": "Places"}
HEDGEROW = CriteriaSet(
    scheme="hedgerow",
    version="1",
    title="What Hedgerow asks",
    criteria=tuple(
        replace(one, code=f"H{one.code}", clause=f"H{one.clause}", pillar=PILLARS.get(one.pillar, "Planet"))
        for one in SHIPPED
    ),
)
OWN, ANSWERS, OTHER = (
    named(one) for one in ("alder-foods.xlsx", "alder-foods-answers.csv", "birch-bakeries-answers.csv")
)


def told_anew(table: tuple[str, bytes]) -> tuple[str, bytes]:
    """The table with the codes of HEDGEROW."""
    head, *rows = table[1].decode().splitlines()
    return table[0], "\n".join([head, *(f"H{row}" for row in rows)]).encode()


@pytest.fixture
def opened(ada: Actor, alder_key: Key) -> Ask:
    ask, token = asked(ada)
    read(ada, ask, shared([ask], token))
    return ask


@pytest.fixture
def hedgerow(ines: Actor) -> CriteriaSet:
    adopt(actor=counsel(), version=proposed(ines, HEDGEROW, None))
    return HEDGEROW


def test_tables_speak_of_the_set_in_use_and_it_is_kept_with_what_was_compared(
    ada: Actor, opened: Ask, hedgerow: CriteriaSet
) -> None:
    compare(actor=ada, ask=opened, own=OWN, answers=told_anew(ANSWERS), other=told_anew(OTHER))

    found = comparison_of(opened)

    assert found is not None
    assert (found[0].benchmark, found[0].benchmark_digest) == ("hedgerow-1", hedgerow.digest)
    assert set(found[1].criteria.pillars) == {"People", "Places", "Planet"}
    kept = Compared.objects.within(ada.scope).get()
    assert (kept.criteria, kept.criteria_digest) == ("hedgerow-1", hedgerow.digest)
    sheet = load_workbook(io.BytesIO(supplement_of(actor=ada, ask=opened, form="xlsx") or b"")).active
    assert sheet is not None
    assert sheet.cell(3, 1).value == "Worked out by the common criteria hedgerow-1."


def test_what_was_compared_before_another_set_came_stays_under_its_own(
    ada: Actor, ines: Actor, alder: Client, opened: Ask
) -> None:
    compare(actor=ada, ask=opened, own=OWN, answers=ANSWERS, other=OTHER)
    adopt(actor=counsel(), version=proposed(ines, HEDGEROW, None))

    found = comparison_of(opened)
    page = alder.get(place(opened)).content.decode()

    assert found is not None
    assert found[0].benchmark_digest == SHIPPED.digest
    assert "Compared by smeta-4p-6.0: Common criteria" in page
    assert "The programme goes by hedgerow-1 now" in page
    assert "Tables speak of hedgerow-1" in page
    assert 'value="Labour Standards"' in page
    row = decide_on(actor=ada, ask=opened, said=replace(SAID, pillars=("Labour Standards",)), seen=0)
    assert json.loads(row.reliance)["benchmark"] == f"smeta-4p-6.0, {SHIPPED.digest}"


def test_links_to_the_set_before_do_not_serve_the_next_request(ada: Actor, ines: Actor, opened: Ask) -> None:
    compare(actor=ada, ask=opened, own=OWN, answers=ANSWERS, other=OTHER)
    compare(actor=ada, ask=opened, own=None, answers=None, other=OTHER)
    adopt(actor=counsel(), version=proposed(ines, HEDGEROW, None))

    with pytest.raises(RecognitionProblem, match=r"sent last are of smeta-4p-6\.0; now hedgerow-1 counts"):
        compare(actor=ada, ask=opened, own=None, answers=None, other=told_anew(OTHER))
    compare(actor=ada, ask=opened, own=OWN, answers=told_anew(ANSWERS), other=told_anew(OTHER))

    assert [one.criteria for one in Compared.objects.within(ada.scope)] == ["hedgerow-1"]


def test_a_review_file_brings_its_own_criteria_whatever_is_in_use(
    ada: Actor, opened: Ask, hedgerow: CriteriaSet
) -> None:
    del hedgerow
    review = named("alder-foods-review.xlsx")

    compare(actor=ada, ask=opened, own=review, answers=None, other=OTHER)
    compare(actor=ada, ask=opened, own=None, answers=None, other=OTHER)

    found = comparison_of(opened)
    assert found is not None
    assert found[0].benchmark_digest == SHIPPED.digest


def test_the_page_offers_the_pillars_of_the_set_and_no_others(
    ada: Actor, ines: Actor, alder: Client, opened: Ask
) -> None:
    alder.post(place(opened), {**TYPED, "told": "1"})
    adopt(actor=counsel(), version=proposed(ines, HEDGEROW, None))
    ours = {"pillars": ["People", "Places"], "wanted_pillars": ["People"], "seen": "1", "told": "1"}

    page = alder.get(place(opened)).content.decode()
    refused = alder.post(place(opened), {**TYPED, "seen": "1"})
    taken = alder.post(place(opened), {**TYPED, **ours})

    assert 'value="Planet"' in page
    assert 'value="Labour Standards"' not in page
    assert "pillars that hedgerow-1 does not have: Labour Standards." in page
    assert (refused.status_code, taken.status_code) == (422, 302)
    last = Decided.objects.within(ada.scope).last()
    assert last is not None
    assert (json.loads(last.reliance)["pillars"], last.policy["pillars"]) == (
        ["People", "Places"],
        ["People"],
    )


def test_a_program_hears_which_pillars_it_can_name(ada: Actor, opened: Ask, hedgerow: CriteriaSet) -> None:
    client = program(ada)
    at = f"{API}requests/{opened.ref}/decisions"
    said = {
        "choice": "do not recognise", "reason": "Too old.", "protocol": "Birch audit 2", "audited_on": "2026-03-12",
        "assurance": "meets the benchmark", "report_site": "Ege Tekstil, Izmir", "seen": 0, "is_told": True,
    }  # fmt: skip

    before = client.get(at).json()
    refused = client.post(at, {**said, "pillars": ["Environment"]}, content_type="application/json")
    asks_too_much = client.post(
        at, {**said, "policy": {"pillars": ["Environment"]}}, content_type="application/json"
    )
    taken = client.post(at, {**said, "pillars": ["People"]}, content_type="application/json")

    assert (before["criteria"], before["criteria_digest"]) == ("hedgerow-1", hedgerow.digest)
    assert sorted(before["pillars"]) == ["People", "Places", "Planet"]
    assert refused.status_code == asks_too_much.status_code == 409
    assert refused.json()["code"] == "recognition"
    assert "There is no pillar “Environment” in hedgerow-1." in refused.json()["title"]
    assert taken.status_code == 201


def test_a_program_hears_by_which_criteria_protocols_were_compared(ada: Actor, opened: Ask) -> None:
    compare(actor=ada, ask=opened, own=OWN, answers=ANSWERS, other=OTHER)

    told = program(ada).get(f"{API}requests/{opened.ref}/open-requirements").json()

    assert (told["criteria"], told["criteria_digest"]) == ("smeta-4p-6.0", SHIPPED.digest)


def test_rows_of_before_have_the_set_that_came_with_comity() -> None:
    step = import_module("comity.portal.recognition.migrations.0004_compared_criteria")

    filled = {one.name: one.field.default for one in step.Migration.operations}

    assert filled == {"criteria": SHIPPED.name, "criteria_digest": SHIPPED.digest}
