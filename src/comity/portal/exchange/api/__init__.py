"""Operations of a member's requests: asking, and what comes back; and of a supplier's desk."""

from comity.portal.exchange.api.asking import router as asking
from comity.portal.exchange.api.desk import router as desk
from comity.portal.exchange.api.reports import router as reports

routers = (asking, reports)
"""Of a member."""

__all__ = ["desk", "routers"]
