"""What is the machine's fault and nobody's mistake: a disk that is full, a database or a store that does not answer.

Nothing was half-written: a file has no name before it is whole, and a transaction that does not end never was. So a page may say
that, a program may ask again, and a job waits until the machine can.
"""

import errno
import sqlite3
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    status: int
    message: str
    remedy: str


FULL = Fault(
    "disk-full",
    507,
    "The portal's disk is full.",
    "Nothing was stored, and nothing that was there is lost. Try again later; whoever looks after Comity has to make room.",
)
AWAY = Fault(
    "unavailable",
    503,
    "The portal's database does not answer.",
    "Nothing was half-written. Try again in a minute.",
)


SILENT = Fault(
    "unavailable",
    503,
    "The portal's storage does not answer.",
    "Nothing was half-written. Try again in a minute.",
)


def fault_of(error: BaseException | None) -> Fault | None:
    """None for everything else, which is a mistake of ours."""
    if isinstance(error, OSError):
        return FULL if error.errno in _FULL else SILENT if error.errno == errno.EIO else None
    if isinstance(error, OperationalError | InterfaceError):
        if getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            return None  # a table or a column that is not there: SQLite calls that operational, too
        return FULL if "is full" in str(error) or "No space left" in str(error) else AWAY
    return None
