"""Site ids that last over rounds: an append-only log of judgements, and a fold of it.

    with Registry.open(path, new_secret=secret, published=published) as registry, registry.transaction():
        linkage = link_rows(rows, known=registry.known(), constraints=registry.constraints())
        sites = registry.settle(linkage, rows, round_id="2026-H1")

`ids` says what a site is called, `events` what can happen, `log` keeps it in one file, `fold` says how things stand,
`settle` gives new records their sites, `history` says in words what happened to an id.

Laws: a site id is never reused; a merged id redirects for ever, to a live site; a split undoes a merge; a judgement
once given is remembered, and of two on the same records the latest stands; the order of rows changes nothing; after
a crash at any moment the file holds the old or the new state, never half.
"""

from comity.registry.errors import (
    BrokenRegistry,
    NewerRegistry,
    NoJudgement,
    NoRelease,
    NotARegistry,
    RegistryBusy,
    StaleLinkage,
    UnknownSite,
)
from comity.registry.history import Happening
from comity.registry.ids import is_site_id
from comity.registry.registry import SETTLED_FRAME, Judgement, Registry

__all__ = [
    "SETTLED_FRAME",
    "BrokenRegistry",
    "Happening",
    "Judgement",
    "NewerRegistry",
    "NoJudgement",
    "NoRelease",
    "NotARegistry",
    "Registry",
    "RegistryBusy",
    "StaleLinkage",
    "UnknownSite",
    "is_site_id",
]
