"""One member's file, read as it really arrives: every row names a site, or becomes a problem with a reason.

`read_list` is the door: `cells` turns any file into text cells within bounds, `headers` finds what each column is,
`read` makes the values plain.
"""

from comity.lists.read import read_list
from comity.lists.site_audits import SITES_FRAME, ReadList, RowProblem, Severity

__all__ = ["SITES_FRAME", "ReadList", "RowProblem", "Severity", "read_list"]
