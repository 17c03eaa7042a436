"""Operations of recognition."""

from comity.portal.recognition.api.decisions import router as member_router
from comity.portal.recognition.api.recalls import router

__all__ = ["member_router", "router"]
