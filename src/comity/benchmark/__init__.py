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
    Translation,
    load_criteria,
    require_successor,
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
from comity.benchmark.errors import (
    CriteriaProblem,
    CriteriaUnreadable,
    DecisionProblem,
    ProtocolUnreadable,
    ReviewProblem,
    TransitionProblem,
)
from comity.benchmark.forecast import Ahead, Chance, Forecast, NextQuestion, chances, forecast, next_questions
from comity.benchmark.kinds import Kind, guess_kind
from comity.benchmark.links import (
    Credit,
    Depth,
    Judgement,
    LinkKey,
    LinkState,
    Proposal,
    Relation,
    Strength,
)
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol, Question
from comity.benchmark.protocol_file import read_protocol
from comity.benchmark.standing import Disagreement, Standing, fold

__all__ = [
    "Agreement",
    "Ahead",
    "Approved",
    "Basis",
    "BulkAcceptance",
    "Chance",
    "Coverage",
    "Credit",
    "CriteriaProblem",
    "CriteriaSet",
    "CriteriaUnreadable",
    "Criterion",
    "Criticality",
    "Decision",
    "DecisionProblem",
    "Depth",
    "Disagreement",
    "Entry",
    "Forecast",
    "Judgement",
    "Kind",
    "LinkKey",
    "LinkState",
    "Log",
    "NextQuestion",
    "NotApplicable",
    "NotCovered",
    "NotMappable",
    "Outcome",
    "Party",
    "Proposal",
    "Protocol",
    "ProtocolUnreadable",
    "Question",
    "Relation",
    "Resolved",
    "ReviewProblem",
    "Rule",
    "Share",
    "Standing",
    "Strength",
    "TransitionProblem",
    "Translation",
    "Undone",
    "Verdict",
    "agreement",
    "bulk_accept",
    "chances",
    "coverage",
    "coverage_of",
    "exact_share",
    "fold",
    "forecast",
    "guess_kind",
    "load_criteria",
    "next_questions",
    "percent",
    "read_protocol",
    "require_successor",
    "shipped",
    "verdict",
]
