"""The demonstration: a fictional programme in mid-round, and one click to be anybody in it.

Only where `COMITY_DEMO` is set, which production refuses. `make.make_programme` builds it through the same services that pages call,
from the lists of `examples/make.py`; tests build a small one.
"""
