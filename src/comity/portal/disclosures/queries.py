"""From an entry of the ledger to the rows that somebody was given."""

import json
import re
from dataclasses import dataclass

from comity.core import digest_bytes
from comity.portal.ledger.queries import Told, entry_told
from comity.portal.ports.storage import storage
from comity.portal.programme.models import Adoption
from comity.portal.release.models import Publication
from comity.portal.release.queries import FORMS, common_list_of, sign_off_of
from comity.portal.rounds.services import MANIFEST
from comity.portal.tenants.scope import Scope
from comity.release import CommonList

_ASSEMBLY = re.compile(r"(?P<round>[-\w]+), assembly (?P<number>\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A disclosure, and what can be proved of it today."""

    entry: Told
    publication: Publication
    common: CommonList
    form: str  # of the file that was given; empty where rows were shown or checked against
    policy: str  # its digest, with the programme's groups and the lane's window and protocols in it
    policy_version: int | None  # in force when the list was assembled; None: the one that comes with Comity
    signed_by: str
    is_signed_manifest: bool  # the manifest in storage is the one that counsel signed
    are_signed_bytes: bool  # the files in storage are those that the manifest names

    @property
    def file(self) -> str:
        return f"common-list.{self.form or 'csv'}"


def replayed(scope: Scope, seq: int) -> Replayed | None:
    """None for an entry that tells of no disclosure, or whose fact was taken away."""
    entry = entry_told(scope, seq)
    publication = _publication(scope, entry) if entry is not None else None
    if entry is None or publication is None:
        return None
    assembly = publication.assembly
    manifest = storage().read(assembly.files[MANIFEST])
    said = json.loads(manifest)
    signed = sign_off_of(assembly)
    form = entry.details.get("form", "")
    adoption = Adoption.objects.within(scope).filter(at__lte=assembly.at).select_related("policy").first()
    names = [f"common-list.{one}" for one in FORMS]
    return Replayed(
        entry=entry,
        publication=publication,
        common=common_list_of(publication),
        form=form if form in FORMS else "",
        policy=said["policy"],
        policy_version=adoption.policy.number if adoption else None,
        signed_by=str(signed.person) if signed else "",
        is_signed_manifest=signed is not None and digest_bytes(manifest) == signed.manifest,
        are_signed_bytes=all(
            digest_bytes(storage().read(assembly.files[name])) == said["outputs"][name] for name in names
        ),
    )


def _publication(scope: Scope, entry: Told) -> Publication | None:
    found = Publication.objects.within(scope).select_related("assembly__round", "person")
    if entry.verb in {"common-list-downloaded", "release-published"}:
        named = _ASSEMBLY.fullmatch(entry.subject)
        if named is None:
            return None
        return found.filter(
            assembly__round__slug=named["round"], assembly__number=int(named["number"])
        ).first()
    if entry.verb == "suppliers-checked" and entry.at is not None:
        # What stood published for the round at that moment.
        before = found.filter(assembly__round__slug=entry.subject, at__lte=entry.at).order_by("-at")
        return next((one for one in before if one.withdrawn_at is None or one.withdrawn_at > entry.at), None)
    return None
