import pytest
from django.test import Client

from comity.portal.lists import reading as readings
from comity.portal.lists.mending import field_name, mendable, said_in
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import reading_of
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER
from tests.portal.files import ROWS, small_list

pytestmark = pytest.mark.django_db
UNKNOWN_COUNTRY = "Sarvin Ambalaj,4 Sanayi Caddesi,Bursa,Nowhereland,SMETA 4-Pillar 6.0,2025-03-04,7"


@pytest.fixture
def sent(alder: Client, ada: Actor) -> ListVersion:
    alder.post(f"{ALDER}lists/upload/", {"file": small_list(*ROWS, UNKNOWN_COUNTRY)})
    return latest(ada)


def latest(ada: Actor) -> ListVersion:
    found = ListVersion.objects.within(ada.scope).filter(round__slug="2026-H1").order_by("-number").first()
    assert found is not None
    return found


def test_what_is_typed_becomes_the_next_version_and_what_was_sent_stays(
    alder: Client, ada: Actor, sent: ListVersion
) -> None:
    reading = reading_of(sent)
    assert reading is not None
    row = next(one for one in mendable(reading) if any(column == "Country" for _, column, _ in one.findings))
    name, header, _ = next(one for one in row.cells if one[1] == reading.mapping["country"])

    answer = alder.post(f"{ALDER}lists/2026-H1/{sent.number}/mend/", {name: "Türkiye"})

    made = latest(ada)
    mended = reading_of(made)
    assert answer.headers["Location"] == f"{ALDER}lists/2026-H1/{made.number}/"
    assert made.number == sent.number + 1
    assert made.filename.endswith("-mended.csv")
    assert made.accepted == sent.accepted + 1
    assert mended is not None
    assert mended.mapping["country"] == header


def test_what_the_page_did_not_ask_is_not_taken(sent: ListVersion) -> None:
    reading = reading_of(sent)
    assert reading is not None
    rows = mendable(reading)

    assert said_in({field_name(1, "Annual spend"): "9", "99/Country": "FR"}, rows) == {}


def test_a_form_without_a_correction_makes_no_version(alder: Client, ada: Actor, sent: ListVersion) -> None:
    answer = alder.post(f"{ALDER}lists/2026-H1/{sent.number}/mend/", {})

    assert answer.status_code == 409
    assert latest(ada).pk == sent.pk


def test_a_row_without_a_name_is_asked_for_one(alder: Client, ada: Actor) -> None:
    nameless = ",4 Sanayi Caddesi,Bursa,Türkiye,SMETA 4-Pillar 6.0,2025-03-04,7"
    alder.post(f"{ALDER}lists/upload/", {"file": small_list(*ROWS, nameless)})
    sent = latest(ada)
    reading = reading_of(sent)
    assert reading is not None
    row = next(one for one in mendable(reading) if one.told == "Bursa")

    (name, header, cell), *_more = row.cells
    alder.post(f"{ALDER}lists/2026-H1/{sent.number}/mend/", {name: "Sarvin Ambalaj"})

    assert (header, cell) == (reading.mapping["supplier_name"], "")
    assert latest(ada).accepted == sent.accepted + 1


def test_where_a_page_has_not_all_rows_it_says_so_and_names_the_workbook(
    alder: Client, ada: Actor, sent: ListVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = alder.get(f"{ALDER}lists/2026-H1/{sent.number}/mend/").content.decode()
    monkeypatch.setattr(readings, "MOST_ROWS", 1)
    alder.post(f"{ALDER}lists/upload/", {"file": small_list(*ROWS, UNKNOWN_COUNTRY, UNKNOWN_COUNTRY)})
    number = latest(ada).number

    text = alder.get(f"{ALDER}lists/2026-H1/{number}/mend/").content.decode()

    assert "rows with remarks" not in whole
    assert "These are the first 1 of 3 rows with remarks." in text
    assert f"{ALDER}lists/2026-H1/{number}/workbook/" in text.partition("</form>")[2]
