"""Operations of protocols, as the pages of the member, the reviewer and the Secretariat."""

from comity.portal.protocols.api.cases import router as cases
from comity.portal.protocols.api.desk import router as desk
from comity.portal.protocols.api.outcomes import router as outcomes
from comity.portal.protocols.api.sides import router as sides

member_routers = (cases, desk, sides)

__all__ = ["member_routers", "outcomes"]
