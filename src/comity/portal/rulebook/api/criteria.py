"""Operations of the common criteria: the sets in versions, their files, proposing one and putting it into use."""

from datetime import datetime
from typing import Annotated

from django.http import FileResponse, Http404
from ninja import File, Form, Path, Router, Schema, UploadedFile
from pydantic import Field

from comity.benchmark.crosswalk import Change
from comity.benchmark.formats import Format
from comity.portal.api.answers import Sentence, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.programme.queries import KnownCriteria, criteria_numbered, criteria_versions
from comity.portal.protocols.queries import cases_by_criteria
from comity.portal.rulebook.queries import criteria_file, shown_criteria
from comity.portal.rulebook.services import MOST_BYTES, adopt, propose_criteria
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.roles import SECRETARIAT, Role

router = Router(tags=["settings"])
SetNumber = Annotated[int, Path(ge=0, le=10_000, description="0: the set that comes with Comity")]


class CriteriaVersionTold(Schema):
    number: int = Field(description="0: the set that comes with Comity")
    name: str
    digest: str
    note: str
    at: datetime | None
    adopted_at: datetime | None


class CriteriaSetsTold(Schema):
    sets: list[CriteriaVersionTold] = Field(description="the latest first")


class PillarTold(Schema):
    name: str
    sections: int
    criteria: int


class CriteriaChange(Schema):
    change: str = Field(description="changed, split, merged, new or gone")
    older: list[str]
    newer: list[str]
    note: str


class CasesOfSet(Schema):
    name: str
    digest: str
    before_office: int
    decided: int


class CriteriaSetTold(CriteriaVersionTold):
    title: str
    is_in_use: bool
    is_overtaken: bool = Field(description="another set was put into use since it was proposed")
    criteria: int
    by_criticality: dict[str, int]
    pillars: list[PillarTold]
    languages: list[str]
    retired: list[str]
    remarks: list[str] = Field(description="what the file did not say, and what was taken instead")
    changes: dict[str, int] = Field(
        description="what became of the criteria before; empty where it follows none of its scheme"
    )
    changed: list[CriteriaChange] = Field(description="but for what is the same")
    reopened: int
    cases: list[CasesOfSet] = Field(description="protocols by the set that they go by")


@router.get(
    "/settings/criteria",
    operation_id="criteria_sets",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: CriteriaSetsTold, **problems()},
    summary="The common criteria, in versions",
)
def criteria_sets(request: Asked, programme: Slug) -> CriteriaSetsTold:
    scope = request.auth.scope
    rows = [KnownCriteria(number=one.number, version=one) for one in criteria_versions(scope)]
    return CriteriaSetsTold(sets=[_version(one) for one in (*rows, there(criteria_numbered(scope, 0)))])


@router.post(
    "/settings/criteria",
    operation_id="propose_criteria",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={201: CriteriaSetTold, **problems(409, 413)},
    summary="Propose a set of criteria; nothing changes until somebody else puts it into use",
)
@once(201)
def propose(
    request: Asked,
    programme: Slug,
    file: Annotated[
        UploadedFile,
        File(description="XLSX, CSV, OSCAL, CISO Assistant (YAML) or UNTP (JSON-LD); up to 10 MB"),
    ],
    note: Annotated[Sentence, Form()],
    steps: Annotated[
        UploadedFile | None,
        File(description="CSV with change, older, newer, note: what was changed, split or merged"),
    ] = None,
    idempotency_key: IdempotencyKey = "",
) -> CriteriaSetTold:
    version = propose_criteria(
        actor=request.auth,
        data=file.read(MOST_BYTES + 1),
        filename=file.name or "criteria",
        note=note,
        steps=steps.read(MOST_BYTES + 1) if steps else None,
    )
    return _set(request.auth, version.number)


@router.get(
    "/settings/criteria/{number}",
    operation_id="criteria_set",
    auth=admits_token(Grant.SETTINGS, *SECRETARIAT),
    response={200: CriteriaSetTold, **problems()},
    summary="One set: what is in it, what became of the one before, and which protocols go by it",
)
def criteria_set(request: Asked, programme: Slug, number: SetNumber) -> CriteriaSetTold:
    return _set(request.auth, number)


@router.get(
    "/settings/criteria/{number}/files/{form}",
    operation_id="criteria_file",
    auth=admits_token(Grant.SETTINGS, *SECRETARIAT),
    response=problems(),
    openapi_extra=file_of("application/octet-stream"),
    summary="The set as a file",
)
def download(request: Asked, programme: Slug, number: SetNumber, form: Format) -> FileResponse:
    known = there(criteria_numbered(request.auth.scope, number))
    name, written = criteria_file(known, form, publisher=request.auth.programme.name)
    return file_answer(written.data, name=name)


@router.post(
    "/settings/criteria/{number}/adoption",
    operation_id="adopt_criteria",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER, Role.COUNSEL),
    response={200: CriteriaSetTold, **problems(409)},
    summary="Protocols that are sent from now on are compared with this set",
)
@once(200)
def adopt_set(
    request: Asked, programme: Slug, number: SetNumber, idempotency_key: IdempotencyKey = ""
) -> CriteriaSetTold:
    """Not by who proposed it. What was sent before stays with its own set."""
    version = there(criteria_numbered(request.auth.scope, number)).version
    if version is None:
        raise Http404
    adopt(actor=request.auth, version=version)
    return _set(request.auth, number)


def _version(one: KnownCriteria) -> CriteriaVersionTold:
    version = one.version
    if version is None:
        found = one.criteria
        return CriteriaVersionTold(
            number=0, name=found.name, digest=found.digest, note="", at=None, adopted_at=None
        )
    return CriteriaVersionTold.model_validate(version, from_attributes=True)


def _set(actor: Actor, number: int) -> CriteriaSetTold:
    known = there(criteria_numbered(actor.scope, number))
    shown, version = shown_criteria(actor.scope, known), known.version
    return CriteriaSetTold(
        **_version(known).model_dump(),
        title=known.criteria.title,
        is_in_use=shown.is_now,
        is_overtaken=shown.is_overtaken,
        criteria=len(known.criteria),
        by_criticality=shown.by_criticality,
        pillars=[
            PillarTold(name=one.name, sections=one.sections, criteria=one.criteria) for one in shown.pillars
        ],
        languages=shown.languages,
        retired=list(known.criteria.retired),
        remarks=version.remarks if version else [],
        changes={change.value: len(steps) for change, steps in shown.changes.items()},
        changed=[
            CriteriaChange(
                change=one.change.value, older=list(one.older), newer=list(one.newer), note=one.note
            )
            for change, steps in shown.changes.items()
            if change is not Change.SAME
            for one in steps
        ],
        reopened=shown.reopened,
        cases=[
            CasesOfSet.model_validate(one, from_attributes=True) for one in cases_by_criteria(actor.scope)
        ],
    )
