"""One member's file, read as it really arrives: every row becomes a site audit or a problem with a reason."""
