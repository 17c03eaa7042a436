"""What can be wrong with a ledger, or with what somebody shows from one.

ComityError
├── UsageProblem
│   └── LedgerProblem     a call that no ledger can follow
└── UnreadableInput
    ├── NotALedger        the file is something else than a ledger, a checkpoint or receipts
    ├── LedgerBroken      an entry was changed, removed, moved or cut off, or the signature is not the signer's
    └── ProofWrong        a receipt or a proof that does not hold
"""

from comity.core import UnreadableInput, UsageProblem


class LedgerProblem(UsageProblem):
    """The call cannot be followed: a fact without a kind, a size that the ledger does not have."""

    code = "ledger"


class NotALedger(UnreadableInput):
    """The file is no ledger, no checkpoint, no receipts."""

    code = "not-a-ledger"


class LedgerBroken(UnreadableInput):
    """An entry was changed, removed, moved or cut off, or the signature is not the signer's."""

    code = "ledger-broken"


class ProofWrong(UnreadableInput):
    """A receipt or a proof does not hold."""

    code = "proof-wrong"
