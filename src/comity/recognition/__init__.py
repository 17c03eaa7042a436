"""A member's own decision on a report: what is still open, what it decides and why, and what that was worth.

`delta` works out which of one's own questions a report leaves open (`compare` does so from files); `decide` records the decision of a person;
`reliance_json` and `reliance_pdf` write down what it stood on; `find_recalled` says whose decisions a recalled report
concerns; `count_avoided` counts audits that were truly avoided.

Laws: every decision is one member's alone and private to it; nothing decides by itself; what is not known is open.
"""

from comity.recognition.avoided import (
    Assumption,
    AvoidedState,
    Counted,
    DueAudit,
    Recognised,
    Worth,
    count_avoided,
    worth_of,
)
from comity.recognition.decide import Choice, Decided, Decision, decide
from comity.recognition.delta import Delta, delta
from comity.recognition.errors import DecidedMeanwhile, RecognitionProblem, RelianceUnreadable
from comity.recognition.pages import supplement_pdf, supplement_workbook
from comity.recognition.policy import AuditFacts, OwnPolicy, Remark, compare_with_policy
from comity.recognition.recall import Recalled, find_recalled
from comity.recognition.reliance import (
    Reliance,
    read_reliance,
    reliance_content,
    reliance_json,
    reliance_pdf,
)
from comity.recognition.scope import ScopeAnswer, ScopeFit, ScopeQuestion

__all__ = [
    "Assumption",
    "AuditFacts",
    "AvoidedState",
    "Choice",
    "Counted",
    "Decided",
    "DecidedMeanwhile",
    "Decision",
    "Delta",
    "DueAudit",
    "OwnPolicy",
    "Recalled",
    "Recognised",
    "RecognitionProblem",
    "Reliance",
    "RelianceUnreadable",
    "Remark",
    "ScopeAnswer",
    "ScopeFit",
    "ScopeQuestion",
    "Worth",
    "compare_with_policy",
    "count_avoided",
    "decide",
    "delta",
    "find_recalled",
    "read_reliance",
    "reliance_content",
    "reliance_json",
    "reliance_pdf",
    "supplement_pdf",
    "supplement_workbook",
    "worth_of",
]
