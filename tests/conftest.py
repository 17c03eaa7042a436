"""What every test of the house shares."""

from hypothesis import settings

# A machine that is busy with something else is no fault of the code: laws have no deadline, and benchmarks are no tests.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
