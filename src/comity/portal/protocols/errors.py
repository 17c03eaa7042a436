"""What can stop a step of a protocol's case.

ComityError
└── UsageProblem
    ├── ProtocolTooLarge    more bytes than a protocol can have
    ├── TooManyProtocols    more than are kept of one member
    ├── NotYourTurn         the case is not before this side now
    ├── NotReadYet          the file is not read yet, or cannot be
    ├── NothingChosen       an answer that chooses no question, or says nothing
    ├── NoReviewer          nobody here reviews protocols
    ├── OfEarlierRound      what a verdict rests on is not taken back
    ├── OtherThanShown      what would be accepted is not what was shown
    ├── TooLong             an equivalence would last longer than any may
    └── OtherCase           a workbook of another protocol, catalogue or side
"""

from comity.core import UsageProblem


class ProtocolTooLarge(UsageProblem):
    """More bytes than the portal takes for a protocol."""

    code = "protocol-too-large"


class TooManyProtocols(UsageProblem):
    """A member has as many protocols here as are kept."""

    code = "too-many-protocols"


class NotYourTurn(UsageProblem):
    """The case is before the other side, or over."""

    code = "not-your-turn"


class NotReadYet(UsageProblem):
    """The file is not read yet, or cannot be read."""

    code = "not-read-yet"


class NothingChosen(UsageProblem):
    """An answer chooses no question, or there is nothing that it could be about."""

    code = "nothing-chosen"


class NoReviewer(UsageProblem):
    """Nobody in the programme reviews protocols."""

    code = "no-reviewer"


class OfEarlierRound(UsageProblem):
    """What would be taken back was said before the last verdict."""

    code = "of-an-earlier-round"


class OtherThanShown(UsageProblem):
    """What would be accepted is not what was shown before."""

    code = "other-than-shown"


class TooLong(UsageProblem):
    """An equivalence would last longer than any may."""

    code = "too-long"


class OtherCase(UsageProblem):
    """A workbook belongs to another protocol, other criteria or another side."""

    code = "other-case"
