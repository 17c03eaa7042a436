"""Settings as another process would take them: production refuses what is not safe."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
SECRET = "s" * 60
MAIL = {"COMITY_SMTP_URL": "smtps://u:p@mail.example.org:465", "COMITY_MAIL_FROM": "office@example.org"}
ASK = """
import json, django
from django.conf import settings
django.setup()
names = ["SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE",
         "CSRF_COOKIE_NAME", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_SAMESITE", "LANGUAGE_COOKIE_NAME", "SECURE_SSL_REDIRECT",
         "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG", "PASSWORD_HASHERS", "MESSAGE_STORAGE"]
found = {name: getattr(settings, name) for name in names}
found["engine"] = settings.DATABASES["default"]["ENGINE"]
print(json.dumps(found))
"""


ANSWER = """
import json, django
django.setup()
from allauth.account.adapter import get_adapter
from django.test import Client, RequestFactory
asked = {"plain page": ("/health/", {}), "plain call": ("/api/v1/x", {}), "over tls": ("/health/", {"X-Forwarded-Proto": "https"}),
         "listing": ("/static/", {"X-Forwarded-Proto": "https"}), "sources": ("/.git/config", {"X-Forwarded-Proto": "https"})}
found = {}
for name, (place, headers) in asked.items():
    answer = Client(headers={"host": "localhost", **headers}).get(place)
    found[name] = [answer.status_code, answer.headers.get("Strict-Transport-Security", ""), answer.content.decode()]
request = RequestFactory(headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7"}, REMOTE_ADDR="127.0.0.1").get("/")
found["from"] = get_adapter(request).get_client_ip(request)
found["trace"] = Client(headers={"host": "localhost", "X-Forwarded-Proto": "https"}).trace("/health/").status_code
print(json.dumps(found))
"""


def production(ask: str = ASK, /, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "comity.portal.settings.production"}
    return subprocess.run(
        [sys.executable, "-c", ask],
        env={**base, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
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
    assert found["LANGUAGE_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_HTTPONLY"]
    assert found["SESSION_COOKIE_SAMESITE"] == found["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert "Session" in found["MESSAGE_STORAGE"]  # and so in no cookie
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert found["DEBUG"] is False
    assert found["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert found["engine"] == "django.db.backends.postgresql"


TLS = "import json\nfrom django.conf import settings\nprint(json.dumps(settings.DATABASES['default']['OPTIONS']))"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("postgresql://u:p@localhost/name", {}),
        ("postgresql:///name", {}),
        ("postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/name", {}),
        (
            "postgresql://u:p@/name?host=db.example.org&sslrootcert=/etc/own.pem",
            {"host": "db.example.org", "sslmode": "verify-full", "sslrootcert": "/etc/own.pem"},
        ),
        (
            "postgresql://u:p@localhost/name?hostaddr=10.0.0.5&sslrootcert=/etc/own.pem",
            {"hostaddr": "10.0.0.5", "sslmode": "verify-full", "sslrootcert": "/etc/own.pem"},
        ),
        (
            "postgresql://u:p@db.example.org/name?sslrootcert=/etc/own.pem",
            {"sslmode": "verify-full", "sslrootcert": "/etc/own.pem"},
        ),
        (
            "postgresql://u:p@db.example.org/name?sslmode=verify-ca&sslrootcert=/etc/own.pem",
            {"sslmode": "verify-ca", "sslrootcert": "/etc/own.pem"},
        ),
    ],
)
def test_a_database_on_another_machine_is_spoken_to_over_tls_and_must_be_itself(
    url: str, options: dict[str, str]
) -> None:
    done = production(TLS, COMITY_SECRET_KEY=SECRET, COMITY_DATABASE_URL=url, **MAIL)

    assert json.loads(done.stdout) == options, done.stderr


def test_without_a_word_a_databases_certificate_is_looked_for_among_those_that_the_machine_trusts(
    tmp_path: Path,
) -> None:
    (tmp_path / "trusted.pem").touch()
    url = "postgresql://u:p@db.example.org/name"
    environment = {"COMITY_SECRET_KEY": SECRET, "COMITY_DATABASE_URL": url, **MAIL}

    done = production(TLS, SSL_CERT_FILE=str(tmp_path / "trusted.pem"), **environment)

    assert json.loads(done.stdout) == {
        "sslmode": "verify-full",
        "sslrootcert": str(tmp_path / "trusted.pem"),
    }, done.stderr


@pytest.fixture(scope="module")
def answered() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(production(ANSWER, COMITY_SECRET_KEY=SECRET, **MAIL).stdout)
    return found


def test_production_leads_a_browser_to_https_refuses_a_program_and_knows_who_asks_behind_its_proxy(
    answered: dict[str, Any],
) -> None:
    assert answered["plain page"][0] == 301
    assert answered["plain call"][0] == 403
    assert "not-encrypted" in answered["plain call"][2]
    assert answered["over tls"][0] == 200
    assert answered["over tls"][1].startswith("max-age=63072000; includeSubDomains")
    assert answered["from"] == "192.0.2.7"  # as the web server in front says, and not as the caller does


def test_production_shows_no_folder_and_no_inside(answered: dict[str, Any]) -> None:
    for one in ("listing", "sources"):
        assert answered[one][0] == 404
        assert "urlpatterns" not in answered[one][2]
    assert answered["trace"] == 405


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
        (
            {
                **MAIL,
                "COMITY_SECRET_KEY": SECRET,
                "COMITY_DATABASE_URL": "postgresql://u@db.example.org/name?sslmode=require",
            },
            "rows would go to whoever answers",
        ),
        (
            {**MAIL, "COMITY_SECRET_KEY": SECRET, "COMITY_LEAKED_PASSWORDS": "/nowhere.txt"},
            "names no file that can be read",
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

    done = subprocess.run(words, env=bare, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE_S)

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
    done = subprocess.run(words, env=own, capture_output=True, text=True, check=True, timeout=PATIENCE_S)

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
