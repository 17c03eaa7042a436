"""Which rows, of different lists and sometimes of one, are the same site."""
