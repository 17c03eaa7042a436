"""The programming interface: what a page does, a program can do, through the same gates and the same services.

`gate` lets a token through as the person who made it; each room says its operations in its own `<room>/api.py`, and
`comity.portal.interface` puts them together under `/api/v1`. `errors` is the one table of codes and statuses, `paging` the cursors, `once` the
idempotency keys, `limits` the rate; `hooks` tells other machines what happened, signed, and `sending` is the only place that calls out.

Laws: a token may never do more than its person may do now, in one organisation; who may not pass learns nothing (*not found*);
an operation decides nothing; a key that is used twice does one thing; nothing is ever sent to an address inside.
"""
