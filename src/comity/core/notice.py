"""What every file of a programme says of competition law, in one line, whatever else it holds.

A reader of a table skips a line that begins with it (`is_notice`).
"""

TITLE = "Antitrust notice"
LINE = (
    f"{TITLE}: the companies in this programme compete. Use this file for your own decisions on audits alone, do not pass it on, and do not "
    "share or ask for prices, volumes, contracts, customers or plans. If anything looks wrong, tell counsel."
)


def is_notice(text: str | None) -> bool:
    return bool(text) and str(text).startswith(f"{TITLE}:")
