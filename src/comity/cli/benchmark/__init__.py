"""`comity benchmark …`: a protocol against the common criteria. One file a command, or a few that belong together.

`benchmark` is the group that the commands register themselves with; it is part of the command line once this is imported.
"""

from comity.cli.benchmark import compare, criteria, decide, look, run, suggest, undo
from comity.cli.benchmark.group import benchmark

__all__ = ["benchmark", "compare", "criteria", "decide", "look", "run", "suggest", "undo"]
