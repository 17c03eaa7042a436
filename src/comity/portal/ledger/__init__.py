"""Who did what, in an order that nobody can change unseen.

`services.record` adds one entry to a programme's book, inside the transaction of what it tells of: both are there or
neither. An entry is a salted commitment that names the one before it; the fact itself (who, what, to what) stands
beside it and can be taken away, for a person who is to be forgotten, without breaking the chain.

Laws: entries are only ever added; a changed, removed or moved entry is found by `queries.verify_book`; the rooms write
here and read nothing back to decide.
"""
