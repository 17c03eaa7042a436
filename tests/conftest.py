"""What every test of the house shares."""

import gc

import pytest
from hypothesis import HealthCheck, settings

from comity.cli.commands import register_all
from tests.turns import Turns, turn_of

gc.disable()  # until all is read: nothing of it goes again
register_all()  # commands and kinds of errors are known once their files are read

# A machine that is busy with something else is no fault of the code: laws have no deadline, and benchmarks are no tests. Nor is a run
# that is red for an example which no earlier run drew: each law is tried on the same ones until it changes. --hypothesis-profile=search
# draws others.
settings.register_profile(
    "house", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", settings.get_profile("house"), derandomize=False)
settings.load_profile("house")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Turns:
    return Turns(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What was imported stays for the whole run: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()
