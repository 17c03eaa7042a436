import pytest
from django.db import transaction


@pytest.fixture(autouse=True)
def _letters_leave_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They go out once what they tell of is written; what a test writes is taken back."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_: work())
