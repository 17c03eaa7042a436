"""What both sides write: locked rows, a step with its entry in the ledger, links, and the desk that an address answers at.

In the ledger a request is its number: which supplier a member asks is not for the Secretariat to read, and a desk has no name there.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from comity.exchange import GrantRecord, Step
from comity.exchange.links import TOKEN_BYTES, LinkPurpose, new_link
from comity.ledger import Signer
from comity.portal.exchange.models import Ask, Desk, DeskLink, GrantRow
from comity.portal.exchange.queries import scope_of, vault, whole
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.scope import Scope

Address = Callable[[str, str], str]
"""Purpose and token of a link -> its whole address; views know under which name the portal is reached."""


def desk_for(scope: Scope, email: str) -> Desk:
    email = email.strip().casefold()
    found = Desk.objects.within(whole(scope)).filter(email=email).first()
    if found is None:
        try:
            with transaction.atomic():
                made = Organisation.objects.create(slug=f"supplier-{secrets.token_hex(6)}", name="A supplier")
                found = Desk.objects.add(whole(scope), organisation=made, email=email)
        except IntegrityError:  # another member asked the same address at the same moment
            found = Desk.objects.within(whole(scope)).get(email=email)
    return found


def fresh_link(desk: Desk, purpose: LinkPurpose, subject: str, *, expires_at: datetime) -> str:
    token, link = new_link(secrets.token_bytes(TOKEN_BYTES), purpose, subject, expires_at=expires_at)
    scope = scope_of(desk)
    if purpose is LinkPurpose.ANSWER:
        earlier = DeskLink.objects.within(scope).filter(desk=desk, purpose=purpose.value, subject=subject)
        earlier.filter(replaced_at=None).update(replaced_at=now())
    DeskLink.objects.add(
        scope, desk=desk, digest=link.digest, purpose=purpose.value, subject=subject, expires_at=expires_at
    )
    return token


def locked(scope: Scope, asks: Sequence[Ask]) -> list[Ask]:
    found = Ask.objects.within(scope).filter(pk__in=[one.pk for one in asks]).order_by("pk")
    return list(found.select_for_update(of=("self",)).select_related("organisation"))


def locked_at(desk: Desk, refs: Sequence[str]) -> list[Ask]:
    """Another desk's requests are not there."""
    found = Ask.objects.within(scope_of(desk)).filter(desk=desk, ref__in=refs).order_by("pk")
    return list(found.select_for_update(of=("self",)).select_related("organisation"))


def save_step(actor: Actor, ask: Ask, step: Step) -> None:
    moved = step.request.history[-1]
    line = {"at": moved.at.isoformat(), "by": moved.by, "party": moved.party.value, "to": moved.to.value}
    ask.history, ask.state = [*ask.history, line], moved.to.value
    ask.save(update_fields=["history", "state"])
    told = {name: value for name, value in step.fact.details.items() if name not in ("member", "supplier")}
    record(actor=actor, verb=step.fact.kind, subject=ask.ref, facts={**told, "request": ask.ref})


def end_grant(row: GrantRow) -> None:
    """The sealed grant is deleted; the row stays, and says when."""
    vault().revoke(
        GrantRecord(request=row.ask.ref, body=row.body.digest, grant=row.digest, expires_at=row.expires_at)
    )
    row.revoked_at = now()
    row.save(update_fields=["revoked_at"])


def platform_signer(programme: str) -> Signer:
    """The key with which the portal signs checkpoints, derived from the one secret that it has."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"comity portal ledger {programme}".encode())
    return Signer(f"comity/{programme}", derive.derive(settings.SECRET_KEY.encode()))
