"""`comity doctor` says what an installation lacks, and what to do: each fault is made, and is found."""

import json
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.apps import apps
from django.conf import settings
from django.db import models
from pytest_django import Settings

from comity.portal.backup.queries import NAMES, files_told
from comity.portal.jobs.models import Job, State
from comity.portal.ledger.models import Entry
from comity.portal.lists.models import ListVersion
from comity.portal.ports.storage import storage
from comity.portal.serving import Examined, examine
from comity.portal.tenants.gates import Actor
from tests.patience import PATIENCE_S
from tests.portal.conftest import ON_POSTGRES, server
from tests.portal.postgres import OWNER, PORTAL
from tests.ports import free_port

KEY_COLUMN = 64
"""How many letters a column has that holds a key in storage."""
COMITY = Path(sys.executable).with_name("comity")


def wrong() -> dict[str, Examined]:
    return {one.what: one for one in examine() if not one.is_well}


@pytest.mark.django_db
def test_an_installation_that_is_well_is_told_so_part_by_part() -> None:
    found = examine()

    assert [one.what for one in found if not one.is_well] == []
    assert [one.what for one in found] == [
        "secret", "tables", *(["fences"] if ON_POSTGRES else []), "storage", "files", "disk", "jobs", "criteria", "verdicts", "mail", "letters",
        "ledger of Hedgerow programme",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_secret_that_is_too_short_is_found(settings: Settings) -> None:
    settings.SECRET_KEY = "guessed"  # noqa: S105 -- too short to be one

    assert wrong()["secret"].remedy == "Set COMITY_SECRET_KEY to 50 random characters or more."


@pytest.mark.django_db
def test_letters_that_are_printed_are_found_where_others_use_the_portal(settings: Settings) -> None:
    assert [one.told for one in examine() if one.what == "mail"] == ["printed where the portal runs"]
    settings.SESSION_COOKIE_SECURE = True

    assert wrong()["mail"].remedy.startswith("Set COMITY_SMTP_URL")


@pytest.mark.django_db
def test_a_mail_server_that_is_not_there_or_lets_nobody_in_is_found(settings: Settings) -> None:
    settings.COMITY_MAIL_SENDER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    server = Controller(Sink(), hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    [well] = [one for one in examine() if one.what == "mail"]
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "comity", "mistyped"
    refused = wrong()["mail"]
    server.stop()
    silent = wrong()["mail"]

    assert (well.is_well, well.told.split(",")[0]) == (True, f"by 127.0.0.1:{settings.EMAIL_PORT}")
    assert "does not take us" in refused.told
    assert "mistyped" not in refused.told + refused.remedy
    assert "ConnectionRefusedError" in silent.told
    assert silent.remedy.startswith("Look at COMITY_SMTP_URL")


@pytest.mark.django_db
def test_a_storage_that_does_not_take_files_is_found(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder")
    settings.DATA = tmp_path

    assert set(wrong()) == {"storage"}


@pytest.mark.django_db
def test_a_file_that_is_gone_is_found_and_one_that_nobody_names_is_counted(ada: Actor) -> None:
    [version, *_] = ListVersion.objects.within(ada.scope)
    left_over = files_told().left_over
    storage().keep(BytesIO(b"of a row that never was"))
    assert files_told().left_over == left_over + 1
    assert "files" not in wrong()
    content = storage().read(version.workbook_key)

    storage().forget(version.workbook_key)
    try:
        found = wrong()["files"]
    finally:
        storage().put_back(version.workbook_key, BytesIO(content))

    assert "1 of them missing" in found.told
    assert "copy what is missing from there" in found.remedy


def test_every_column_that_holds_a_files_key_is_asked() -> None:
    held = {
        (model, field.name)
        for model in apps.get_models()
        if model._meta.app_label in {one.partition(".portal.")[2] for one in settings.INSTALLED_APPS}
        for field in model._meta.get_fields()
        if getattr(field, "max_length", None) == KEY_COLUMN and field.name.endswith("key")
    }

    named = {(model, name) for model, names in NAMES.items() for name in names if name != "files"}
    assert held == named


@pytest.mark.django_db
def test_a_job_that_failed_is_found(ada: Actor) -> None:
    Job.objects.add(
        ada.scope,
        kind="lists.read",
        argument="1",
        organisation=ada.organisation,
        state=State.FAILED,
        person=ada.person,
    )

    assert wrong()["jobs"].told == "1 failed, 0 under way"


@pytest.mark.django_db
@pytest.mark.skipif(ON_POSTGRES, reason="the portal's role may not even try: tenants/test_fence.py")
def test_a_ledger_that_was_written_over_is_found() -> None:
    models.QuerySet(Entry).filter(seq=3).update(commitment="0" * 64)

    found = wrong()["ledger of Hedgerow programme"]

    assert found.remedy.startswith("Entry 3 is not what was written.")


@pytest.mark.django_db
@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no roles")
def test_a_table_that_the_portals_role_may_not_use_is_found() -> None:
    """As that of the cache was once, which no migration makes: then nobody could sign in."""
    with psycopg.connect(server().address(OWNER, "portal"), autocommit=True) as owner:
        owner.execute(f"REVOKE INSERT ON portal_cache FROM {PORTAL}")
        try:
            told = wrong()["fences"].told
        finally:
            owner.execute(f"GRANT INSERT ON portal_cache TO {PORTAL}")

    assert told == "the portal's role may not use portal_cache"


def doctor(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    words: list[str | Path] = [COMITY, "doctor", "--data", data, "--json"]
    own = {"PATH": "/usr/bin:/bin", **environment}
    return subprocess.run(words, env=own, capture_output=True, text=True, timeout=PATIENCE_S)


def test_the_command_says_what_is_wrong_and_ends_with_one(installed: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(installed, data)
    assert doctor(data).returncode == 0
    (data / "portal.db").write_bytes(b"no database at all, and longer than a header of one would be" * 20)

    done = doctor(data)

    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["well"], [one["what"] for one in told["found"]]) == (False, ["database"])
    assert told["found"][0]["remedy"].startswith("Start the database")


def test_an_environment_that_production_refuses_is_told_as_such(tmp_path: Path) -> None:
    done = doctor(tmp_path, COMITY_SECRET_KEY="s" * 60, COMITY_DATA=str(tmp_path))

    assert done.returncode == 1
    [told] = json.loads(done.stdout)["found"]
    assert (told["what"], told["is_well"]) == ("settings", False)
    assert "COMITY_SMTP_URL names no mail server" in told["told"]


def test_a_folder_without_a_portal_is_no_installation(tmp_path: Path) -> None:
    done = doctor(tmp_path / "nothing")

    assert done.returncode != 0
    assert "There is no portal in" in done.stderr
