"""Who may have the common list: what members sign, what each has done, and the standing that follows.

`read_programme` reads the Secretariat's file; `standings` says of every member whether it may have the list of a round and,
where not, each thing that is missing. `statement` holds the words that are signed, `lanes` what kinds of assurance a
programme recognises. There is no clock here: what holds is asked with a day.
"""

from comity.membership.errors import (
    LaneProblem,
    ProgrammeProblem,
    StatementProblem,
    UnknownMember,
    UnknownRound,
)
from comity.membership.lanes import (
    Baseline,
    Consent,
    Lane,
    Listed,
    Subject,
    default_lane,
    default_lane_text,
    read_lane,
    require_list_of_sites,
)
from comity.membership.paper import statement_pdf
from comity.membership.programme import Benchmark, Member, NothingToReport, Programme, Round, read_programme
from comity.membership.signing import (
    WITHDRAWAL_ENDS,
    WITHDRAWAL_LEAVES,
    Signature,
    Withdrawal,
    signatures_in_force,
)
from comity.membership.standing import (
    Duty,
    DutyState,
    Link,
    Missing,
    Standing,
    links_of,
    missing_signature,
    standing_of,
    standings,
)
from comity.membership.statement import (
    Reading,
    Section,
    Statement,
    Topic,
    packaged_statements,
    read_statement,
    statement_in,
)

__all__ = [
    "WITHDRAWAL_ENDS",
    "WITHDRAWAL_LEAVES",
    "Baseline",
    "Benchmark",
    "Consent",
    "Duty",
    "DutyState",
    "Lane",
    "LaneProblem",
    "Link",
    "Listed",
    "Member",
    "Missing",
    "NothingToReport",
    "Programme",
    "ProgrammeProblem",
    "Reading",
    "Round",
    "Section",
    "Signature",
    "Standing",
    "Statement",
    "StatementProblem",
    "Subject",
    "Topic",
    "UnknownMember",
    "UnknownRound",
    "Withdrawal",
    "default_lane",
    "default_lane_text",
    "links_of",
    "missing_signature",
    "packaged_statements",
    "read_lane",
    "read_programme",
    "read_statement",
    "require_list_of_sites",
    "signatures_in_force",
    "standing_of",
    "standings",
    "statement_in",
    "statement_pdf",
]
