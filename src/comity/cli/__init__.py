"""The command line: one file per room; a command is a shell over one library function.

`app` holds what all commands share: the error table, progress on a terminal, `--json`; `commands` says which file holds which.
"""

import os
import sys

# The matrices here are small: threads that share one are slower than one alone. It must be said before numpy is read.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """What commands are made of takes a moment to be read, in which a key may be pressed, too."""
    try:
        from comity.cli import app
    except KeyboardInterrupt:
        sys.stderr.write("comity: stopped.\n")
        raise SystemExit(130) from None
    app.main()


__all__ = ["main"]
