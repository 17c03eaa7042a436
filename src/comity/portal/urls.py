"""Every address of the portal. A programme's pages stand under its name, a member's own under both names.

A room has its own `urls.py`; here they are only put in their places. Every view stands behind a gate, and a test lays this table
beside the roles (`tests/portal/test_routes.py`).
"""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from comity.portal.accounts import urls as accounts
from comity.portal.api import urls as api
from comity.portal.check import urls as check
from comity.portal.demo import urls as demo
from comity.portal.disclosures import urls as disclosures
from comity.portal.exchange import urls as exchange
from comity.portal.home import urls as home
from comity.portal.interface import v1
from comity.portal.interface import views as interface
from comity.portal.jobs import urls as jobs
from comity.portal.ledger import urls as ledger
from comity.portal.lists import urls as lists
from comity.portal.matches import urls as matches
from comity.portal.members import urls as members
from comity.portal.membership import urls as membership
from comity.portal.outbox import urls as outbox
from comity.portal.people import urls as people
from comity.portal.protocols import urls as protocols
from comity.portal.recognition import urls as recognition
from comity.portal.release import urls as release
from comity.portal.rounds import urls as rounds
from comity.portal.rulebook import urls as rulebook
from comity.portal.shell import views as shell
from comity.portal.statistics import urls as statistics
from comity.portal.survey import urls as survey

Patterns = list[URLPattern | URLResolver]

OF_A_MEMBER: Patterns = [
    *home.member_urlpatterns,
    *people.member_urlpatterns,
    *membership.urlpatterns,
    *lists.urlpatterns,
    *protocols.member_urlpatterns,
    *release.member_urlpatterns,
    *check.urlpatterns,
    *exchange.member_urlpatterns,
    *recognition.member_urlpatterns,
    *api.member_urlpatterns,
    *statistics.member_urlpatterns,
    *survey.member_urlpatterns,
]
OF_A_PROGRAMME: Patterns = [
    *rounds.urlpatterns,
    *outbox.urlpatterns,
    *people.urlpatterns,
    *members.urlpatterns,
    *protocols.urlpatterns,
    *release.urlpatterns,
    *matches.urlpatterns,
    *rulebook.urlpatterns,
    *survey.urlpatterns,
    *statistics.urlpatterns,
    *ledger.urlpatterns,
    *disclosures.urlpatterns,
    *recognition.programme_urlpatterns,
    *jobs.urlpatterns,
    *api.urlpatterns,
    path("members/<slug:organisation>/", include(OF_A_MEMBER)),
]
OUTSIDE: Patterns = [
    *home.urlpatterns,
    *accounts.urlpatterns,
    *demo.urlpatterns,
    *exchange.urlpatterns,
    *recognition.urlpatterns,
    path("health/", shell.health, name="health"),
    path("api/", interface.show_interface, name="interface"),
]
handler500 = "comity.portal.shell.views.broken"
urlpatterns: Patterns = [
    *OUTSIDE,
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(v1.urlpatterns)),  # each operation has its gate in `auth`; tests/portal/api
    path("programmes/<slug:programme>/", include(OF_A_PROGRAMME)),
]
