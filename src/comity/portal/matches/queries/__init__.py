"""What is asked of doubtful pairs: which are open, how each is shown, what was said, how well reviewers agree, and sites by themselves."""

from comity.portal.matches.queries.agreement import Agreed, agreements
from comity.portal.matches.queries.assemblies import assemblies_to_judge, assembly_to_judge, is_assembling
from comity.portal.matches.queries.desk import Desk, agreed_on, desk_of, desk_with, is_disputed, worded
from comity.portal.matches.queries.kept import registry_of
from comity.portal.matches.queries.pair import Fact, Shown, lists_named, shown
from comity.portal.matches.queries.remembered import BY, Remembered, remembered, reviewers
from comity.portal.matches.queries.sites import (
    Site,
    SiteRecord,
    live_site,
    records_by_site,
    site_with,
    was_id_given,
)

__all__ = [
    "BY",
    "Agreed",
    "Desk",
    "Fact",
    "Remembered",
    "Shown",
    "Site",
    "SiteRecord",
    "agreed_on",
    "agreements",
    "assemblies_to_judge",
    "assembly_to_judge",
    "desk_of",
    "desk_with",
    "is_assembling",
    "is_disputed",
    "lists_named",
    "live_site",
    "records_by_site",
    "registry_of",
    "remembered",
    "reviewers",
    "shown",
    "site_with",
    "was_id_given",
    "worded",
]
