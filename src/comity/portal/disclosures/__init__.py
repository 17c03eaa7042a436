"""Any disclosure of the past, looked at again: who was given it, which rows, under which policy.

`queries.replayed` starts from an entry of the ledger and finds the bytes that were given in storage, where nothing is ever changed; it
compares them with the manifest that counsel signed. It is for counsel alone.
"""
