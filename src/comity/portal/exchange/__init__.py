"""Asking suppliers for reports, their page behind a link, and what the platform holds of reports: sealed bytes.

Members draft, preview and send; a supplier without an account answers, seals in its own browser, grants, and takes back.
Rules stand in `comity.exchange`; the browser's half is `static/exchange/sealing.js`, by docs/spec/sealed-report.md.

Laws: a GET changes nothing; nothing is shared by silence; no key and no report ever reaches the server in the clear; members
that ask the same supplier do not learn of each other.
"""
