"""What is asked of tokens and webhooks."""

import hashlib
from datetime import UTC, datetime

from django.db import models

from comity.portal.api.models import Token, Webhook
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import Role


def digest_of(key: str) -> str:
    """A token has 256 bits of chance, so a quick digest keeps it as well as a slow one would."""
    return hashlib.sha256(key.encode()).hexdigest()


def clock() -> datetime:
    """Of the machine: on a demonstration's day a token would never end."""
    return datetime.now(UTC)


def valid_token(key: str) -> Token | None:
    """Of every programme: nobody knows yet who asks. None for one that ended, was revoked, or never was."""
    tokens: models.QuerySet[Token] = models.QuerySet(Token)
    found = tokens.filter(digest=digest_of(key), revoked_at=None, expires_at__gt=clock())
    return found.select_related("person", "programme", "organisation").filter(person__is_active=True).first()


def tokens_seen_by(actor: Actor) -> models.QuerySet[Token]:
    """One's own; an administrator or manager sees all of the organisation's, to take them back."""
    found = Token.objects.within(actor.scope).filter(organisation=actor.organisation, revoked_at=None)
    if not actor.may(Role.ADMIN, Role.MANAGER):
        found = found.filter(person=actor.person)
    return found.select_related("person")


def hooks_of(actor: Actor) -> models.QuerySet[Webhook]:
    return Webhook.objects.within(actor.scope).filter(organisation=actor.organisation, ended_at=None)
