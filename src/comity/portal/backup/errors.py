"""What can be wrong with a backup.

ComityError
├── UnreadableInput
│   └── BackupDamaged   not a backup, not whole, or not what was written
└── UsageProblem
    ├── NotEmpty        something is there already
    └── NewerBackup     made by a newer Comity than this one
"""

from comity.core import UnreadableInput, UsageProblem


class BackupDamaged(UnreadableInput):
    """The file is no backup, is not whole, or is not what was written."""

    code = "backup-damaged"


class NotEmpty(UsageProblem):
    """A backup is restored into an empty place alone."""

    code = "not-empty"


class NewerBackup(UsageProblem):
    """The backup was made by a newer Comity than this one."""

    code = "newer-backup"
