"""A password is looked for in a file of those that leaked, which is never read whole."""

import hashlib
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from comity.portal.accounts.leaked import has_leaked

ENDS = ("\n", ":7\n", ":12345678\r\n")
LEAKED = "a password of somebody else"


def written(path: Path, passwords: set[str], *, end: str, last_ends: bool = True) -> Path:
    """As “Pwned Passwords” comes."""
    digests = sorted(
        hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest().upper() for one in passwords
    )
    text = "".join(f"{one}{end}" for one in digests)
    path.write_bytes((text if last_ends else text.rstrip("\r\n")).encode())
    return path


@given(
    passwords=st.sets(st.text(max_size=8), max_size=40),
    other=st.text(max_size=8),
    end=st.sampled_from(ENDS),
    last_ends=st.booleans(),
)
def test_exactly_those_of_the_file_are_found(
    tmp_path_factory: pytest.TempPathFactory, passwords: set[str], other: str, end: str, *, last_ends: bool
) -> None:
    path = written(tmp_path_factory.mktemp("leaked") / "sha1.txt", passwords, end=end, last_ends=last_ends)

    assert all(has_leaked(one, path) for one in passwords)
    assert has_leaked(other, path) == (other in passwords)


def test_nobody_chooses_a_password_that_leaked(tmp_path: Path, settings: LazySettings) -> None:
    validate_password(LEAKED)
    settings.COMITY_LEAKED_PASSWORDS = str(written(tmp_path / "sha1.txt", {LEAKED, "another"}, end=":3\n"))

    with pytest.raises(ValidationError) as told:
        validate_password(LEAKED)

    assert [one.code for one in told.value.error_list] == ["password_too_common"]
    validate_password("a sentence that nobody has lost")
