"""Doubtful pairs, judged by people and remembered for ever.

The pairs are those of the programme's latest assembly; what stands is in its registry of sites (`comity.registry`), which linkage
obeys at the next one. Beside it this room keeps every reviewer's own *opinion*, so that two can judge the same pair without seeing each
other's word, and a *lease*, so that two are never asked the same question at once.

Laws: the registry says what the opinions agree on, and nothing where they do not; a pair is leased to one person at a time; an opinion
is withdrawn, never changed.
"""
