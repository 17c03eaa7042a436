"""Comity runs a mutual-recognition programme of social compliance audits, end to end.

Each package below is one room, named by its verb or its noun in the programme; imports point up the flow:
`core` < `lists` < `linkage` < `registry` < `release` < `check` < `round` < `cli`.
Only `cli` sees a terminal or a clock; the rooms decide, and are handed what they need.
"""
