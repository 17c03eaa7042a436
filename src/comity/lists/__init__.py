"""One member's file, read as it really arrives: every row is taken, or becomes a problem with a reason.

`read_list` is the door: `cells` turns any file into text cells within bounds (text by `delimited`, web pages by `web_page`;
`kinds` says what else a file is), `find` finds the list among them and `sheets` what the other sheets add, `headers` and
`values` find what each column is, `slipped` which rows have lost their columns, `read` makes the values plain, `audits`
judges dates and protocols, `notes` says what is odd about the file, `annotate` gives it back with what was found.
`passed_over` says which things in a folder are no lists.
"""

from comity.lists.annotate import annotate, findings_by_code, never_read, sentences, states, which
from comity.lists.findings import rows_counted
from comity.lists.folders import PassedOver, is_list_file, passed_over
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
    "LIST_COLUMNS",
    "SITES_FRAME",
    "Assurance",
    "ListKind",
    "PassedOver",
    "Protocols",
    "ReadList",
    "RowProblem",
    "SavedMappings",
    "Severity",
    "annotate",
    "findings_by_code",
    "is_list_file",
    "never_read",
    "passed_over",
    "read_list",
    "rows_counted",
    "sentences",
    "states",
    "template_workbook",
    "which",
]
