"""Operations of sites by hand: look at one, merge two, split one, each with a preview of what follows."""

from typing import Annotated

from ninja import Path, Router, Schema
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.matches.queries import SiteRecord, registry_of, site_with
from comity.portal.matches.services import (
    Follows,
    merge,
    preview_merge,
    preview_split,
    require_judging,
    split,
)
from comity.portal.matches.views import JUDGES

router = Router(tags=["matches"])
SITE = r"^[A-Za-z0-9-]{1,20}$"
SiteName = Annotated[str, StringConstraints(pattern=SITE)]
Record = Annotated[str, StringConstraints(pattern=r"^[^\x00\s]{1,64}$")]
Why = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00]*\S[^\x00]*$"),
]


class RecordTold(Schema):
    record: str
    name: str
    address: str
    city: str
    country: str
    ids: str


class HappenedTold(Schema):
    round: str
    what: str


class SiteTold(Schema):
    asked: str
    site: str = Field(description="the live one that the id leads to")
    records: list[RecordTold]
    history: list[HappenedTold]


class SideTold(Schema):
    site: str
    records: list[RecordTold]


class RedirectTold(Schema):
    site: str
    to: str


class FollowsTold(Schema):
    before: list[SideTold]
    after: list[SideTold]
    withdrawn: int = Field(description="earlier judgements that say the opposite")
    judged: int
    new: list[str] = Field(description="ids that nothing had before")
    again: list[str] = Field(description="ids that led elsewhere, and stand again")
    redirects: list[RedirectTold]


class MergePreviewAsked(Schema):
    site: SiteName
    other: SiteName


class MergeAsked(MergePreviewAsked):
    note: Why


class SplitPreviewAsked(Schema):
    site: SiteName
    records: Annotated[list[Record], Field(min_length=1, max_length=5_000)]


class SplitAsked(SplitPreviewAsked):
    note: Why


@router.get(
    "/matches/sites/{site}",
    operation_id="match_site",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={200: SiteTold, **problems(409)},
    summary="One site: its records, and what happened to it",
)
def show(request: Asked, programme: Slug, site: Annotated[str, Path(pattern=SITE)]) -> SiteTold:
    require_judging(request.auth)
    with registry_of(request.auth.programme) as registry:
        found = site_with(registry, site)
    return SiteTold(
        asked=found.asked,
        site=found.site,
        records=_records(found.records),
        history=[HappenedTold(round=round_, what=what) for round_, what in found.history],
    )


@router.post(
    "/matches/merges/preview",
    operation_id="preview_merge",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={200: FollowsTold, **problems(409)},
    summary="What would follow if two sites were one",
)
def look_at_merge(request: Asked, programme: Slug, said: MergePreviewAsked) -> FollowsTold:
    return _follows(preview_merge(actor=request.auth, one=said.site, other=said.other))


@router.post(
    "/matches/merges",
    operation_id="merge_sites",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={201: FollowsTold, **problems(409)},
    summary="Make two sites one",
)
@once(201)
def merge_both(
    request: Asked, programme: Slug, said: MergeAsked, idempotency_key: IdempotencyKey = ""
) -> FollowsTold:
    return _follows(merge(actor=request.auth, one=said.site, other=said.other, note=said.note))


@router.post(
    "/matches/splits/preview",
    operation_id="preview_split",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={200: FollowsTold, **problems(409)},
    summary="What would follow if these records were cut out of their site",
)
def look_at_split(request: Asked, programme: Slug, said: SplitPreviewAsked) -> FollowsTold:
    return _follows(preview_split(actor=request.auth, site=said.site, records=said.records))


@router.post(
    "/matches/splits",
    operation_id="split_site",
    auth=admits_token(Grant.MATCHES, *JUDGES),
    response={201: FollowsTold, **problems(409)},
    summary="Cut records out of a site, for ever",
)
@once(201)
def split_one(
    request: Asked, programme: Slug, said: SplitAsked, idempotency_key: IdempotencyKey = ""
) -> FollowsTold:
    return _follows(split(actor=request.auth, site=said.site, records=said.records, note=said.note))


def _records(found: tuple[SiteRecord, ...]) -> list[RecordTold]:
    return [RecordTold.model_validate(one, from_attributes=True) for one in found]


def _follows(found: Follows) -> FollowsTold:
    sides = {
        name: [SideTold(site=site, records=_records(records)) for site, records in side]
        for name, side in (("before", found.before), ("after", found.after))
    }
    return FollowsTold(
        **sides,
        withdrawn=found.withdrawn,
        judged=found.judged,
        new=list(found.new),
        again=list(found.again),
        redirects=[RedirectTold(site=site, to=to) for site, to in found.redirects],
    )
