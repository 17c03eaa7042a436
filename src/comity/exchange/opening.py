"""A sealed report, opened by its member: checked in every way, cleaned, and marked as this reader's copy.

In: body, grant, key, the supplier's public key, the time, a scanner, the reader. Out: `OpenedReport`, and the fact for the
ledger. Laws: nothing comes out before every check has passed; what was taken out of the file is said; the digest that
decisions rely on is that of the report as its supplier sealed it, not of the copy.
"""

from dataclasses import dataclass, field
from datetime import datetime

from comity.core import digest_bytes
from comity.exchange.errors import MalwareFound, ReportRefused
from comity.exchange.examine import Examined, ReportKind, examine
from comity.exchange.keys import Key, PublicKey
from comity.exchange.marking import Reader, mark_copy
from comity.exchange.scan import Scanned, Scanner
from comity.exchange.sealed import Terms, open_body, open_grant
from comity.ledger import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedReport:
    """Made by `open_report` alone."""

    copy: bytes = field(repr=False)  # this reader's
    kind: ReportKind
    terms: Terms
    removed: tuple[str, ...]
    scanned: Scanned
    fact: Fact

    @property
    def checks(self) -> tuple[str, ...]:
        """What was checked, in sentences for the reader and for the reliance file."""
        file = self.terms.file
        cleaned = (
            f"Taken out before it was shown: {', '.join(self.removed)}."
            if self.removed
            else "It holds no active content."
        )
        if self.removed and self.kind is ReportKind.WORKBOOK:
            cleaned += " This copy was written anew with the values of its cells alone; formulas, pictures and colours are gone."
        marked = (
            "Every page of this copy names its reader."
            if self.kind is ReportKind.PDF
            else "A workbook is not marked with its reader's name."
        )
        return (
            f"It is the report that {self.terms.supplier} sealed and signed for: {file.digest}, {file.size:,} bytes.",
            self.scanned.sentence,
            cleaned,
            marked,
        )


def open_report(
    body: bytes, grant: bytes, key: Key, *, supplier: PublicKey, reader: str, at: datetime, scanner: Scanner,
    request: str | None = None, where: str = "",
) -> OpenedReport:  # fmt: skip
    """Raises what `open_grant`, `open_body` and `examine` raise, MalwareFound and ScannerSilent."""
    opened = open_grant(grant, key, supplier=supplier, at=at, request=request, where=where)
    data = open_body(body, opened, where=where)
    terms = opened.terms
    if len(data) != terms.file.size:
        raise ReportRefused(
            f"The report has {len(data):,} bytes, and its supplier sealed {terms.file.size:,}.",
            remedy="Do not rely on it; ask the supplier.",
            where=where,
        )
    scanned = scanner.scan(data)
    if scanned.found:
        raise MalwareFound(
            f"The report from {terms.supplier} is not opened: {scanned.sentence}",
            remedy="Tell the supplier, which may not know; ask it for a new export.",
            where=where,
        )
    found: Examined = examine(data, where=where)
    copy = found.data
    if found.kind is ReportKind.PDF:
        copy = mark_copy(found.data, Reader(name=reader, company=key.owner), at=at, grant=digest_bytes(grant))
    fact = Fact(
        kind="request-read",
        at=at,
        by=key.owner,
        details={
            "request": terms.request,
            "member": terms.member,
            "supplier": terms.supplier,
            "report": terms.file.digest,
            "grant": digest_bytes(grant),
        },
    )
    return OpenedReport(
        copy=copy, kind=found.kind, terms=terms, removed=found.removed, scanned=scanned, fact=fact
    )
