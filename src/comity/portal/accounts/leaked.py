"""Whether a password is among those that leaked elsewhere and are tried first: in a file of the operator's, since nobody is asked.

The file has a line for each password: its SHA-1 in hexadecimal, in order, and after a colon whatever else, as “Pwned Passwords” is given
out to be kept by oneself. It is never read whole: a look takes some forty lines of thirty gigabytes.
"""

import hashlib
import os
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

_LONGEST_LINE = 120
_DIGEST = 40
"""Letters."""


class NeverLeaked:
    """For `AUTH_PASSWORD_VALIDATORS`. Says what Django says of a common password, which comes in every language."""

    def validate(self, password: str, user: object = None) -> None:
        if settings.COMITY_LEAKED_PASSWORDS and has_leaked(password, Path(settings.COMITY_LEAKED_PASSWORDS)):
            raise ValidationError(CommonPasswordValidator().get_error_message(), code="password_too_common")

    def get_help_text(self) -> str:
        return str(CommonPasswordValidator().get_help_text())


def has_leaked(password: str, leaked: Path) -> bool:
    """Raises OSError where the file cannot be read."""
    # SHA-1 is what the lists are made of; it protects nothing here.
    asked = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    with leaked.open("rb") as file:
        line_from = partial(_first_line_from, file.fileno(), size := os.fstat(file.fileno()).st_size)
        low, high = 0, size
        while low < high:  # the first place from which a line begins that is not before what is asked
            middle = (low + high) // 2
            if (line := line_from(middle)) and line < asked:
                low = middle + 1
            else:
                high = middle
        return line_from(low) == asked


def _first_line_from(file: int, size: int, place: int) -> str:
    """Of the first line that begins there or later: its digest. Empty where none does."""
    before = max(place - 1, 0)
    read = os.pread(file, 2 * _LONGEST_LINE, before)
    begins = 0 if place == 0 else read.find(b"\n") + 1
    if (place and not begins) or before + begins >= size:
        return ""
    return read[begins : begins + _DIGEST].decode("ascii", "replace").upper()
