"""How one gets in: by invitation alone. Passwords, passkeys, second factors and sessions are django-allauth's, in our frame.

The first account of an installation comes by a one-time link that `comity serve` prints, and founds the programme. Whoever signs in reads
the antitrust notice before anything else, once a session.
"""
