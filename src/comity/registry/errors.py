"""What keeps the registry from being used.

ComityError
├── UnreadableInput
│   ├── NotARegistry      the file is something else
│   ├── NewerRegistry     a newer program wrote it
│   ├── BrokenRegistry    it is a registry, and damaged
│   └── RegistryBusy      another process is writing to it
└── UsageProblem
    ├── UnknownSite       no site has, or ever had, this id
    ├── NoJudgement       there is nothing to withdraw
    ├── NoRelease         there is nothing to confirm
    └── StaleLinkage      the linkage was made from other rows, or against other known sites
"""

from comity.core import UnreadableInput, UsageProblem


class NotARegistry(UnreadableInput):
    """The file is something else than a registry, and is left as it is."""

    code = "not-a-registry"


class NewerRegistry(UnreadableInput):
    """A newer program wrote the registry, so this one does not touch it."""

    code = "newer-registry"


class BrokenRegistry(UnreadableInput):
    """The file is a registry, and damaged."""

    code = "broken-registry"


class RegistryBusy(UnreadableInput):
    """Another process is writing to the registry."""

    code = "registry-busy"


class UnknownSite(UsageProblem):
    """No site has, or ever had, this id."""

    code = "unknown-site"


class NoJudgement(UsageProblem):
    """There is no judgement on the two records that could be withdrawn."""

    code = "no-judgement"


class NoRelease(UsageProblem):
    """No release of the round was prepared, so none can be confirmed."""

    code = "no-release"


class StaleLinkage(UsageProblem):
    """The linkage was made from other rows, or against other known sites than the registry holds now."""

    code = "stale-linkage"
