"""What makes a file unreadable or unsafe to read.

UnreadableInput
├── UnsafeFile        it could harm the reader: too large, packed to explode, protected, with macros or links
├── NotAList          it can be read, and holds no list: no header row, or no column that names a site
└── BrokenFile        it is damaged, or not what its name says
"""

from comity.core import UnreadableInput


class UnsafeFile(UnreadableInput):
    """The file could harm the reader, so it is not opened."""

    code = "unsafe-file"


class NotAList(UnreadableInput):
    """The file can be read, and holds no list of sites."""

    code = "not-a-list"


class BrokenFile(UnreadableInput):
    """The file is damaged, or not what its name says."""

    code = "broken-file"
