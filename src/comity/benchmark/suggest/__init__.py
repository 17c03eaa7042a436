"""Which items of one list of texts meet which of another: ranked proposals that people decide on.

`suggest` is the door. Behind it: `items` checks what came in, `words` cuts texts into pieces, `likeness` compares them one way
at a time, `evidence` is the table of what counts and how much, `company` lets pairs speak for and against each other,
`weigh` adds up and learns from what people confirmed, `reasons` says why. `encoder` is the seam for a sentence model.

Laws: proposals never decide; a decision is kept; no word list of any subject; the same input gives the same answer.
"""

from comity.benchmark.suggest.encoder import Encoder, Remembering, VectorFile, VectorStore, load_encoder
from comity.benchmark.suggest.items import ITEMS_FRAME, LINKS_FRAME, RANKED_FRAME
from comity.benchmark.suggest.propose import suggest

__all__ = [
    "ITEMS_FRAME",
    "LINKS_FRAME",
    "RANKED_FRAME",
    "Encoder",
    "Remembering",
    "VectorFile",
    "VectorStore",
    "load_encoder",
    "suggest",
]
