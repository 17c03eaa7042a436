"""Asking a supplier for its report, and receiving it so that nobody between can read it.

`Request` and `take_step` say what may happen between asking and deciding; `write_letter` and `plan_batch` make the letters;
`Key`, `seal_report`, `grant_report` and `open_report` carry the report; `Vault` is what the platform holds of it, over any
storage that has the four verbs of `Bodies`. Six files have a door of their own: `errors`, `links` for people without an account, `platforms`
on which a report may lie instead, `scan` for malware, `marking` of copies, and `credential`, which speaks UNTP to the world outside.

Laws: the supplier says yes or no to each request, and nothing by silence; no request can hint at who had an audit made; the
platform holds ciphertext alone; time, randomness for links, and scanners are handed in.
"""

from comity.exchange.batch import DAILY_CAP, Planned, mail_merge, next_reminder, plan_batch
from comity.exchange.bodies import Bodies, LocalBodies
from comity.exchange.examine import Examined, examine
from comity.exchange.keys import Key, PublicKey, Signed, recover_key, recovery_of, verify_signed
from comity.exchange.letter import Letter, reminder_of, write_letter
from comity.exchange.notices import (
    Ground,
    Recall,
    SignedRequest,
    read_recall,
    read_request,
    recall_paper,
    request_paper,
)
from comity.exchange.opening import OpenedReport, open_report
from comity.exchange.request import (
    ENDED,
    Followed,
    KnownAudit,
    Moved,
    Opportunity,
    Party,
    Purpose,
    Request,
    State,
    Step,
    consent_to,
    follow_sites,
    opportunities,
    opportunities_in,
    run_out,
    take_step,
)
from comity.exchange.sealed import (
    MOST_BYTES,
    Grant,
    OpenedGrant,
    Sealed,
    grant_report,
    keep_report,
    open_grant,
    regrant,
    seal_report,
    usual_end,
)
from comity.exchange.vault import REVOKED_SENTENCE, GrantRecord, Vault

__all__ = [
    "DAILY_CAP",
    "ENDED",
    "MOST_BYTES",
    "REVOKED_SENTENCE",
    "Bodies",
    "Examined",
    "Followed",
    "Grant",
    "GrantRecord",
    "Ground",
    "Key",
    "KnownAudit",
    "Letter",
    "LocalBodies",
    "Moved",
    "OpenedGrant",
    "OpenedReport",
    "Opportunity",
    "Party",
    "Planned",
    "PublicKey",
    "Purpose",
    "Recall",
    "Request",
    "Sealed",
    "Signed",
    "SignedRequest",
    "State",
    "Step",
    "Vault",
    "consent_to",
    "examine",
    "follow_sites",
    "grant_report",
    "keep_report",
    "mail_merge",
    "next_reminder",
    "open_grant",
    "open_report",
    "opportunities",
    "opportunities_in",
    "plan_batch",
    "read_recall",
    "read_request",
    "recall_paper",
    "recover_key",
    "recovery_of",
    "regrant",
    "reminder_of",
    "request_paper",
    "run_out",
    "seal_report",
    "take_step",
    "usual_end",
    "verify_signed",
    "write_letter",
]
