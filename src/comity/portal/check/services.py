"""Checking own suppliers. Nothing is stored."""

from comity.check import Checked, check_suppliers
from comity.lists import ListKind, Protocols, ReadList, SavedMappings, read_list
from comity.portal.ledger.services import record
from comity.portal.lists.queries import counting_lists, remembered_mappings
from comity.portal.ports.storage import as_file, storage
from comity.portal.release.queries import Readable, common_list_of
from comity.portal.tenants.gates import Actor


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
        accept_months=accept_months,
    )
    record(actor=actor, verb="suppliers-checked", subject=readable.round.slug)
    return checked


def _own_audits(actor: Actor, readable: Readable, mappings: SavedMappings | None) -> list[ReadList]:
    own = counting_lists(actor.scope, readable.round).get(actor.organisation.slug)
    if own is None:
        return []
    with as_file(storage().read(own.key), name=own.filename) as path:
        return [
            read_list(
                path,
                name=actor.organisation.slug,
                kind=ListKind.AUDITED_SITES,
                mapping=own.mapping,
                protocols=Protocols.from_table({}),
                remembered=mappings,
            )
        ]
