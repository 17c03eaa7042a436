"""What happened, in an order that nobody can change unseen: commitments under a Merkle root that its keeper signs.

`Ledger` takes commitments, `verify_ledger` finds any change, removal, reordering or truncation of its file, and
`export_receipts` gives a party its own facts with proofs that anybody verifies offline. A ledger holds salted digests and
nothing else: what happened stays with who took part.

Laws: entries are only ever added; every byte counts; time, salts and seeds are handed in.
"""

from comity.ledger.checkpoint import Checkpoint, SignedCheckpoint, Signer, VerifyingKey, verify_checkpoint
from comity.ledger.errors import LedgerBroken, LedgerProblem, NotALedger, ProofWrong
from comity.ledger.facts import SALT_BYTES, Fact, Opening, opening_of
from comity.ledger.ledger import Entry, Ledger, VerifiedLedger, verify_ledger
from comity.ledger.merkle import EMPTY_ROOT, Tree, extends, includes, leaf_hash, node_hash
from comity.ledger.receipts import (
    Receipt,
    export_extension,
    export_receipts,
    verify_extension,
    verify_receipts,
)

__all__ = [
    "EMPTY_ROOT",
    "SALT_BYTES",
    "Checkpoint",
    "Entry",
    "Fact",
    "Ledger",
    "LedgerBroken",
    "LedgerProblem",
    "NotALedger",
    "Opening",
    "ProofWrong",
    "Receipt",
    "SignedCheckpoint",
    "Signer",
    "Tree",
    "VerifiedLedger",
    "VerifyingKey",
    "export_extension",
    "export_receipts",
    "extends",
    "includes",
    "leaf_hash",
    "node_hash",
    "opening_of",
    "verify_checkpoint",
    "verify_extension",
    "verify_ledger",
    "verify_receipts",
]
