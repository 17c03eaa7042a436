"""How the portal is set up: `base` for everybody, `dev` on one machine, `production` behind HTTPS, `test` for tests.

Laws: a secret comes from the environment and from nowhere else; a setting that others may change is read in one place.
"""
