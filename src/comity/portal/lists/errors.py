"""What can stop an upload.

ComityError
└── UsageProblem
    ├── UploadTooLarge    more bytes than a list can have
    ├── TooManyVersions   more of one list than a round keeps
    ├── NothingMended     a form without a correction
    ├── SameAgain         byte for byte the version that counts already
    ├── PieceOutOfPlace   a piece that does not begin where what came ends
    ├── UploadIncomplete  not all pieces are here
    └── UploadDamaged     what came is not what was sent
"""

from comity.core import UsageProblem


class UploadTooLarge(UsageProblem):
    """More bytes than the portal takes."""

    code = "upload-too-large"


class TooManyVersions(UsageProblem):
    """A member has sent as many versions of its list as a round keeps, or as many bytes."""

    code = "too-many-versions"


class NothingMended(UsageProblem):
    """A form of corrections came back as it went out."""

    code = "nothing-mended"


class SameAgain(UsageProblem):
    """Byte for byte the version that counts already."""

    code = "same-again"


class PieceOutOfPlace(UsageProblem):
    """A piece does not begin where what came ends; `where` is the byte to go on from."""

    code = "piece-out-of-place"


class UploadIncomplete(UsageProblem):
    """Not all pieces are here; `where` is the byte to go on from."""

    code = "upload-incomplete"


class UploadDamaged(UsageProblem):
    """What came is not what was sent."""

    code = "upload-damaged"
