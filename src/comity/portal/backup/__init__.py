"""An installation in one file, and back: database, stored files, sealed reports, site registries, and the secret.

`services.back_up` works while pages and worker run: the database is copied as of one moment, and files after it, so that every file
that a row names is there. `services.restore` fills an empty place and nothing else, verifies every digest before anything is in
its place, brings tables to today's form, and verifies every ledger.

Laws: a backup is whole or is not there; a restored installation has the digests that its backup names.
Spec: docs/spec/backup.md
"""
