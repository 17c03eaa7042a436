"""The first page of a demonstration, which leads a newcomer to everything in it."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.portal.looks.answered import body_of

pytestmark = pytest.mark.django_db


def test_the_files_to_play_with_are_taken_from_the_first_page(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    (tmp_path / "alder-foods.key").write_text("AGE-SECRET-KEY", "utf-8")
    (tmp_path / "secret.key").write_text("nobody's", "utf-8")

    page = Client().get("/demo/").content.decode()
    answer = Client().get("/demo/?file=alder-foods.key")

    assert '<a href="?file=alder-foods.key" download>' in page
    assert "suppliers-of-alder-foods.xlsx" not in page, "what is not there is not offered"
    assert body_of(answer) == b"AGE-SECRET-KEY"
    for other in ("secret.key", "../etc/passwd", "suppliers-of-alder-foods.xlsx"):
        assert "Who would you like to be?" in Client().get("/demo/", {"file": other}).content.decode()


def test_without_a_demonstration_there_is_no_file_either(settings: LazySettings) -> None:
    settings.COMITY_DEMO = False

    assert Client().get("/demo/?file=alder-foods.key").status_code == 404
