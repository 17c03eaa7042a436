"""Taking a protocol, saying what it asks, and taking its case from step to step."""

from comity.portal.protocols.services.again import read_again
from comity.portal.protocols.services.handing_on import answer_office, propose_office
from comity.portal.protocols.services.keeping import forget_abandoned, forget_superseded
from comity.portal.protocols.services.proposing import PROPOSE, WEIGH, propose, weigh_again
from comity.portal.protocols.services.saying import (
    Answer,
    bulk_preview,
    digest_of,
    last_act,
    say,
    say_all,
    say_bulk,
    say_of_question,
    take_workbook,
    undo_last,
    workbook_of,
)
from comity.portal.protocols.services.steps import (
    answer_query,
    approve,
    begin_review,
    conclude,
    query_member,
    report_of,
    resolve,
    submit,
    take_back,
    take_over,
    withdraw_query,
)
from comity.portal.protocols.services.taking import delete_draft, take_protocol

__all__ = [
    "PROPOSE",
    "WEIGH",
    "Answer",
    "answer_office",
    "answer_query",
    "approve",
    "begin_review",
    "bulk_preview",
    "conclude",
    "delete_draft",
    "digest_of",
    "forget_abandoned",
    "forget_superseded",
    "last_act",
    "propose",
    "propose_office",
    "query_member",
    "read_again",
    "report_of",
    "resolve",
    "say",
    "say_all",
    "say_bulk",
    "say_of_question",
    "submit",
    "take_back",
    "take_over",
    "take_protocol",
    "take_workbook",
    "undo_last",
    "weigh_again",
    "withdraw_query",
    "workbook_of",
]
