"""Signing in and out, and not getting in, as lines of the log: numbers of people, never their names or addresses."""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from comity.portal.tenants.models import Person

log = logging.getLogger("comity.security")


@receiver(user_logged_in, dispatch_uid="logged.in")
def _in(user: Person, **_rest: Any) -> None:
    log.info("person %s signed in", user.pk)


@receiver(user_logged_out, dispatch_uid="logged.out")
def _out(user: Person | None, **_rest: Any) -> None:
    log.info("person %s signed out", user.pk if user else "unknown")


@receiver(user_login_failed, dispatch_uid="logged.failed")
def _failed(request: HttpRequest | None = None, **_rest: Any) -> None:
    """The address is that which the limits count by: behind a web server not the web server's."""
    log.warning(
        "a sign-in failed, from %s", get_adapter(request).get_client_ip(request) if request else "no page"
    )


@receiver(authenticator_added, dispatch_uid="logged.factor-added")
def _added(user: Person, **_rest: Any) -> None:
    log.info("person %s has a new second factor", user.pk)


@receiver(authenticator_removed, dispatch_uid="logged.factor-removed")
def _removed(user: Person, **_rest: Any) -> None:
    log.warning("person %s took a second factor away", user.pk)
