"""The programs' gate: from a token to the `Actor` that its person is now, or to *not found*.

The roles are those of the page; a room hands the same names to both. The antitrust notice is acknowledged by whoever makes a
token, on the page where it is made.
"""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja.security import HttpBearer

from comity.portal.api.errors import NotGranted, NotSignedIn, problem
from comity.portal.api.limits import count_call
from comity.portal.api.models import Grant, Token
from comity.portal.api.queries import clock, valid_token
from comity.portal.tenants.fence import on_machine, raise_fence
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope

USED_EVERY_S = 60  # a token's last use is noted no more often: a call that reads should not write


class OverTLSAlone:
    """A browser that comes by plain HTTP is led to HTTPS; a program is refused, before its key is sent so again and nobody notices."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/v1/") and not request.is_secure():
            return problem(
                "not-encrypted", "This call came without encryption, and is not answered.",
                detail="Call the same address with https. Take a key back that was sent like this, and make another.",
            )  # fmt: skip
        return self.get_response(request)


class Asked(HttpRequest):
    """A request that came through this gate."""

    auth: Actor
    token: Token


class Bearer(HttpBearer):
    """`Authorization: Bearer comity_…`"""

    def __init__(self, grant: Grant | None, roles: frozenset[Role]) -> None:
        super().__init__()
        self.grant, self.admitted = grant, roles

    def __call__(self, request: HttpRequest) -> Any:
        found = super().__call__(request)
        if found is None:
            raise _not_signed_in()
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        with on_machine():  # nobody knows yet whose it is
            known = valid_token(token)
        if known is None:
            raise _not_signed_in()
        count_call(known)
        place = request.resolver_match.kwargs if request.resolver_match else {}
        own = {"programme": known.programme.slug, "organisation": known.organisation.slug}
        if any(place.get(name, slug) != slug for name, slug in own.items()):
            raise Http404
        actor = actor_for(known.person, **own, roles=self.admitted)
        raise_fence(actor.scope)
        if self.grant is not None and self.grant not in known.grants:
            raise NotGranted(
                f"This token was not made for “{self.grant.value}”.",
                remedy="Make one that is, on the page “Access for programs”.",
            )
        _note_use(known)
        cast(Asked, request).token = known
        return actor


def admits_token(grant: Grant | None, *roles: Role) -> Bearer:
    """For operations: `auth=admits_token(Grant.…, *ROLES)`. Without a grant any token passes whose person has one of the roles."""
    return Bearer(grant, frozenset(roles))


def _not_signed_in() -> NotSignedIn:
    """One sentence for every reason, so that a guess learns nothing."""
    return NotSignedIn(
        "There is no valid token with this call.",
        remedy="Send “Authorization: Bearer …” with a key from the page “Access for programs”; it may have run out.",
    )


def _note_use(token: Token) -> None:
    if token.used_at is None or (clock() - token.used_at).total_seconds() > USED_EVERY_S:
        scope = Scope(programme_id=token.programme_id, organisation_id=None)
        Token.objects.within(scope).filter(pk=token.pk).update(used_at=clock())
