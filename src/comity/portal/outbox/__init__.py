"""Letters that wait for the mail server: put down with what they tell of, and tried until they went or are given up.

Laws: a letter is there exactly if what it tells of is; no copy of the database reads one; of two workers one alone sends it.
A worker that dies between sending and noting it sends it twice, which is better than not at all.
"""
