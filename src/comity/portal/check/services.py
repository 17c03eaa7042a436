"""Checking own suppliers. Nothing is stored, unless the member asks for it, until a day that the page shows."""

from datetime import timedelta
from io import BytesIO
from typing import TypedDict

from django.db import transaction

from comity.check import Checked, check_suppliers
from comity.lists import ListKind, Protocols, ReadList, SavedMappings, read_list
from comity.portal.check.errors import TooManyKept
from comity.portal.check.models import KeptSuppliers
from comity.portal.check.queries import kept_suppliers
from comity.portal.ledger.services import record
from comity.portal.lists.queries import counting_lists, remembered_mappings
from comity.portal.membership.queries import programme_known
from comity.portal.membership.rules import round_settings
from comity.portal.ports.clock import now, today
from comity.portal.ports.storage import as_file, storage
from comity.portal.release.queries import Readable, common_list_of
from comity.portal.tenants.gates import Actor, whole_programmes
from comity.portal.tenants.queries import in_turn
from comity.portal.tenants.scope import Scope

KEPT_DAYS = 30
MOST_KEPT = 20
"""Of one company at a time."""


class KeptFile(TypedDict):
    filename: str
    content: bytes
    accept_months: int


def check(*, actor: Actor, readable: Readable, filename: str, content: bytes, accept_months: int) -> Checked:
    """`readable` must be entitled. The member's own audits are those of its list in that round."""
    remembered = remembered_mappings(actor.scope)
    mappings = SavedMappings.from_toml(remembered) if remembered else None
    with as_file(content, name=filename) as path:
        suppliers = read_list(path, name="suppliers", kind=ListKind.SUPPLIERS, remembered=mappings)
    checked = check_suppliers(
        common_list_of(readable.publication),
        suppliers,
        _own_audits(actor, readable, mappings),
        today=today(),
        accept_months=accept_months,
    )
    record(actor=actor, verb="suppliers-checked", subject=readable.round.slug)
    return checked


def require_room_to_keep(actor: Actor) -> None:
    """Asked before a file is checked, too: who wants it kept is told at once."""
    if len(kept_suppliers(actor.scope)) >= MOST_KEPT:
        raise TooManyKept(
            f"Your company keeps {MOST_KEPT} files already.",
            remedy="Delete one of them first, or check this one without having it kept.",
        )


@transaction.atomic
def keep_suppliers(*, actor: Actor, filename: str, content: bytes, accept_months: int) -> KeptSuppliers:
    in_turn(actor.programme)
    require_room_to_keep(actor)
    kept = KeptSuppliers.objects.add(
        actor.scope,
        person=actor.person,
        filename=filename[:200],
        key=storage().keep(BytesIO(content)),
        accept_months=accept_months,
        at=now(),
        delete_on=today() + timedelta(days=KEPT_DAYS),
    )
    record(
        actor=actor,
        verb="suppliers-kept",
        subject=actor.organisation.name,
        facts={"until": kept.delete_on},
    )
    return kept


def kept_file(kept: KeptSuppliers) -> KeptFile:
    """As it was sent, with what was said of it."""
    return {
        "filename": kept.filename,
        "content": storage().read(kept.key),
        "accept_months": kept.accept_months,
    }


def forget_suppliers(*, actor: Actor, kept: KeptSuppliers) -> None:
    with transaction.atomic():
        record(actor=actor, verb="suppliers-forgotten", subject=actor.organisation.name)
        _forget(kept)


def forget_overdue() -> int:
    """Of every programme. How many files went."""
    gone = 0
    for _programme, scope in whole_programmes():
        for one in KeptSuppliers.objects.within(scope).filter(delete_on__lte=today()):
            _forget(one)
            gone += 1
    return gone


def _forget(kept: KeptSuppliers) -> None:
    """The row goes first: where the machine stops between the two, no page leads to the bytes."""
    key = kept.key
    KeptSuppliers.objects.within(_scope_of(kept)).filter(pk=kept.pk).delete()
    transaction.on_commit(lambda: storage().forget(key))


def _scope_of(kept: KeptSuppliers) -> Scope:
    return Scope(programme_id=kept.programme_id, organisation_id=kept.organisation_id)


def _own_audits(actor: Actor, readable: Readable, mappings: SavedMappings | None) -> list[ReadList]:
    """By the rules of that round, under which they were contributed."""
    own = counting_lists(actor.scope, readable.round).get(actor.organisation.slug)
    if own is None:
        return []
    rules = round_settings(programme_known(actor.scope), actor.programme, readable.round)
    with as_file(storage().read(own.key), name=own.filename) as path:
        return [
            read_list(
                path,
                name=actor.organisation.slug,
                kind=ListKind.AUDITED_SITES,
                mapping=own.mapping,
                protocols=Protocols.from_table(rules.policy.protocols),
                on_site=rules.is_on_site,
                remembered=mappings,
            )
        ]
