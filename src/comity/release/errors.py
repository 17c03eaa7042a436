"""What can be wrong with what release is handed.

ComityError
├── UsageProblem
│   ├── PolicyProblem       a policy file that cannot be followed
│   └── CommonListProblem   a file that is no common list, or one that was changed
"""

from comity.core import UsageProblem


class PolicyProblem(UsageProblem):
    """A policy file says something that cannot be followed."""

    code = "policy"


class CommonListProblem(UsageProblem):
    """A file is no common list, or was changed since the Secretariat wrote it."""

    code = "not-a-common-list"
