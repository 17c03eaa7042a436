"""Operations of a member's lists."""

from comity.portal.lists.api.pieces import router as pieces
from comity.portal.lists.api.versions import router as versions

routers = (pieces, versions)

__all__ = ["routers"]
