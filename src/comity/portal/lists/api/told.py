"""What is told of a version of a list."""

from datetime import datetime

from ninja import Schema

from comity.portal.lists.models import ListVersion
from comity.portal.membership.models import Round


class ListTold(Schema):
    round: str
    number: int
    filename: str
    digest: str
    bytes: int
    sent_at: datetime
    state: str
    rows: int
    accepted: int
    doubtful: int
    mended: int
    counts: bool
    withdrawn_at: datetime | None
    message: str
    remedy: str


def list_told(one: ListVersion, round_: Round) -> ListTold:
    return ListTold(
        round=round_.slug,
        number=one.number,
        filename=one.filename,
        digest=one.digest,
        bytes=one.size,
        sent_at=one.at,
        state=one.state,
        rows=one.rows,
        accepted=one.accepted,
        doubtful=one.doubtful,
        mended=one.mended,
        counts=one.counts,
        withdrawn_at=one.withdrawn_at,
        message=one.message,
        remedy=one.remedy,
    )
