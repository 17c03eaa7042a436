"""What keeps a recognition from being recorded or read.

ComityError
├── UsageProblem
│   ├── RecognitionProblem   a decision that lacks what it needs, or contradicts itself
│   └── DecidedMeanwhile     a colleague decided on the same report since it was looked at
└── UnreadableInput
    └── RelianceUnreadable   a reliance file that was altered, or is none
"""

from comity.core import UnreadableInput, UsageProblem


class RecognitionProblem(UsageProblem):
    """A decision lacks what it needs, or contradicts itself."""

    code = "recognition"


class DecidedMeanwhile(UsageProblem):
    """A colleague decided on the same report since it was looked at."""

    code = "decided-meanwhile"


class RelianceUnreadable(UnreadableInput):
    """A reliance file was altered, or is none."""

    code = "reliance"
