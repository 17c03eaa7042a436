"""What can stop an upload.

ComityError
└── UsageProblem
    ├── UploadTooLarge    more bytes than a list can have
    ├── NothingMended     a form without a correction
    └── SameAgain         byte for byte the version that counts already
"""

from comity.core import UsageProblem


class UploadTooLarge(UsageProblem):
    """More bytes than the portal takes."""

    code = "upload-too-large"


class NothingMended(UsageProblem):
    """A form of corrections came back as it went out."""

    code = "nothing-mended"


class SameAgain(UsageProblem):
    """Byte for byte the version that counts already."""

    code = "same-again"
