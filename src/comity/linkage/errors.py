"""What linkage cannot go on from.

ComityError
└── SparkMissing   the cluster engine needs something that is not installed
"""

from typing import ClassVar

from comity.core import ComityError


class SparkMissing(ComityError):
    """The cluster engine needs something that is not installed."""

    code: ClassVar[str] = "spark-missing"
