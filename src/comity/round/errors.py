"""What can stop a round before anything is written.

ComityError
└── UsageProblem
    ├── NoLists                nothing to read
    ├── AmbiguousMember        two files would be one member's list
    ├── SameList               two lists would count as two members, and are one list
    ├── RenamedLists           lists of the last release came under other names, as new members
    ├── UnknownList            something was said of a list that is not there
    ├── UnknownRow             a row was named that is not there, or that names no site
    ├── FolderTaken            the round's folder is there already
    ├── LaterRelease           the registry remembers a release of a later cut-off
    ├── ReleaseBeforeCutoff    the list would go out before the round has ended
    └── ProgrammeContradicted  what was asked contradicts the programme
"""

from comity.core import UsageProblem


class NoLists(UsageProblem):
    """Nothing to read: no list was named, or a folder holds none."""

    code = "no-lists"


class AmbiguousMember(UsageProblem):
    """Two files would be one member's list."""

    code = "ambiguous-member"


class SameList(UsageProblem):
    """Two lists are one list, and would count as two members."""

    code = "same-list"


class RenamedLists(UsageProblem):
    """Lists of the last release came under other names, and would count as new members beside the old."""

    code = "renamed-lists"


class UnknownList(UsageProblem):
    """Something was said of one list, and no list goes by that name."""

    code = "unknown-list"


class UnknownRow(UsageProblem):
    """A row was named that no list has, or that names no site."""

    code = "unknown-row"


class LaterRelease(UsageProblem):
    """The registry remembers a release of a later cut-off than the round's."""

    code = "later-release"


class ReleaseBeforeCutoff(UsageProblem):
    """The list would go out before the round has ended."""

    code = "release-before-cutoff"


class FolderTaken(UsageProblem):
    """The round's folder is there already, and a round is never written over."""

    code = "folder-taken"


class ProgrammeContradicted(UsageProblem):
    """The policy, or an option of the command, says another thing than the programme."""

    code = "programme-contradicted"
