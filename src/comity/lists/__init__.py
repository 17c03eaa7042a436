"""One member's file, read as it really arrives: every row is taken, or becomes a problem with a reason.

`read_list` is the door: `cells` turns any file into text cells within bounds, `find` finds the list among them,
`headers` and `values` find what each column is, `slipped` which rows have lost their columns, `read` makes the values plain, `audits` judges dates and protocols, `annotate` gives the file back with what was found.
"""

from comity.lists.annotate import annotate, findings_by_code, never_read, sentences, states, which
from comity.lists.audits import DATE_ORDER
from comity.lists.findings import rows_counted
from comity.lists.mappings import SavedMappings
from comity.lists.protocols import Protocols
from comity.lists.read import read_list
from comity.lists.site_audits import (
    AUDITS_FRAME,
    LIST_COLUMNS,
    SITES_FRAME,
    Assurance,
    ListKind,
    ReadList,
    RowProblem,
    Severity,
)
from comity.lists.template import template_workbook

__all__ = [
    "AUDITS_FRAME",
    "DATE_ORDER",
    "LIST_COLUMNS",
    "SITES_FRAME",
    "Assurance",
    "ListKind",
    "Protocols",
    "ReadList",
    "RowProblem",
    "SavedMappings",
    "Severity",
    "annotate",
    "findings_by_code",
    "never_read",
    "read_list",
    "rows_counted",
    "sentences",
    "states",
    "template_workbook",
    "which",
]
