"""Figures, for the Secretariat and for members."""

from comity.portal.tenants.roles import MEMBER, SECRETARIAT
from tests.portal.routes import Route

DRAWN = {"name": "days", "form": "svg"}

ROUTES = {
    "statistics": Route(roles=SECRETARIAT),
    "statistics-figures": Route(roles=SECRETARIAT),
    "statistics-chart": Route(roles=SECRETARIAT, extra=DRAWN),
    "member-statistics": Route(roles=MEMBER),
    "member-statistics-figures": Route(roles=MEMBER),
    "member-statistics-chart": Route(roles=MEMBER, extra=DRAWN),
}
