"""Webhooks: whom to tell of what, and telling it until it is heard.

What is told is that something happened, and where to look, never what was found: who wants that asks, with a token. A delivery
is put down in the transaction of what it tells of, made by a job, and tried again after a while, six times in about a day.
Its number stays the same, so that who hears twice can tell. Signed as Standard Webhooks say: HMAC-SHA256 of number, time, body.
"""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.http import Http404

from comity.exchange import State
from comity.portal.api.errors import HookProblem
from comity.portal.api.models import Delivery, DeliveryState, Webhook
from comity.portal.api.queries import clock, hooks_of
from comity.portal.api.sending import checked_address, post
from comity.portal.exchange.queries import ask_named
from comity.portal.jobs.services import start_job
from comity.portal.ledger.models import EntryFact
from comity.portal.ledger.services import record
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope

DELIVER = "api.deliver"
MOST_HOOKS = 10

OWN = frozenset({"statement-signed", "statement-withdrawn", "list-uploaded", "list-read", "list-withdrawn"})
"""A member hears these of itself, the Secretariat of everybody."""
OF_SECRETARIAT = frozenset({"assembly-started", "round-assembled", "release-signed-off"})
OF_ALL = frozenset(
    {"release-published", "release-withdrawn", "survey-opened", "survey-closed", "survey-published"}
)
OF_REQUESTS = frozenset(
    f"request-{state.value.replace(' ', '-')}"
    for state in (
        State.OPENED, State.CONSENTED, State.DECLINED, State.NO_SUCH_AUDIT, State.DELIVERED, State.REVOKED, State.EXPIRED,
    )
)  # fmt: skip
"""What a supplier does, or time. The member that asked hears it, and the Secretariat does not: whom a member asks is not its matter."""
OF_MEMBERS = OWN | OF_ALL | OF_REQUESTS
OF_OFFICE = OWN | OF_ALL | OF_SECRETARIAT
EVENTS = OF_MEMBERS | OF_OFFICE

WAITS = tuple(timedelta(seconds=s) for s in (60, 300, 1_800, 7_200, 28_800, 57_600))
"""Before the second try, the third …; after the last one it is given up."""


def secret_of(hook: Webhook) -> bytes:
    """Made anew each time, from a salt beside the hook and the portal's own secret; a copy of the table signs nothing."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"comity.webhook {hook.salt}".encode(), hashlib.sha256
    ).digest()


def told_secret(hook: Webhook) -> str:
    return "whsec_" + base64.b64encode(secret_of(hook)).decode()


def signed_headers(secret: bytes, number: str, body: bytes, at: int) -> dict[str, str]:
    """https://www.standardwebhooks.com, symmetric signatures. `at` in seconds since 1970."""
    signature = hmac.new(secret, f"{number}.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Comity-Webhooks/1",
        "webhook-id": number,
        "webhook-timestamp": str(at),
        "webhook-signature": "v1," + base64.b64encode(signature).decode(),
    }


@transaction.atomic
def add_hook(*, actor: Actor, url: str, events: Sequence[str]) -> Webhook:
    checked_address(url)
    allowed = OF_OFFICE if actor.scope.organisation_id is None else OF_MEMBERS
    unheard = sorted(set(events) - allowed)
    if unheard:
        raise HookProblem(
            f"Nobody here is told of {', '.join(unheard)}.", remedy=f"Choose of {', '.join(sorted(allowed))}."
        )
    if hooks_of(actor).count() >= MOST_HOOKS:
        raise HookProblem(
            f"There are {MOST_HOOKS} webhooks already.", remedy="End one that nobody needs any more."
        )
    hook = Webhook.objects.add(
        actor.scope,
        organisation=actor.organisation,
        person=actor.person,
        url=url,
        events=sorted(set(events)),
        salt=secrets.token_hex(16),
        made_at=clock(),
    )
    record(actor=actor, verb="webhook-made", subject=url, facts={"events": ", ".join(hook.events)})
    return hook


@transaction.atomic
def end_hook(*, actor: Actor, hook: Webhook) -> None:
    if hooks_of(actor).filter(pk=hook.pk).update(ended_at=clock()):
        record(actor=actor, verb="webhook-ended", subject=hook.url)


