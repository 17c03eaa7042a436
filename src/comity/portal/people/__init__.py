"""People: who has a seat, who is invited, and who ends it. A Secretariat's page, and each member's own.

The acts themselves are `accounts.services`: an invitation that is taken makes an account.
"""
