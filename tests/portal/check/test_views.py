import re
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.conf import LazySettings, settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client

from comity.exchange import Purpose
from comity.portal.check.models import KeptSuppliers
from comity.portal.check.queries import kept_suppliers
from comity.portal.check.services import MOST_KEPT, forget_overdue, keep_suppliers
from comity.portal.demo.make import SMALL, demo_suppliers
from comity.portal.exchange.models import Ask
from comity.portal.ledger.queries import entries_told
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import counting_lists
from comity.portal.ports.clock import playing_on
from comity.portal.ports.storage import storage
from comity.portal.release.queries import readable_list
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, CEDAR, NORTHWIND
from tests.portal.conftest import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def suppliers() -> bytes:
    return demo_suppliers(SMALL)


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("suppliers.xlsx", data)


def files() -> set[Path]:
    return {path for path in (Path(settings.DATA) / "files").rglob("*") if path.is_file()}


def test_the_opportunities_are_there_at_once_and_nothing_is_kept(
    alder: Client, suppliers: bytes, ines: Actor
) -> None:
    before = files()

    page = alder.post(f"{ALDER}check/", {"file": upload(suppliers), "accept_months": 12, "answer": "page"})

    text = page.content.decode()
    assert "due audits exist" in text
    assert "Ask these suppliers for their report" in text
    assert files() == before
    last = entries_told(ines.scope, most=1)[0]
    assert (last.verb, last.subject, dict(last.details)) == ("suppliers-checked", "2025-H2", {})


def test_the_workbook_is_given_at_once(alder: Client, suppliers: bytes) -> None:
    answer = alder.post(
        f"{ALDER}check/", {"file": upload(suppliers), "accept_months": 12, "answer": "workbook"}
    )

    assert answer.headers["Content-Disposition"] == 'attachment; filename="opportunities.xlsx"'
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined] # a file


@pytest.mark.parametrize("code", ["fr", "de", "es", "zh-hans"])
def test_the_workbook_speaks_the_readers_language(alder: Client, suppliers: bytes, code: str) -> None:
    asked = {"file": upload(suppliers), "accept_months": 12, "answer": "workbook"}
    plain = sheets_of(alder.post(f"{ALDER}check/", asked))
    alder.post("/speak/", {"language": code, "next": "/"})

    told = sheets_of(alder.post(f"{ALDER}check/", {**asked, "file": upload(suppliers)}))

    assert len(told) == len(plain) > 3
    same = {
        text
        for one, other in zip(plain, told, strict=True)
        for text in one & other
        if re.search("[a-z]{4} [a-z]{3}", text)
    }
    assert same == set()


def sheets_of(answer: HttpResponseBase) -> list[set[str]]:
    """What our own cells say, sheet by sheet: all of the first, and the heads of the others."""
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined] # a file
    return [
        {str(cell.value) for row in sheet.iter_rows(max_row=2 if at else None) for cell in row if cell.value}
        for at, sheet in enumerate(book.worksheets[:-1])  # the last one is the notice
    ]


def test_a_file_that_is_no_list_ends_in_two_sentences(alder: Client) -> None:
    answer = alder.post(f"{ALDER}check/", {"file": upload(b"PK\x03\x04 broken"), "accept_months": 12})

    assert answer.status_code == 422
    assert "This did not work" in answer.content.decode()


def test_without_standing_there_is_nothing_to_check_against(visitor: Visitor, suppliers: bytes) -> None:
    nadia = visitor("nadia@northwind-dairy.example")

    answer = nadia.post(f"{NORTHWIND}check/", {"file": upload(suppliers), "accept_months": 12})

    assert "Your company has not signed the joint statement." in answer.content.decode()
    assert "due audits exist" not in answer.content.decode()


def test_a_file_is_kept_only_where_it_was_wished_and_until_the_day_that_the_page_shows(
    alder: Client, suppliers: bytes, ada: Actor
) -> None:
    said = {"file": upload(suppliers), "accept_months": 12, "answer": "page", "keep": "on"}

    text = alder.post(f"{ALDER}check/", said).content.decode()

    (kept,) = KeptSuppliers.objects.within(ada.scope)
    assert "deleted on 4 November 2026" in text
    with playing_on(date(2026, 11, 3)):
        assert forget_overdue() == 0
    with playing_on(date(2026, 11, 4)):
        assert kept_suppliers(ada.scope) == []
        assert forget_overdue() == 1
    assert not KeptSuppliers.objects.within(ada.scope).filter(pk=kept.pk).exists()


