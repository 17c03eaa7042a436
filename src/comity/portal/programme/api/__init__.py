"""Operations of the programme's settings."""

from comity.portal.programme.api.criteria import router as criteria
from comity.portal.programme.api.equivalence import router as equivalence
from comity.portal.programme.api.lanes import router as lanes
from comity.portal.programme.api.policies import router as policies
from comity.portal.programme.api.signing_in import router as signing_in
from comity.portal.programme.api.survey import router as survey

routers = (criteria, equivalence, lanes, policies, signing_in, survey)

__all__ = ["routers"]
