"""The Secretariat's card of each member: what it joined as, its benchmarks, what was approved for it.

It records what members themselves cannot say: that a company joined, that its protocol was found equivalent and until when, and that
it may have nothing to report in a round. Standing is computed from these and never set.
"""