def announce(fact: EntryFact) -> None:
    """In the transaction that wrote the entry."""
    if fact.verb not in EVENTS:
        return
    scope = Scope(programme_id=fact.programme_id, organisation_id=None)
    hooks = Webhook.objects.within(scope).filter(ended_at=None)
    for hook in hooks.select_related("person", "organisation", "programme"):
        if fact.verb in hook.events and _hears(hook, fact):
            delivery = Delivery.objects.add(scope, hook=hook, fact=fact, due_at=clock() + WAITS[0])
            _start(delivery, hook)


def _hears(hook: Webhook, fact: EntryFact) -> bool:
    actor = _actor_of(hook)
    if actor is None:
        return False
    if fact.verb in OF_REQUESTS:
        return actor.scope.organisation_id is not None and ask_named(actor.scope, fact.subject) is not None
    if actor.scope.organisation_id is None or fact.verb in OF_ALL:
        return True
    return fact.verb in OWN and fact.organisation_id == hook.organisation_id


def _actor_of(hook: Webhook) -> Actor | None:
    """Who made the hook, with the seats of today: without one nothing is told any more."""
    try:
        return actor_for(
            hook.person,
            programme=hook.programme.slug,
            organisation=hook.organisation.slug,
            roles=(Role.MANAGER, Role.ADMIN),
        )
    except Http404:
        return None


def _start(delivery: Delivery, hook: Webhook) -> None:
    actor = _actor_of(hook)
    if actor is not None:
        start_job(actor=actor, kind=DELIVER, argument=delivery.pk)


def deliver(*, actor: Actor, number: str) -> None:
    """One try. Done twice it tells twice, under the same number."""
    found = Delivery.objects.within(actor.scope).filter(pk=number, state=DeliveryState.WAITING)
    delivery = found.select_related("hook", "fact__programme", "fact__organisation").first()
    if delivery is None:
        return
    if delivery.hook.ended_at is not None:
        _note(delivery, state=DeliveryState.GIVEN_UP, problem="the webhook was ended")
        return
    body = json.dumps(told_of(delivery)).encode()
    headers = signed_headers(secret_of(delivery.hook), f"msg_{delivery.pk}", body, int(time.time()))
    delivery.attempts += 1
    try:
        status = post(delivery.hook.url, body, headers)
    except HookProblem as error:  # it leads inside now, whatever it led to before
        _note(delivery, state=DeliveryState.GIVEN_UP, problem=error.message)
    except (OSError, http.client.HTTPException) as error:
        _later(delivery, status=None, problem=f"no answer ({type(error).__name__})")
    else:
        if 200 <= status < 300:
            _note(delivery, state=DeliveryState.DELIVERED, status=status, problem="")
        else:
            _later(delivery, status=status, problem=f"it answered {status}")


def told_of(delivery: Delivery) -> Mapping[str, object]:
    fact = delivery.fact
    return {
        "id": f"msg_{delivery.pk}",
        "type": fact.verb,
        "timestamp": fact.at.isoformat(),
        "data": {
            "programme": fact.programme.slug,
            "organisation": fact.organisation.slug
            if fact.organisation and fact.verb in OWN | OF_SECRETARIAT
            else None,
            "subject": fact.subject,
        },
    }


@on_machine()
def retry_due() -> int:
    """Of every programme: deliveries whose time has come get a job again. How many they were."""
    every: models.QuerySet[Delivery] = models.QuerySet(Delivery)
    due = every.filter(state=DeliveryState.WAITING, due_at__lte=clock())
    count = 0
    for one in due.select_related("hook__person", "hook__organisation", "hook__programme")[:500]:
        with transaction.atomic():
            # Taken by one worker alone: who comes second finds another day in the row.
            taken = every.filter(pk=one.pk, due_at=one.due_at)
            if taken.update(due_at=clock() + WAITS[0]):
                _start(one, one.hook)
                count += 1
    return count


def _later(delivery: Delivery, *, status: int | None, problem: str) -> None:
    if delivery.attempts > len(WAITS):
        _note(delivery, state=DeliveryState.GIVEN_UP, status=status, problem=problem)
    else:
        delivery.due_at = clock() + WAITS[delivery.attempts - 1]
        _note(delivery, status=status, problem=problem)


def _note(delivery: Delivery, **fields: object) -> None:
    for name, value in fields.items():
        setattr(delivery, name, value)
    delivery.save()
