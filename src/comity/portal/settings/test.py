"""For tests: a data folder that goes away, quick passwords, jobs done at once."""

import atexit
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

# Of this process alone, whatever it inherited: tests that run side by side share nothing. Nobody can guess the name, and it is made by
# who writes into it: a type checker reads these settings, too.
os.environ["COMITY_DATA"] = str(Path(tempfile.gettempdir()) / f"comity-test-{token_hex(16)}")
os.environ["COMITY_SECRET_KEY"] = "for-tests-only-" * 4
os.environ["COMITY_TODAY"] = "2026-10-05"
os.environ["COMITY_DEMO"] = "1"
# All that a run starts inherits its clock: six in the morning when it begins, so that no midnight falls into it.
os.environ.setdefault("COMITY_HOURS_AHEAD", str((6 - datetime.now(UTC).hour) % 24))

from comity.portal.settings.base import *  # noqa: F403 -- the environment comes first
from comity.portal.settings.base import DATA

atexit.register(shutil.rmtree, DATA, ignore_errors=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # For processes that tests start on a copy of the database, with the settings that people have.
    "kept": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"},
}
WHITENOISE_AUTOREFRESH = True  # a test's every client would list all static files anew before its first page
COMITY_HEARTBEAT_S = 0
COMITY_WORDS_ALONE = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
