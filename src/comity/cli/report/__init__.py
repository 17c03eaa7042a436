"""`comity report …`: ask for a report, give one or refuse, read one, say that one no longer counts; with files alone.

`group` is the group that the commands register themselves with; it is part of the command line once this is imported.
"""

from comity.cli.report import ask, give, read
from comity.cli.report.group import group

__all__ = ["ask", "give", "group", "read"]
