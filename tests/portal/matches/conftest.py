"""A registry that is as it was after each test: the database's transaction does not hold it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from comity.portal.rounds.services import registry_path
from comity.portal.tenants.gates import Actor
from tests.portal.conftest import Visitor


@pytest.fixture(autouse=True)
def registry(db: None, tmp_path: Path) -> Iterator[Path]:
    path = registry_path("hedgerow")
    shutil.copy(path, tmp_path / "before.db")
    yield path
    shutil.copy(tmp_path / "before.db", path)


@pytest.fixture
def tom(actor: Callable[[str, str], Actor]) -> Actor:
    """The reviewer of matches."""
    return actor("tom@hedgerow.example", "hedgerow-office")


@pytest.fixture
def reviewer(visitor: Visitor) -> Client:
    return visitor("tom@hedgerow.example")
