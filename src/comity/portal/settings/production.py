"""Behind HTTPS, for a programme's people wherever they are. Refuses to start without its secrets, its mail server and its address.

COMITY_SMTP_URL     smtps://user:password@host:465 or smtp://user:password@host:587; with TLS, one way or the other
COMITY_MAIL_FROM    secretariat@comity.example: whom letters come from
"""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from comity.portal.settings.base import *  # noqa: F403 -- settings are built that way
from comity.portal.settings.base import (
    COMITY_DEMO,
    COMITY_LEAKED_PASSWORDS,
    COMITY_MAIL_FROM,
    DATABASES,
    SECRET_KEY,
)

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("COMITY_SECRET_KEY is missing or short: give it 50 random characters or more.")
if COMITY_DEMO:
    raise ImproperlyConfigured("A demonstration lets anybody in. Take COMITY_DEMO away.")
_smtp = urlsplit(os.environ.get("COMITY_SMTP_URL", ""))
if _smtp.scheme not in {"smtp", "smtps"} or not _smtp.hostname:
    raise ImproperlyConfigured(
        "COMITY_SMTP_URL names no mail server, and letters, with the links in them, would be printed: "
        "give it smtps://user:password@host:465."
    )


def _trusted_here() -> str:
    """The machine's own list of authorities. “system” would be that of the OpenSSL inside of psycopg, which brings none."""
    known = (
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    )
    files = (os.environ.get("SSL_CERT_FILE", ""), *known)
    return next((one for one in files if one and os.path.exists(one)), "system")  # noqa: PTH110 -- a name, not a path of ours


_OWN_MACHINE = {"", "localhost", "127.0.0.1", "::1"}
_SURE = ("verify-full", "verify-ca")
_base: Any = DATABASES["default"]


def _hosts() -> set[str]:
    """Wherever libpq may go: the address's host, or one among its options or in the environment, or several with commas."""
    options = _base["OPTIONS"]
    said = unquote(_base["HOST"]) or options.get("host") or os.environ.get("PGHOST", "")
    also = options.get("hostaddr") or os.environ.get("PGHOSTADDR", "")
    return {one.strip() for one in f"{said},{also}".split(",")}


if "HOST" in _base and not all(one in _OWN_MACHINE or one.startswith("/") for one in _hosts()):
    # Between two machines every row passes. Without a word libpq would take whatever the other side offers, also nothing.
    _options = _base["OPTIONS"]
    if _options.setdefault("sslmode", "verify-full") not in _SURE:
        raise ImproperlyConfigured(
            f"COMITY_DATABASE_URL says sslmode={_options['sslmode']}, and the database is on another machine: rows would go to whoever "
            "answers. Leave it out; where the database's certificate is of your own authority, add sslrootcert=/path/to/its.pem."
        )
    if _options["sslmode"] == "verify-full" and "PGSSLROOTCERT" not in os.environ:
        _options.setdefault("sslrootcert", _trusted_here())
if not COMITY_MAIL_FROM:
    raise ImproperlyConfigured(
        "COMITY_MAIL_FROM is missing: say whom letters come from, as secretariat@example.org."
    )

if COMITY_LEAKED_PASSWORDS and not os.access(COMITY_LEAKED_PASSWORDS, os.R_OK):
    raise ImproperlyConfigured(
        f"COMITY_LEAKED_PASSWORDS names no file that can be read: {COMITY_LEAKED_PASSWORDS}."
    )

COMITY_SECOND_FACTOR = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the web server in front says from where somebody asks: limits count by that
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = ["^api/v1/"]  # refused there, and not led on: comity.portal.api.gate
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

EMAIL_BACKEND = "comity.portal.outbox.backend.InDatabase"
COMITY_MAIL_SENDER = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _smtp.hostname
EMAIL_PORT = _smtp.port or 587
EMAIL_HOST_USER = unquote(_smtp.username or "")
EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_USE_TLS = _smtp.scheme == "smtp"
