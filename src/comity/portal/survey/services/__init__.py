"""Opening a year's survey, answering it together, signing it off, closing it, and publishing what may be shown of all."""

from comity.portal.survey.services.answering import Saved, save_answers, settle, take_drafts
from comity.portal.survey.services.campaign import (
    ANSWERERS,
    close_survey,
    leave_out,
    members_named,
    move_closing_day,
    open_survey,
    packaged_translations,
    remind,
    reopen,
)
from comity.portal.survey.services.publishing import publish, start_publishing
from comity.portal.survey.services.signing import own_result, share, sign_off
from comity.portal.survey.services.workbooks import MOST_WORKBOOK, issue_workbook, take_workbook

__all__ = [
    "ANSWERERS", "MOST_WORKBOOK", "Saved", "close_survey", "issue_workbook", "leave_out", "members_named", "move_closing_day", "open_survey",
    "own_result", "packaged_translations", "publish", "remind", "reopen", "save_answers", "settle", "share", "sign_off",
    "start_publishing", "take_drafts", "take_workbook",
]  # fmt: skip
