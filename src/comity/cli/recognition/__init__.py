"""`comity recognition …`: what a report leaves to ask, one's own decision on it, who relied on a report, what it was worth.

`group` is the group that the commands register themselves with; it is part of the command line once this is imported.
"""

from comity.cli.recognition import decide, delta, recalled, worth
from comity.cli.recognition.group import group

__all__ = ["decide", "delta", "group", "recalled", "worth"]
