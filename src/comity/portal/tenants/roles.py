"""What a person can be in a programme, and which organisations each role belongs to."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an organisation is in a programme; it may be several at once."""

    SECRETARIAT = "secretariat", _("Secretariat")
    MEMBER = "member", _("Member")
    SUPPLIER = "supplier", _("Supplier")
    REVIEWER = "benchmark-reviewer", _("Benchmark reviewer")
    AUDITOR = "auditor", _("Auditor of the platform")


class Role(models.TextChoices):
    MANAGER = "manager", _("Secretariat manager")
    REVIEWER = "reviewer", _("Match reviewer")
    COUNSEL = "counsel", _("Counsel")
    ADMIN = "admin", _("Member's administrator")
    CONTRIBUTOR = "contributor", _("Contributor")
    REQUESTER = "requester", _("Requester")
    DECIDER = "decider", _("Decider")
    READER = "reader", _("Reader")
    SUPPLIER = "supplier", _("Supplier")
    BENCHMARK_REVIEWER = "benchmark-reviewer", _("Benchmark reviewer")
    AUDITOR = "auditor", _("Auditor of the platform")


KIND_OF = {
    Role.MANAGER: Kind.SECRETARIAT,
    Role.REVIEWER: Kind.SECRETARIAT,
    Role.COUNSEL: Kind.SECRETARIAT,
    Role.ADMIN: Kind.MEMBER,
    Role.CONTRIBUTOR: Kind.MEMBER,
    Role.REQUESTER: Kind.MEMBER,
    Role.DECIDER: Kind.MEMBER,
    Role.READER: Kind.MEMBER,
    Role.SUPPLIER: Kind.SUPPLIER,
    Role.BENCHMARK_REVIEWER: Kind.REVIEWER,
    Role.AUDITOR: Kind.AUDITOR,
}
"""The kind of organisation a role is held for."""


def roles_at(kinds: Collection[str]) -> frozenset[Role]:
    """Those that an organisation can have, being `kinds` in a programme: an auditor may sit at the Secretariat, too, and who is
    nothing in it yet is the supplier of a desk."""
    own = {role for role, kind in KIND_OF.items() if kind in kinds}
    beside = {Role.AUDITOR} if Kind.SECRETARIAT in kinds else set() if kinds else {Role.SUPPLIER}
    return frozenset(own | beside)


SECRETARIAT = frozenset(role for role, kind in KIND_OF.items() if kind is Kind.SECRETARIAT)
MEMBER = frozenset(role for role, kind in KIND_OF.items() if kind is Kind.MEMBER)
EVERYBODY = frozenset(Role)
