"""Operations of protocols, as the pages of the member, the reviewer and the Secretariat."""

from comity.portal.protocols.api.cases import router as cases
from comity.portal.protocols.api.compared import router as compared
from comity.portal.protocols.api.converging import member_router as own_convergence
from comity.portal.protocols.api.converging import router as convergence
from comity.portal.protocols.api.desk import router as desk
from comity.portal.protocols.api.offices import router as offices
from comity.portal.protocols.api.outcomes import router as outcomes
from comity.portal.protocols.api.reviews import router as reviews
from comity.portal.protocols.api.sides import router as sides

member_routers = (
    own_convergence,
    cases,
    desk,
    offices,
    reviews,
    sides,
    compared,
)  # what has a word in its address before what has a number

__all__ = ["convergence", "member_routers", "outcomes"]
