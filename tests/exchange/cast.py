"""Alder asks, Birch asks too, Cedar must learn nothing; Yıldız Ambalaj has a report."""

import io
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pikepdf
import xlsxwriter

from comity.core import AgeBand
from comity.exchange import (
    Grant,
    Key,
    KnownAudit,
    Purpose,
    Request,
    Sealed,
    grant_report,
    seal_report,
)
from comity.lists import Assurance

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@cache
def key(owner: str) -> Key:
    return Key.new(owner, date(2026, 7, 1))


def alder() -> Key:
    return key("Alder Foods")


def birch() -> Key:
    return key("Birch Bakery")


def cedar() -> Key:
    return key("Cedar Drinks")


def supplier() -> Key:
    return key("Yıldız Ambalaj A.Ş.")


@cache
def pdf(pages: int = 2, text: str = "Fire doors on floor 2 were locked") -> bytes:
    """A report that says something, in the plainest PDF."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        page.Contents = made.make_stream(f"BT /F1 12 Tf 72 700 Td ({text}, page {number + 1}) Tj ET".encode())
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    out = io.BytesIO()
    made.save(out, compress_streams=False, deterministic_id=True)
    return out.getvalue()


@cache
def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("CAP").write(0, 0, "Finding")
    book.close()
    return out.getvalue()


def known(
    age: AgeBand | None = AgeBand.UP_TO_12, assurance: Assurance | None = Assurance.MEETS
) -> KnownAudit:
    return KnownAudit(age=age, assurance=assurance)


def request(id_: str = "R1", member: str = "Alder Foods", **changed: object) -> Request:
    facts: dict[str, object] = {
        "id": id_,
        "member": member,
        "supplier": "Yıldız Ambalaj A.Ş.",
        "site": "Yıldız Ambalaj, Gebze",
        "site_id": "S1",
        "known": known(),
        "purpose": Purpose.RECOGNISE,
        "answer_by": NOW + 30 * DAY,
    }
    return Request(**{**facts, **changed})  # type: ignore[arg-type] # the table above has the right types


@cache
def sealed(text: str = "Fire doors on floor 2 were locked") -> Sealed:
    return seal_report(pdf(text=text), "SMETA Gebze.pdf")


def grant(to: Key | None = None, id_: str = "R1", *, of: Sealed | None = None, days: int = 90) -> Grant:
    to = to or alder()
    return grant_report(
        of or sealed(), to.public, supplier=supplier(), request=id_, member=to.owner,
        site="Yıldız Ambalaj, Gebze", granted_at=NOW, expires_at=NOW + days * DAY,
    )  # fmt: skip
