"""Settings as another process would take them: production refuses what is not safe."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRET = "s" * 60
MAIL = {"COMITY_SMTP_URL": "smtps://u:p@mail.example.org:465", "COMITY_MAIL_FROM": "office@example.org"}
ASK = """
import json, django
from django.conf import settings
django.setup()
names = ["SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE",
         "CSRF_COOKIE_NAME", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG", "PASSWORD_HASHERS"]
found = {name: getattr(settings, name) for name in names}
found["engine"] = settings.DATABASES["default"]["ENGINE"]
print(json.dumps(found))
"""


def production(**environment: str) -> subprocess.CompletedProcess[str]:
    base = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "comity.portal.settings.production"}
    return subprocess.run(
        [sys.executable, "-c", ASK], env={**base, **environment}, capture_output=True, text=True, timeout=60
    )


def test_production_is_safe_when_it_starts() -> None:
    done = production(COMITY_SECRET_KEY=SECRET, COMITY_DATABASE_URL="postgresql://u:p%40ss@host/name", **MAIL)

    found = json.loads(done.stdout)
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_HTTPONLY"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["DEBUG"] is False
    assert found["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert found["engine"] == "django.db.backends.postgresql"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "COMITY_SECRET_KEY is missing"),
        ({"COMITY_SECRET_KEY": "short"}, "COMITY_SECRET_KEY is missing or short"),
        ({"COMITY_SECRET_KEY": SECRET, "COMITY_DEMO": "1", **MAIL}, "lets anybody in"),
        (
            {**MAIL, "COMITY_SECRET_KEY": SECRET, "COMITY_SMTP_URL": ""},
            "COMITY_SMTP_URL names no mail server",
        ),
        (
            {**MAIL, "COMITY_SECRET_KEY": SECRET, "COMITY_SMTP_URL": "mail.example.org"},
            "names no mail server",
        ),
        (
            {**MAIL, "COMITY_SECRET_KEY": SECRET, "COMITY_SMTP_URL": "http://mail.example.org"},
            "names no mail",
        ),
        ({**MAIL, "COMITY_SECRET_KEY": SECRET, "COMITY_MAIL_FROM": ""}, "COMITY_MAIL_FROM is missing"),
    ],
)
def test_production_refuses_to_start_unsafe(environment: dict[str, str], told: str) -> None:
    done = production(**environment)

    assert done.returncode != 0
    assert told in done.stderr


def test_commands_by_hand_are_of_an_installation_and_never_of_a_throw_away_one(tmp_path: Path) -> None:
    """Whoever forgot the environment is told so; on the settings of tests it would say that all is well."""
    words = [sys.executable, str(ROOT / "manage.py"), "migrate"]
    bare = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}

    done = subprocess.run(words, env=bare, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert done.returncode != 0
    assert "COMITY_SECRET_KEY is missing" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_data_of_tests_has_a_name_that_nobody_can_guess_and_goes_with_them(tmp_path: Path) -> None:
    own = {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "comity.portal.settings.test",
    }
    ask = "from django.conf import settings; settings.DATA.mkdir(); print(settings.DATA.name)"

    words = [sys.executable, "-c", ask]
    done = subprocess.run(words, env=own, capture_output=True, text=True, check=True, timeout=60)

    assert re.fullmatch(r"comity-test-[0-9a-f]{32}\n", done.stdout)
    assert list(tmp_path.iterdir()) == []


def explained() -> dict[str, str]:
    """What the two files say of their settings, above everything else."""
    folder = ROOT / "src" / "comity" / "portal" / "settings"
    return {
        name: (folder / f"{name}.py").read_text("utf-8").split('"""')[1] for name in ("base", "production")
    }


@pytest.mark.parametrize("name", ["base", "production"])
def test_every_setting_is_explained_at_the_top_of_its_file(name: str) -> None:
    """deploy/README.md says so."""
    text = (ROOT / "src" / "comity" / "portal" / "settings" / f"{name}.py").read_text("utf-8")
    taken = set(re.findall(r'os\.environ(?:\.get\(|\[)"(COMITY_\w+)"', text))

    assert taken
    assert taken - set(re.findall(r"COMITY_\w+", explained()[name])) == set()


def test_every_setting_that_an_installation_is_given_is_one() -> None:
    given = set(re.findall(r"(?m)^#? ?(COMITY_\w+)=", (ROOT / "deploy" / "comity.env").read_text("utf-8")))

    assert given - set(re.findall(r"COMITY_\w+", "".join(explained().values()))) == set()
