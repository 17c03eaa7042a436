"""On one machine, over plain HTTP to this machine alone: what `comity serve` uses. Not for a network."""

from comity.portal.settings.base import *  # noqa: F403 -- settings are built that way

SESSION_COOKIE_NAME = "comity-session"
