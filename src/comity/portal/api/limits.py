"""How often a token may call: so many times a minute, counted in the cache all web processes share.

Two calls at the very same moment may count as one; the limit keeps a machine from harm, and is no lock.
"""

import time

from django.conf import settings
from django.core.cache import cache

from comity.portal.api.errors import TooMany
from comity.portal.api.models import Token


def count_call(token: Token) -> int:
    """How many are left in this minute. Raises TooMany."""
    most: int = settings.COMITY_API_CALLS_A_MINUTE
    name = f"api-calls-{token.pk}-{int(time.time()) // 60}"
    cache.add(name, 0, 120)
    made = cache.incr(name)
    if made > most:
        raise TooMany(
            f"This token called more than {most} times in a minute.",
            remedy="Wait a minute; ask for larger pages, or use a webhook instead of asking again and again.",
        )
    return most - made
