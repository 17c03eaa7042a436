"""A member's own decision on a report that it read: what is still open, what it decides, and what that stood on.

Laws: a decision is one member's and private to it; the Secretariat sees in the ledger that somebody decided and never what; a
recalled report alerts who relied on it and nobody else.
"""
