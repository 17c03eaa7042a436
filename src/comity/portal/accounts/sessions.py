"""Sessions end: so long after they began, whatever is done in them, and earlier where nothing is done.

Django by itself counts anew whenever something is written into one.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

TIMES = "times"
"""In a session: when it began and when it was last used, in seconds since 1970."""
NOTED_EVERY_S = 60  # a page that reads should not write


class SessionsEnd:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            moment = int(time.time())
            began, used = request.session.get(TIMES, (moment, 0))
            if moment - began > settings.SESSION_COOKIE_AGE or (
                used and moment - used > settings.COMITY_IDLE_S
            ):
                logout(request)
            elif moment - used >= NOTED_EVERY_S:
                request.session[TIMES] = (began, moment)
        return self.get_response(request)
