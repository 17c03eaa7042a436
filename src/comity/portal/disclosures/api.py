"""Operations of counsel's look at a disclosure of the past."""

from datetime import date, datetime
from typing import Annotated

from django.http import FileResponse
from ninja import Path, Router

from comity.portal.api.answers import Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, page_of_rows
from comity.portal.disclosures.queries import replayed
from comity.portal.disclosures.services import rows_again
from comity.portal.release.api import KINDS, ListedSite
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import there
from comity.portal.tenants.roles import Role

router = Router(tags=["disclosures"])
EntryNumber = Annotated[int, Path(ge=1, le=2**53, description="of the ledger's entry that tells of it")]


class ReplayTold(Page):
    entry: int
    at: datetime | None
    who: str
    what: str
    round: str
    cutoff: date
    assembly: int
    form: str
    policy: str
    policy_version: int | None
    signed_by: str
    is_signed_manifest: bool
    are_signed_bytes: bool
    rows: int
    sites: list[ListedSite]


@router.get(
    "/ledger/{entry}/replay",
    operation_id="replay",
    auth=admits_token(Grant.DISCLOSURES, Role.COUNSEL),
    response={200: ReplayTold, **problems()},
    summary="A past disclosure: who, which rows, under which policy",
)
def replay(
    request: Asked, programme: Slug, entry: EntryNumber, cursor: Cursor = "", limit: PageSize = A_PAGE
) -> ReplayTold:
    found = there(replayed(request.auth.scope, entry))
    of, rows = f"disclosure {entry}", found.common.rows
    sites, following = page_of_rows(rows, of, cursor=cursor, most=limit)
    assembly = found.publication.assembly
    return ReplayTold(
        entry=found.entry.seq,
        at=found.entry.at,
        who=found.entry.who,
        what=found.entry.verb,
        round=assembly.round.slug,
        cutoff=assembly.round.cutoff,
        assembly=assembly.number,
        form=found.form,
        policy=found.policy,
        policy_version=found.policy_version,
        signed_by=found.signed_by,
        is_signed_manifest=found.is_signed_manifest,
        are_signed_bytes=found.are_signed_bytes,
        rows=rows.height,
        sites=[ListedSite.model_validate(one) for one in sites],
        next_cursor=following,
    )


@router.post(
    "/ledger/{entry}/replay/file",
    operation_id="replay_file",
    auth=admits_token(Grant.DISCLOSURES, Role.COUNSEL),
    response=problems(),
    openapi_extra=file_of(*KINDS.values()),
    summary="The file as it was given, byte for byte",
)
def take_rows(request: Asked, programme: Slug, entry: EntryNumber) -> FileResponse:
    """A disclosure itself: it is in the ledger each time."""
    found = there(replayed(request.auth.scope, entry))
    return file_answer(rows_again(actor=request.auth, replay=found), name=f"entry-{entry}-{found.file}")
