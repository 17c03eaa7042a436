"""Operations of a member's requests: asking, and what comes back."""

from comity.portal.exchange.api.asking import router as asking
from comity.portal.exchange.api.reports import router as reports

routers = (asking, reports)

__all__ = ["routers"]
