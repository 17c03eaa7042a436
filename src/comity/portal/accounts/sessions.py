"""Sessions end: so long after they began, whatever is done in them, and earlier where nothing is done.

Django by itself counts anew whenever something is written into one. When a session began and was last used stands in the row that its
owner sees under "My sessions"; it is noted here, in the place of the library's middleware, which writes for every page.
"""

from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now as machine_now

NOTED_EVERY = timedelta(minutes=1)
"""A page that reads should not write."""
_LONGEST_AGENT = 200


class SessionsEnd:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _is_over(request):
            UserSession.objects.filter(session_key=request.session.session_key).delete()
            logout(request)
        return self.get_response(request)


def _is_over(request: HttpRequest) -> bool:
    here = {
        "ip": get_adapter(request).get_client_ip(request),
        "user_agent": request.headers.get("User-Agent", "")[:_LONGEST_AGENT],
    }
    key, moment = request.session.session_key, machine_now()
    session, _is_new = UserSession.objects.get_or_create(
        session_key=key, defaults={"user": request.user, **here}
    )
    if moment - session.created_at > timedelta(seconds=settings.SESSION_COOKIE_AGE):
        return True
    if moment - session.last_seen_at > settings.COMITY_IDLE:
        return True
    if moment - session.last_seen_at >= NOTED_EVERY:
        UserSession.objects.filter(session_key=key).update(last_seen_at=moment, **here)
    return False
