"""Operations of doubtful pairs, and of sites by hand."""

from comity.portal.matches.api.pairs import router as pairs
from comity.portal.matches.api.sites import router as sites

routers = (pairs, sites)

__all__ = ["routers"]
