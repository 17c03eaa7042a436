"""What the pages of a programme's rules show: lanes and their rounds, what a version changes, what a preview found."""

from comity.portal.rulebook.queries.settings import changes, lanes_known, previews_of
from comity.portal.rulebook.queries.shown import FORMATS, criteria_file, losses, shown_criteria

__all__ = ["FORMATS", "changes", "criteria_file", "lanes_known", "losses", "previews_of", "shown_criteria"]
