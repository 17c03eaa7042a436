"""What holds wherever the portal runs. Secrets, and where data lies, come from the environment.

COMITY_SECRET_KEY   signs sessions and links; at least 50 characters
COMITY_DATA         the folder of database, stored files and site registries
COMITY_DATABASE_URL postgresql://user:password@host/name; without it SQLite in COMITY_DATA
COMITY_ADDRESS      https://comity.example: under which letters tell people to reach the portal
COMITY_DATABASE_ROLE the role that the portal runs as, which owns no table; comity_app (PostgreSQL alone)
COMITY_HOSTS        the names under which the portal is reached, by commas
COMITY_FILES_URL    s3://bucket/folder: an object store for lists and what is made of them; without it a folder of COMITY_DATA
COMITY_BODIES_URL   s3://bucket/folder: an object store for sealed reports; without it a folder of COMITY_DATA
COMITY_OIDC_URL     https://login.company.example: single sign-on (OpenID Connect), with COMITY_OIDC_CLIENT, COMITY_OIDC_SECRET, COMITY_OIDC_NAME
COMITY_LANGUAGES    a folder with languages of suppliers' pages that are added or corrected (docs/guide/portal-exchange.md)
COMITY_MAIL_FROM    secretariat@comity.example: whom letters come from; comity@localhost on one machine
COMITY_TODAY        2026-07-07: the day that a demonstration plays on
COMITY_HOURS_AHEAD  hours by which the clock of that day goes ahead of UTC, so that its midnight is at another hour; 0
COMITY_MOST_VERSIONS how many versions of its list a member may send for one round, of 10 MB each on average; 200
COMITY_WORDS_ALONE   1: protocols are compared by their words alone, without a sentence model: quicker, and weaker across languages
COMITY_DRAFTS_KEPT_DAYS days after which a draft of a protocol goes that nobody works on; 365
COMITY_PROTOCOLS_KEPT_DAYS days after which a protocol goes that is not yet equivalent, or ran out, or was compared for a decision; 730
COMITY_LEAKED_PASSWORDS a file of passwords that leaked, which nobody may choose (deploy/README.md); without it the 20,000 commonest are refused
COMITY_LOST_AFTER_S seconds of silence after which a worker counts as dead; 60
COMITY_DEMO         1: one-click sign-in for every role, and a banner on every page
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

PORTAL = Path(__file__).parents[1]
DATA = Path(os.environ.get("COMITY_DATA", "comity-data")).absolute()
SECRET_KEY = os.environ.get("COMITY_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = [name for name in os.environ.get("COMITY_HOSTS", "localhost,127.0.0.1").split(",") if name]

COMITY_ADDRESS = os.environ.get("COMITY_ADDRESS", "").rstrip("/") or f"https://{ALLOWED_HOSTS[0]}"
COMITY_TODAY = os.environ.get("COMITY_TODAY", "")
COMITY_HOURS_AHEAD = int(os.environ.get("COMITY_HOURS_AHEAD", "0"))
COMITY_DEMO = os.environ.get("COMITY_DEMO", "") == "1"
COMITY_DATABASE_ROLE = os.environ.get("COMITY_DATABASE_ROLE", "comity_app")
COMITY_FILES_URL = os.environ.get("COMITY_FILES_URL", "")
COMITY_BODIES_URL = os.environ.get("COMITY_BODIES_URL", "")
COMITY_LANGUAGES = os.environ.get("COMITY_LANGUAGES", "")
COMITY_LEAKED_PASSWORDS = os.environ.get("COMITY_LEAKED_PASSWORDS", "")
COMITY_SECOND_FACTOR = False  # of the Secretariat's people; production asks for it
COMITY_MOST_UPLOAD_BYTES = 100 * 1024**2
COMITY_MOST_VERSIONS = int(os.environ.get("COMITY_MOST_VERSIONS", "200"))  # of one member's list in one round
COMITY_WORDS_ALONE = os.environ.get("COMITY_WORDS_ALONE", "") == "1"  # of protocols: without a sentence model
COMITY_DRAFTS_KEPT_DAYS = int(
    os.environ.get("COMITY_DRAFTS_KEPT_DAYS", "365")
)  # of protocols, after somebody last worked on it
COMITY_PROTOCOLS_KEPT_DAYS = int(
    os.environ.get("COMITY_PROTOCOLS_KEPT_DAYS", "730")
)  # after “not yet”, or after it ran out
COMITY_API_CALLS_A_MINUTE = 300  # of one token
# A job whose worker has been silent for so long is given to another.
COMITY_LOST_AFTER_S = int(os.environ.get("COMITY_LOST_AFTER_S", "60"))
COMITY_HEARTBEAT_S = min(5.0, COMITY_LOST_AFTER_S / 4)

INSTALLED_APPS = [
    "comity.portal.shell",
    "comity.portal.tenants",
    "comity.portal.ledger",
    "comity.portal.jobs",
    "comity.portal.outbox",
    "comity.portal.accounts",
    "comity.portal.membership",
    "comity.portal.members",
    "comity.portal.people",
    "comity.portal.lists",
    "comity.portal.rounds",
    "comity.portal.release",
    "comity.portal.check",
    "comity.portal.exchange",
    "comity.portal.recognition",
    "comity.portal.survey",
    "comity.portal.matches",
    "comity.portal.protocols",
    "comity.portal.programme",
    "comity.portal.rulebook",
    "comity.portal.disclosures",
    "comity.portal.statistics",
    "comity.portal.api",
    "comity.portal.home",
    "comity.portal.interface",
    "comity.portal.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "comity.portal.api.gate.OverTLSAlone",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "comity.portal.shell.headers.NothingIsKept",
    "comity.portal.tenants.fence.FenceIsTakenDown",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comity.portal.accounts.sessions.SessionsEnd",
    "django_htmx.middleware.HtmxMiddleware",
    "comity.portal.shell.problems.ProblemsAreTold",
]

ROOT_URLCONF = "comity.portal.urls"
WSGI_APPLICATION = "comity.portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.portal.shell.context.page",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "portal.db",
            # IMMEDIATE: who is going to write waits for its turn at once, and never fails half-way.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),  # such as sslmode=verify-full
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(os.environ.get("COMITY_DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}

AUTH_USER_MODEL = "tenants.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "comity.portal.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "comity.portal.accounts.passwords.BeyondItsContext"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "comity.portal.accounts.leaked.NeverLeaked"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "comity.portal.accounts.adapter.ByInvitation"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation that went to the address
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Comity: "
# Single sign-on: of a company's own people, who have an account here by invitation already, and by a verified address alone.
SOCIALACCOUNT_ADAPTER = "comity.portal.accounts.adapter.KnownPeople"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
COMITY_OIDC_URL = os.environ.get("COMITY_OIDC_URL", "")
_OIDC = {
    "provider_id": "company",
    "name": os.environ.get("COMITY_OIDC_NAME", "Single sign-on"),
    "client_id": os.environ.get("COMITY_OIDC_CLIENT", ""),
    "secret": os.environ.get("COMITY_OIDC_SECRET", ""),
    "settings": {"server_url": COMITY_OIDC_URL},
}
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [_OIDC] if COMITY_OIDC_URL else []}
}
MFA_ADAPTER = "comity.portal.accounts.adapter.Sealed"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = (
    True  # the invitation was read at the address: there is no second proof to wait for
)
MFA_TOTP_ISSUER = "Comity"

SESSION_COOKIE_AGE = 12 * 60 * 60  # since somebody signed in
COMITY_IDLE = timedelta(hours=2)  # since they last did something
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = (
    "django.contrib.messages.storage.session.SessionStorage"  # what a page says to somebody lies in no cookie
)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "comity.portal.shell.views.csrf_failed"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        # A browser looks at where a form's answer leads, too: single sign-on leads to its provider.
        "form-action": [SELF, *([COMITY_OIDC_URL] if COMITY_OIDC_URL else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024**2
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("es", "Español"), ("zh-hans", "中文")]
LOCALE_PATHS = [PORTAL / "shell" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "comity.portal.shell.formats"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # no collecting: what is installed is what is served
WHITENOISE_AUTOREFRESH = False

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

COMITY_MAIL_FROM = os.environ.get("COMITY_MAIL_FROM", "")
DEFAULT_FROM_EMAIL = COMITY_MAIL_FROM or "comity@localhost"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
COMITY_MAIL_SENDER = EMAIL_BACKEND  # by which the worker sends what lies in the outbox
EMAIL_TIMEOUT = 10  # a mail server that is silent keeps nobody waiting

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "comity.portal.shell.logs.as_json"}},
    "filters": {"pages": {"()": "comity.portal.shell.logs.PagesForAddresses"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["pages"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "comity": {"level": "INFO"},
        "django_tasks": {"level": "WARNING"},
        "django.security": {"level": "INFO"},
    },
}
