"""The command line: one file per room; a command is a shell over one library function.

`app` holds what all commands share: the error table, progress on a terminal, `--json`; `commands` says which file holds which.
"""

import os

# The matrices here are small: threads that share one are slower than one alone. It must be said before numpy is read.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from comity.cli.app import main

__all__ = ["main"]
