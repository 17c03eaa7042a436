"""A company's audit protocol against the common criteria: mapped with help, decided by people, explained.

`load_criteria` and `read_protocol` give the two sides; `suggest` proposes links; people decide in a review file
(`review_workbook`, `read_review`) or through the `Log`; `coverage_of` and `verdict` say what it comes to, exactly.

Laws: equivalence is coverage of the common criteria, one way, in fractions; the machine proposes and never decides; a
protocol is private to its member and the reviewer.
"""

from comity.benchmark.agreement import Agreement, agreement
from comity.benchmark.bulk import BulkAcceptance, bulk_accept
from comity.benchmark.coverage import (
    Basis,
    Coverage,
    Outcome,
    Rule,
    Share,
    Verdict,
    coverage,
    coverage_of,
    exact_share,
    percent,
    verdict,
)
from comity.benchmark.criteria import (
    CriteriaSet,
    Criterion,
    Criticality,
    load_criteria,
    shipped,
)
from comity.benchmark.decisions import (
    Approved,
    Decision,
    Entry,
    NotApplicable,
    NotCovered,
    NotMappable,
    Party,
    Resolved,
    Undone,
)
from comity.benchmark.forecast import Ahead, Forecast, NextQuestion, forecast, next_questions
from comity.benchmark.kinds import Kind
from comity.benchmark.links import (
    Credit,
    Depth,
    Judgement,
    LinkKey,
    Proposal,
    Relation,
    Strength,
)
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol, Question
from comity.benchmark.protocol_file import read_protocol
from comity.benchmark.standing import Disagreement, Standing

__all__ = [
    "Agreement",
    "Ahead",
    "Approved",
    "Basis",
    "BulkAcceptance",
    "Coverage",
    "Credit",
    "CriteriaSet",
    "Criterion",
    "Criticality",
    "Decision",
    "Depth",
    "Disagreement",
    "Entry",
    "Forecast",
    "Judgement",
    "Kind",
    "LinkKey",
    "Log",
    "NextQuestion",
    "NotApplicable",
    "NotCovered",
    "NotMappable",
    "Outcome",
    "Party",
    "Proposal",
    "Protocol",
    "Question",
    "Relation",
    "Resolved",
    "Rule",
    "Share",
    "Standing",
    "Strength",
    "Undone",
    "Verdict",
    "agreement",
    "bulk_accept",
    "coverage",
    "coverage_of",
    "exact_share",
    "forecast",
    "load_criteria",
    "next_questions",
    "percent",
    "read_protocol",
    "shipped",
    "verdict",
]
