"""One method for each operation, by the operation's name; made from the portal's description."""

from comity.client.rooms.check import Check
from comity.client.rooms.common_list import CommonList
from comity.client.rooms.desk import Desk
from comity.client.rooms.disclosures import Disclosures
from comity.client.rooms.ledger import Ledger
from comity.client.rooms.lists import Lists
from comity.client.rooms.matches import Matches
from comity.client.rooms.members import Members
from comity.client.rooms.people import People
from comity.client.rooms.protocols import Protocols
from comity.client.rooms.recognition import Recognition
from comity.client.rooms.release import Release
from comity.client.rooms.requests import Requests
from comity.client.rooms.rounds import Rounds
from comity.client.rooms.settings import Settings
from comity.client.rooms.standing import Standing
from comity.client.rooms.statement import Statement
from comity.client.rooms.statistics import Statistics
from comity.client.rooms.survey import Survey
from comity.client.rooms.surveys import Surveys
from comity.client.rooms.webhooks import Webhooks


class Operations(
    Check,
    CommonList,
    Desk,
    Disclosures,
    Ledger,
    Lists,
    Matches,
    Members,
    People,
    Protocols,
    Recognition,
    Release,
    Requests,
    Rounds,
    Settings,
    Standing,
    Statement,
    Statistics,
    Survey,
    Surveys,
    Webhooks,
):
    """All of them."""
