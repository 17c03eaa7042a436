"""The Secretariat's operation of outcomes: states and numbers, and nothing that a protocol says."""

from ninja import Router

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.protocols.api.told import CasesTold, case_told
from comity.portal.protocols.queries import latest_cases
from comity.portal.tenants.roles import SECRETARIAT

router = Router(tags=["protocols"])


@router.get(
    "/protocols",
    operation_id="protocol_outcomes",
    auth=admits_token(Grant.PROTOCOLS, *SECRETARIAT),
    response={200: CasesTold, **problems()},
    summary="What became of members' protocols",
)
def outcomes(request: Asked, programme: Slug) -> CasesTold:
    return CasesTold(cases=[case_told(one) for one in latest_cases(request.auth.scope)])
