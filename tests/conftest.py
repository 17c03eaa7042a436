"""What every test of the house shares."""

from hypothesis import settings

from comity.cli.commands import register_all

register_all()  # commands and kinds of errors are known once their files are read

# A machine that is busy with something else is no fault of the code: laws have no deadline, and benchmarks are no tests.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
