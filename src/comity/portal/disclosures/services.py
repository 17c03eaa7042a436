"""Taking the rows of a past disclosure away, which is one itself."""

from comity.portal.disclosures.queries import Replayed
from comity.portal.ledger.services import record
from comity.portal.ports.storage import storage
from comity.portal.tenants.gates import Actor


def rows_again(*, actor: Actor, replay: Replayed) -> bytes:
    """The file as it was given, byte for byte."""
    record(
        actor=actor,
        verb="disclosure-replayed",
        subject=f"entry {replay.entry.seq}",
        facts={"file": replay.file},
    )
    return storage().read(replay.publication.assembly.files[replay.file])
