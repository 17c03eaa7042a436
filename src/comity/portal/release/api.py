"""Operations of a release (evidence, sign, publish, withdraw), and of the common list (search, download)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse, Http404
from ninja import Path, Router, Schema
from pydantic import Field

from comity.portal.api.answers import XLSX, Digest, RoundAsked, Sentence, Slug, Words, file_of, problems
from comity.portal.api.errors import NoStanding
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, page_of_rows
from comity.portal.membership.queries import round_named
from comity.portal.ports.storage import storage
from comity.portal.release.models import Publication, SignOff
from comity.portal.release.queries import (
    Readable,
    changed_since,
    common_list_of,
    evidence_of,
    publication_of,
    readable_list,
    searched,
    sign_off_of,
)
from comity.portal.release.services import note_download, publish, sign_off, withdraw_release
from comity.portal.release.views import EVIDENCE, RELEASERS
from comity.portal.rounds.models import Assembly
from comity.portal.rounds.queries import last_assembly
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.roles import MEMBER, Role

router = Router(tags=["release"])
member_router = Router(tags=["common list"])

KINDS = {"xlsx": XLSX, "csv": "text/csv", "parquet": "application/octet-stream"}
Form = Annotated[Literal["xlsx", "csv", "parquet"], Path()]
EvidenceName = Annotated[Literal["leak-test", "sites", "summary", "recipients"], Path()]


class SignedOff(Schema):
    by: str
    at: datetime
    manifest: str


class Published(Schema):
    at: datetime
    rows: int
    sealed: int
    withdrawn_at: datetime | None


class WithheldTold(Schema):
    outcome: str
    reason: str
    sites: int


class MoveTold(Schema):
    before: str = Field(description="what became of the sites in the list before; empty: they were not in it")
    now: str
    sites: int


class ChangedTold(Schema):
    since: str = Field(description="the round whose list was published before")
    moves: list[MoveTold]


class ReleaseTold(Schema):
    round: str
    assembly: int
    state: str
    manifest: str
    not_before: date | None
    leak_test: dict[str, Any] | None
    withheld: list[WithheldTold]
    changed: ChangedTold | None = Field(description="since the last list; null where this is the first")
    files: list[str]
    sign_off: SignedOff | None
    publication: Published | None


class SignOffAsked(Schema):
    manifest: Digest


class WithdrawReleaseAsked(Schema):
    reason: Sentence


class ListedSite(Schema):
    row: str
    name: str
    address: str | None
    city: str | None
    country: str | None
    lei: str | None
    gln: str | None
    os_id: str | None
    audited: str | None
    assurance: str | None


class CommonListTold(Page):
    round: str
    cutoff: date
    found: int
    sites: list[ListedSite]


@router.get(
    "/rounds/{round_slug}/release",
    operation_id="release",
    auth=admits_token(Grant.RELEASE_READ, *RELEASERS),
    response={200: ReleaseTold, **problems()},
    summary="The evidence: the leak test, what is held back and why, who signed",
)
def release(request: Asked, programme: Slug, round_slug: Slug) -> ReleaseTold:
    return _told(_assembly(request.auth, round_slug))


@router.get(
    "/rounds/{round_slug}/release/files/{name}",
    operation_id="release_file",
    auth=admits_token(Grant.RELEASE_READ, *RELEASERS),
    response=problems(),
    openapi_extra=file_of("text/html", "text/csv", "application/json"),
    summary="One file of the evidence",
)
def release_file(request: Asked, programme: Slug, round_slug: Slug, name: EvidenceName) -> FileResponse:
    assembly = _assembly(request.auth, round_slug)
    path, called = EVIDENCE[name]
    if path not in assembly.files:
        raise Http404
    return file_answer(storage().read(assembly.files[path]), name=f"{round_slug}-{called}")


@router.post(
    "/rounds/{round_slug}/release/sign-off",
    operation_id="sign_release",
    auth=admits_token(Grant.RELEASE_WRITE, Role.COUNSEL),
    response={201: SignedOff, **problems(409)},
    summary="Counsel signs what the manifest names",
)
@once(201)
def sign(
    request: Asked,
    programme: Slug,
    round_slug: Slug,
    said: SignOffAsked,
    idempotency_key: IdempotencyKey = "",
) -> SignedOff:
    assembly = _assembly(request.auth, round_slug)
    return _signed(sign_off(actor=request.auth, assembly=assembly, manifest=said.manifest))


@router.post(
    "/rounds/{round_slug}/release/publication",
    operation_id="publish_release",
    auth=admits_token(Grant.RELEASE_WRITE, Role.MANAGER),
    response={201: Published, **problems(409)},
    summary="Publish what counsel signed",
)
@once(201)
def publish_list(
    request: Asked, programme: Slug, round_slug: Slug, idempotency_key: IdempotencyKey = ""
) -> Published:
    return _published(publish(actor=request.auth, assembly=_assembly(request.auth, round_slug)))


@router.post(
    "/rounds/{round_slug}/release/withdrawal",
    operation_id="withdraw_release",
    auth=admits_token(Grant.RELEASE_WRITE, Role.MANAGER),
    response={200: ReleaseTold, **problems(409)},
    summary="Withdraw a published list",
)
@once(200)
def withdraw(
    request: Asked,
    programme: Slug,
    round_slug: Slug,
    said: WithdrawReleaseAsked,
    idempotency_key: IdempotencyKey = "",
) -> ReleaseTold:
    """Ends access at once; copies that were downloaded cannot be called back."""
    assembly = _assembly(request.auth, round_slug)
    publication = there(publication_of(assembly))
    withdraw_release(actor=request.auth, publication=publication, reason=said.reason)
    return _told(assembly)


@member_router.get(
    "/common-list",
    operation_id="common_list",
    auth=admits_token(Grant.COMMON_LIST, *MEMBER),
    response={200: CommonListTold, **problems(409)},
    summary="Search the common list",
)
def common_list(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    round_slug: RoundAsked = "",
    search: Words = "",
    country: Words = "",
    assurance: Words = "",
    audited: Words = "",
    cursor: Cursor = "",
    limit: PageSize = A_PAGE,
) -> CommonListTold:
    """Without `round`: the latest that is published. Every word of `search` must be found."""
    readable = entitled_list(request.auth, round_slug)
    asked = {"search": search, "country": country, "assurance": assurance, "audited": audited}
    common = common_list_of(readable.publication)
    found = searched(common.rows, **{name: words.strip() for name, words in asked.items()})
    # A published list never changes; its number and the question name the pages.
    of = f"{readable.publication.pk} {json.dumps(asked)}"
    sites, following = page_of_rows(found, of, cursor=cursor, most=limit)
    return CommonListTold(
        round=readable.round.slug,
        cutoff=readable.round.cutoff,
        found=found.height,
        sites=[ListedSite.model_validate(one) for one in sites],
        next_cursor=following,
    )


@member_router.get(
    "/common-list/files/{form}",
    operation_id="download_common_list",
    auth=admits_token(Grant.COMMON_LIST, *MEMBER),
    response=problems(409),
    openapi_extra=file_of(*KINDS.values()),
    summary="The common list as a file",
)
def download(
    request: Asked, programme: Slug, organisation: Slug, form: Form, round_slug: RoundAsked = ""
) -> FileResponse:
    readable = entitled_list(request.auth, round_slug)
    note_download(actor=request.auth, publication=readable.publication, form=form)
    data = storage().read(readable.publication.assembly.files[f"common-list.{form}"])
    return file_answer(data, name=f"common-list-{readable.round.slug}.{form}")


def entitled_list(actor: Actor, round_slug: str = "") -> Readable:
    """Raises NoStanding with what is missing, as the page says it."""
    readable = there(readable_list(actor.scope, actor.organisation, round_slug))
    if not readable.standing.is_entitled:
        missing = readable.standing.missing
        raise NoStanding(
            " ".join(one.message for one in missing), remedy=" ".join(one.remedy for one in missing)
        )
    return readable


def _assembly(actor: Actor, round_slug: str) -> Assembly:
    return there(last_assembly(actor.scope, there(round_named(actor.scope, round_slug))))


def _told(assembly: Assembly) -> ReleaseTold:
    evidence, signed, published = evidence_of(assembly), sign_off_of(assembly), publication_of(assembly)
    report: Mapping[str, Any] | None = evidence.report if evidence else None
    return ReleaseTold(
        round=assembly.round.slug,
        assembly=assembly.number,
        state=assembly.state,
        manifest=assembly.manifest,
        not_before=assembly.not_before,
        leak_test=dict(report) if report is not None else None,
        withheld=[
            WithheldTold(outcome=outcome, reason=reason, sites=sites)
            for outcome, reason, sites in (evidence.withheld if evidence else ())
        ],
        changed=_changed(assembly),
        files=[name for name, (path, _called) in EVIDENCE.items() if path in assembly.files],
        sign_off=_signed(signed) if signed else None,
        publication=_published(published) if published else None,
    )


def _changed(assembly: Assembly) -> ChangedTold | None:
    found = changed_since(assembly)
    if found is None:
        return None
    moves = [MoveTold(before=before, now=now, sites=sites) for before, now, sites in found.moves]
    return ChangedTold(since=found.before.assembly.round.slug, moves=moves)


def _signed(one: SignOff) -> SignedOff:
    return SignedOff(by=str(one.person), at=one.at, manifest=one.manifest)


def _published(one: Publication) -> Published:
    return Published(at=one.at, rows=one.rows, sealed=one.sealed, withdrawn_at=one.withdrawn_at)
