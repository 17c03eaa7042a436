"""Operations of two protocols side by side, and of what one would come to with more; as the pages, they decide nothing."""

from typing import Annotated

from django.http import FileResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comity.portal.api.answers import XLSX, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.protocols.api.told import CaseNumber, case_or_404, opened_or_404
from comity.portal.protocols.queries import SPEAKERS
from comity.portal.protocols.queries.compared import Compared, compared, pair_book, supposed
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor

router = Router(tags=["protocols"])
Codes = Annotated[
    str,
    Query(
        max_length=8_000,
        pattern=r"^[^\x00\s]*$",
        description="codes of criteria, with commas between; none: the smallest set",
    ),
]


class RequirementLeft(Schema):
    question: str
    section: str
    text: str
    why: str
    criteria: list[str]


class ProtocolsCompared(Schema):
    """Shares are of the criteria that apply to both, as exact fractions; percentages are cut off, never rounded up."""

    criteria: str
    own: str
    other: str
    shared: str
    shared_percent: str
    promised_percent: str = Field(description="what the two shares alone make sure of")
    answers_of_own: str = Field(description="of the criteria that the first meets, how many the other meets")
    both: list[str]
    own_alone: list[str]
    other_alone: list[str]
    neither: list[str]
    requirements: int
    answered: str
    left: list[RequirementLeft] = Field(description="the first one's wording; of the other there is none")


class LackingTold(Schema):
    criterion: str
    title: str
    criticality: str
    credit: str | None
    in_smallest_set: bool
    added: bool


class WhatIfTold(Schema):
    """Arithmetic, and no verdict."""

    now: str
    now_percent: str
    added: list[str]
    then: str
    then_percent: str
    outcome: str
    reasons: list[str]
    lacking: list[LackingTold]


@router.get(
    "/protocols/{case}/compared-with/{other}",
    operation_id="protocols_compared",
    auth=admits_token(Grant.PROTOCOLS, *SPEAKERS),
    response={200: ProtocolsCompared, **problems(409)},
    summary="Two protocols by the common criteria: what they share, and what an audit by the other leaves to ask",
)
def protocols_compared(
    request: Asked, programme: Slug, organisation: Slug, case: CaseNumber, other: CaseNumber
) -> ProtocolsCompared:
    found = _compared(request.auth, case, other)
    said, residue = found.overlap, found.residue
    return ProtocolsCompared(
        criteria=found.own.covered.criteria.name,
        own=str(said.left),
        other=str(said.right),
        shared=str(said.shared),
        shared_percent=said.shared.percent,
        promised_percent=found.promised,
        answers_of_own=str(said.right_answers_of_left),
        both=[one.code for one in said.both],
        own_alone=[one.code for one in said.only_left],
        other_alone=[one.code for one in said.only_right],
        neither=[one.code for one in said.neither],
        requirements=residue.asked,
        answered=str(residue.answered),
        left=[
            RequirementLeft(
                question=one.question.id,
                section=one.question.section,
                text=one.question.text,
                why=one.why.value,
                criteria=list(one.criteria),
            )
            for one in residue.open
        ],
    )


@router.get(
    "/protocols/{case}/compared-with/{other}/workbook",
    operation_id="protocols_compared_workbook",
    auth=admits_token(Grant.PROTOCOLS, *SPEAKERS),
    response=problems(409),
    openapi_extra=file_of(XLSX),
    summary="The same as a workbook, with the wording of the first alone",
)
def protocols_compared_workbook(
    request: Asked, programme: Slug, organisation: Slug, case: CaseNumber, other: CaseNumber
) -> FileResponse:
    return file_answer(pair_book(_compared(request.auth, case, other)), name=f"compared-{case}-{other}.xlsx")


def _compared(actor: Actor, case: int, other: int) -> Compared:
    return compared(actor, case_or_404(actor, case), case_or_404(actor, other))


@router.get(
    "/protocols/{case}/what-if",
    operation_id="protocol_what_if",
    auth=admits_token(Grant.PROTOCOLS, *SPEAKERS),
    response={200: WhatIfTold, **problems(409)},
    summary="What a protocol would come to with more criteria met; without any named, with the smallest set that is enough",
)
def protocol_what_if(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    add: Codes = "",
) -> WhatIfTold:
    codes = [one for one in add.split(",") if one]
    found = supposed(opened_or_404(request.auth, case), codes or None)
    then = found.chosen.then
    return WhatIfTold(
        now=str(found.now.full),
        now_percent=found.now.full.percent,
        added=[one.code for one in found.chosen.additions],
        then=str(then.full),
        then_percent=then.full.percent,
        outcome=found.said.outcome.value,
        reasons=list(found.said.reasons),
        lacking=[
            LackingTold(
                criterion=one.criterion.code,
                title=one.criterion.title,
                criticality=one.criterion.criticality.value,
                credit=one.credit.value if one.credit else None,
                in_smallest_set=one.is_needed,
                added=one.is_chosen,
            )
            for one in found.lacking
        ],
    )
