"""Operations of the programme's settings."""

from comity.portal.rulebook.api.criteria import router as criteria
from comity.portal.rulebook.api.equivalence import router as equivalence
from comity.portal.rulebook.api.lanes import router as lanes
from comity.portal.rulebook.api.policies import router as policies
from comity.portal.rulebook.api.signing_in import router as signing_in
from comity.portal.rulebook.api.survey import router as survey

routers = (criteria, equivalence, lanes, policies, signing_in, survey)

__all__ = ["routers"]
