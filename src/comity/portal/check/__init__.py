"""Own suppliers against the common list: the opportunities at once, and nothing kept.

The file that a member sends here is read, answered and forgotten within the one request; only that a check was made stands in the
ledger, without a word of what was in it.
"""
