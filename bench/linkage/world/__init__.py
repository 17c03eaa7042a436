"""What made-up lists speak: one file a country, each word in the country's own writing and as people spell it elsewhere.

Written down for this bench from common knowledge of addresses and company names; nothing is taken from the matcher's tables, nor
the other way round. `[native, usual spelling, other spellings ...]` throughout.
"""
