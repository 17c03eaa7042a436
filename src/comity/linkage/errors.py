"""What linkage cannot go on from.

ComityError
├── PartFailed     the rows of some countries could not be linked
└── SparkMissing   the cluster engine needs something that is not installed
"""

from typing import ClassVar

from comity.core import ComityError


class PartFailed(ComityError):
    """The rows of some countries could not be linked; nothing was written."""

    code: ClassVar[str] = "part-failed"


class SparkMissing(ComityError):
    """The cluster engine needs something that is not installed."""

    code: ClassVar[str] = "spark-missing"
