"""Sites with ids that last over rounds: a log of what was decided, and the fold that turns it into today's sites.

See `fold` for the laws and `file` for the one file that keeps the log.
"""
