"""Words every room shares: what a site is called by, digests, calendar windows, errors, progress.

Laws: nothing here knows any room; nothing here reads a clock, a network or a setting.
"""

from comity.core.dates import AgeBand, Window, age_band, months_before
from comity.core.digests import canonical_json, digest_bytes, digest_file, record_keys
from comity.core.errors import ComityError, UnreadableInput, UsageProblem
from comity.core.files import write_all, write_file
from comity.core.json_text import read_json
from comity.core.progress import Progress, silent
from comity.core.sites import IDENTIFIERS, SITE_SCHEMA
from comity.core.words import counted

__all__ = [
    "IDENTIFIERS",
    "SITE_SCHEMA",
    "AgeBand",
    "ComityError",
    "Progress",
    "UnreadableInput",
    "UsageProblem",
    "Window",
    "age_band",
    "canonical_json",
    "counted",
    "digest_bytes",
    "digest_file",
    "months_before",
    "read_json",
    "record_keys",
    "silent",
    "write_all",
    "write_file",
]
