"""Which of a member's due audits exist already: own suppliers against a common list in hand, on the member's machine.

`check_suppliers` is the door: a `CommonList` and the member's own lists in, a state for every supplier out;
`checked_workbook` writes it down, and `checked_table` for programs that read CSV. Nothing else is read, and nothing leaves.
"""

from comity.check.check import CHECKED_FRAME, Checked, State, check_suppliers
from comity.check.remarks import Remark
from comity.check.workbook import checked_table, checked_workbook

__all__ = [
    "CHECKED_FRAME",
    "Checked",
    "Remark",
    "State",
    "check_suppliers",
    "checked_table",
    "checked_workbook",
]
