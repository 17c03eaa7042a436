"""Operations of the yearly survey: a member's own, its results, and the Secretariat's."""

from comity.portal.survey.api.member import router as answering
from comity.portal.survey.api.office import router
from comity.portal.survey.api.results import router as results

member_routers = (answering, results)

__all__ = ["member_routers", "router"]
