"""Comity runs a mutual-recognition programme of social compliance audits, end to end.

Each package below is one room, named by its verb or its noun in the programme. Rooms of rules come first, and each imports only rooms
before it: `core`, `ledger`, `benchmark`, `membership`, `lists` and `survey`, `linkage`, `registry`, `release`, `check`, `exchange`,
`recognition`, `round`. They decide, and are handed days, seeds and bytes. `cli` and `portal` stand on them: they see terminals, clocks,
settings and people. `client` stands alone: it calls the portal.
"""