def test_requests_start_from_a_kept_file(alder: Client, cedar: Client, suppliers: bytes, ada: Actor) -> None:
    alder.post(f"{ALDER}check/", {"file": upload(suppliers), "accept_months": 12, "keep": "on"})
    (kept,) = KeptSuppliers.objects.within(ada.scope)
    terms = {"purpose": next(iter(Purpose)).name, "answer_by": "2026-11-20"}

    again = alder.post(f"{ALDER}check/kept/{kept.pk}/")
    alder.post(f"{ALDER}check/kept/{kept.pk}/requests/", terms)

    assert "due audits exist" in again.content.decode()
    assert Ask.objects.within(ada.scope).filter(state="drafted").count() > 0
    assert cedar.post(f"{CEDAR}check/kept/{kept.pk}/delete/").status_code == 404
    assert alder.post(f"{ALDER}check/kept/{kept.pk}/delete/").status_code == 302
    assert kept_suppliers(ada.scope) == []


def test_a_company_keeps_twenty_files_and_is_told_before_another_is_checked(
    alder: Client, suppliers: bytes, ada: Actor, ines: Actor
) -> None:
    for number in range(MOST_KEPT):
        keep_suppliers(actor=ada, filename=f"{number}.csv", content=b"x", accept_months=12)

    page = alder.post(f"{ALDER}check/", {"file": upload(suppliers), "accept_months": 12, "keep": "on"})

    assert page.status_code == 409
    assert "Your company keeps 20 files already." in page.content.decode()
    assert entries_told(ines.scope, most=1)[0].verb == "suppliers-kept"
    assert alder.post(f"{ALDER}check/", {"file": upload(suppliers), "accept_months": 12}).status_code == 200


def test_a_file_that_is_too_long_is_not_read(
    alder: Client, suppliers: bytes, settings: LazySettings, ines: Actor
) -> None:
    settings.COMITY_MOST_UPLOAD_BYTES = len(suppliers) - 1
    before = entries_told(ines.scope, most=1)[0].seq

    page = alder.post(f"{ALDER}check/", {"file": upload(suppliers), "accept_months": 12, "keep": "on"})

    assert page.status_code == 413
    assert "send the list alone" in page.content.decode()
    assert entries_told(ines.scope, most=1)[0].seq == before


def test_asking_a_supplier_begins_with_what_the_check_knows_and_puts_no_name_into_an_address(
    alder: Client, suppliers: bytes
) -> None:
    text = alder.post(f"{ALDER}check/", {"file": upload(suppliers), "accept_months": 12}).content.decode()
    first = re.search(r'name="supplier" value="([^"]+)".*?name="site" value="([^"]+)"', text)
    assert first is not None
    assert "?supplier=" not in text
    supplier, site = map(unescape, first.groups())

    page = alder.post(f"{ALDER}requests/new/", {"supplier": supplier, "site": site, "begin": ""})

    assert page.status_code == 200
    assert (page.context["form"]["supplier"].value(), page.context["form"]["site"].value()) == (
        supplier,
        site,
    )
    assert not page.context["form"].errors
    assert alder.post(f"{ALDER}requests/new/", {}).status_code == 422


def test_what_of_the_lists_could_not_be_used_is_said_beside_the_answer(
    alder: Client, ada: Actor, suppliers: bytes
) -> None:
    """Own audits of the future count for nothing, and nobody would see why a supplier is due."""
    readable = readable_list(ada.scope, ada.organisation)
    assert readable is not None
    own = b"Supplier name,Address,City,Country,Protocol,Audit date\nKorvel Ltd,12 Mill Road,Pune,India,SMETA 4-pillar,2052-03-04\n"
    found = counting_lists(ada.scope, readable.round)["alder-foods"]
    ListVersion.objects.within(ada.scope).filter(pk=found.pk).update(
        key=storage().keep(BytesIO(own)), filename="own.csv", mapping={}
    )
    said = {"file": upload(suppliers), "accept_months": 12}

    text = alder.post(f"{ALDER}check/", said).content.decode()
    alder.post("/speak/", {"language": "de", "next": "/"})
    german = alder.post(f"{ALDER}check/", {**said, "file": upload(suppliers)}).content.decode()

    assert "dated after today, 5 October 2026, and do not count: 1." in text
    assert "Row 1 says 4 March 2052; correct the date." in text
    assert "Zeile 1 sagt 4. März 2052; berichtigen Sie das Datum." in german
