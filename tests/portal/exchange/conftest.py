import pytest
from django.db import transaction

from comity.exchange import Key
from comity.portal.tenants.gates import Actor
from tests.portal.exchange.cast import key_of


@pytest.fixture(autouse=True)
def _letters_leave_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They go out once what they tell of is written; what a test writes is taken back."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_: work())


@pytest.fixture
def alder_key(ada: Actor) -> Key:
    return key_of(ada)
