"""Operations of the ledger: read it by pages, take all of it away, verify it."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

from django.http import StreamingHttpResponse
from ninja import Query, Router, Schema

from comity.portal.api.answers import Slug, Words, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, cursor_to, place_in
from comity.portal.ledger.queries import Told, entries_told, verify_book
from comity.portal.ledger.views import READERS
from comity.portal.tenants.fence import fenced
from comity.portal.tenants.scope import Scope

router = Router(tags=["ledger"])
NEWEST = 2**62  # above every number that an entry can have
Day = Annotated[date | None, Query(lt=date(3000, 1, 1), gt=date(1000, 1, 1))]


class EntryTold(Schema):
    entry: int
    at: datetime | None
    who: str
    what: str
    about: str
    details: dict[str, str]


class LedgerTold(Page):
    entries: list[EntryTold]


class VerifiedTold(Schema):
    whole: bool
    entries: int
    broken_at: int | None


@router.get(
    "/ledger",
    operation_id="ledger",
    auth=admits_token(Grant.LEDGER, *READERS),
    response={200: LedgerTold, **problems()},
    summary="Who did what, the newest first",
)
def ledger(
    request: Asked,
    programme: Slug,
    what: Words = "",
    search: Words = "",
    since: Day = None,
    until: Day = None,
    cursor: Cursor = "",
    limit: PageSize = A_PAGE,
) -> LedgerTold:
    """A cursor holds its place while entries are added: those are newer, and on no later page. Both days are included (UTC)."""
    found = entries_told(
        request.auth.scope,
        verb=what,
        search=search,
        since=since,
        until=until,
        after=place_in(cursor, "ledger", begin=NEWEST),
        most=limit + 1,
    )
    following = cursor_to("ledger", found[limit - 1].seq) if len(found) > limit else None
    return LedgerTold(entries=[_told(one) for one in found[:limit]], next_cursor=following)


@router.get(
    "/ledger/export",
    operation_id="export_ledger",
    auth=admits_token(Grant.LEDGER, *READERS),
    response=problems(),
    openapi_extra=file_of("application/jsonl"),
    summary="The whole ledger, an entry a line, the newest first",
)
def export(request: Asked, programme: Slug) -> StreamingHttpResponse:
    name = f"ledger-{request.auth.programme.slug}.jsonl"
    return StreamingHttpResponse(
        _lines(request.auth.scope),
        content_type="application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get(
    "/ledger/verification",
    operation_id="verify_ledger",
    auth=admits_token(Grant.LEDGER, *READERS),
    response={200: VerifiedTold, **problems()},
    summary="Whether every entry is what was written",
)
def verification(request: Asked, programme: Slug) -> VerifiedTold:
    found = verify_book(request.auth.scope)
    return VerifiedTold(whole=found.is_whole, entries=found.entries, broken_at=found.broken_at)


def _lines(scope: Scope, at_once: int = 500) -> Iterator[bytes]:
    """What is asked here is asked while the answer goes out, when the request and its fence are over."""
    after = NEWEST
    while True:
        with fenced(scope):
            found = entries_told(scope, after=after, most=at_once)
        if not found:
            return
        for one in found:
            yield json.dumps(_told(one).model_dump(mode="json"), ensure_ascii=False).encode() + b"\n"
        after = found[-1].seq


def _told(one: Told) -> EntryTold:
    return EntryTold(
        entry=one.seq, at=one.at, who=one.who, what=one.verb, about=one.subject, details=dict(one.details)
    )
