"""The reviewer of matches, and the registry that answers are written into."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from comity.portal.rounds.services import registry_path
from comity.portal.tenants.gates import Actor
from tests.portal.conftest import Visitor


@pytest.fixture
def registry(db: None) -> Path:
    return registry_path("hedgerow")


@pytest.fixture
def tom(actor: Callable[[str, str], Actor]) -> Actor:
    return actor("tom@hedgerow.example", "hedgerow-office")


@pytest.fixture
def reviewer(visitor: Visitor) -> Client:
    return visitor("tom@hedgerow.example")
