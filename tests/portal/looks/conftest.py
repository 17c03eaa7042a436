"""The browser of the tests in a browser, for pages that no server serves."""

from tests.browser.conftest import browser_type_launch_args

__all__ = ["browser_type_launch_args"]
