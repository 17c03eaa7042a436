"""Making a token, and taking it back."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from comity.portal.api.models import Grant, Token
from comity.portal.api.queries import clock, digest_of, tokens_seen_by
from comity.portal.ledger.services import record
from comity.portal.tenants.gates import Actor

PREFIX = "comity_"
"""So that a key that was published by mistake can be found by who looks for such."""


@transaction.atomic
def make_token(*, actor: Actor, name: str, grants: Sequence[Grant], days: int) -> str:
    """The key. It is told once."""
    key = PREFIX + secrets.token_urlsafe(32)
    Token.objects.add(
        actor.scope,
        organisation=actor.organisation,
        person=actor.person,
        name=name,
        digest=digest_of(key),
        grants=[one.value for one in grants],
        made_at=clock(),
        expires_at=clock() + timedelta(days=days),
    )
    record(
        actor=actor,
        verb="token-made",
        subject=name,
        facts={"for": ", ".join(one.value for one in grants), "days": days},
    )
    return key


@transaction.atomic
def revoke_token(*, actor: Actor, token: Token) -> None:
    """At once: the next call finds it gone."""
    if tokens_seen_by(actor).filter(pk=token.pk).update(revoked_at=clock()):
        record(actor=actor, verb="token-revoked", subject=token.name, facts={"of": token.person.email})
