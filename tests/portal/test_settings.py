"""Settings as another process would take them: production refuses what is not safe."""

import json
import os
import subprocess
import sys

import pytest

SECRET = "s" * 60
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
    done = production(COMITY_SECRET_KEY=SECRET, COMITY_DATABASE_URL="postgresql://u:p%40ss@host/name")

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
        ({"COMITY_SECRET_KEY": SECRET, "COMITY_DEMO": "1"}, "lets anybody in"),
    ],
)
def test_production_refuses_to_start_unsafe(environment: dict[str, str], told: str) -> None:
    done = production(**environment)

    assert done.returncode != 0
    assert told in done.stderr
