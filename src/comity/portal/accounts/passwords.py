"""Whether a password is more than words of its own context: names of the person, the company, the programme, and of the portal.

These are what somebody guesses first who knows where a person works. They may stand in a password; what is left without them has to
be long enough by itself.
"""

import re
from collections.abc import Iterable

from django.contrib.auth.password_validation import MinimumLengthValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from comity.portal.tenants.models import Person
from comity.portal.tenants.queries import seats_of

PORTAL = "comity"
LEAST_LEFT = 8
"""Letters and digits."""
_SHORTEST = 3
"""A shorter word of a name stands in too many others."""


class LongEnough(MinimumLengthValidator):
    """Django's own, in words that come in every language of ours: its newest sentence has no Chinese yet."""

    def get_error_message(self) -> str:
        said = ngettext(
            "This password is too short. It must contain at least %(n)d character.",
            "This password is too short. It must contain at least %(n)d characters.",
            self.min_length,
        )
        return said % {"n": self.min_length}


class BeyondItsContext:
    """For `AUTH_PASSWORD_VALIDATORS`: of who has an account, with every company and programme of their seats."""

    def validate(self, password: str, user: Person | None = None) -> None:
        if user is not None:
            seats = seats_of(user) if user.pk else ()
            around = [name for seat in seats for name in (seat.organisation.name, seat.programme.name)]
            require_beyond(password, [user.name, user.email, *around])

    def get_help_text(self) -> str:
        return str(UserAttributeSimilarityValidator().get_help_text())


def require_beyond(password: str, names: Iterable[str]) -> None:
    """Raises Django's ValidationError, in Django's own words, which come in every language."""
    found = {word for name in (*names, PORTAL) for word in re.split(r"[\W_]+", name.casefold())}
    left = said = password.casefold()
    for word in sorted((one for one in found if len(one) >= _SHORTEST), key=len, reverse=True):
        left = left.replace(word, "")
    if left != said and sum(map(str.isalnum, left)) < LEAST_LEFT:
        raise ValidationError(
            UserAttributeSimilarityValidator().get_error_message(),
            code="password_too_similar",
            params={"verbose_name": Person._meta.get_field("name").verbose_name},
        )
