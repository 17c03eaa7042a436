"""How large a file may be that recognition reads: told before its bytes are in memory."""

from django.core.files.uploadedfile import UploadedFile

from comity.portal.recognition.errors import FileTooLarge
from comity.recognition.compare import Named

MEGABYTE = 1024**2
MOST_PROTOCOL = 20 * MEGABYTE
MOST_NOTICE = MEGABYTE


def protocol_of(file: "UploadedFile[bytes]", *, otherwise: str) -> Named:
    """A protocol, or the table of its links; `otherwise`: its name where it came without one."""
    _require(file, MOST_PROTOCOL, remedy="Send the protocol alone, without pictures.")
    return file.name or otherwise, bytes(file.read())


def notice_of(file: "UploadedFile[bytes]") -> bytes:
    _require(file, MOST_NOTICE, remedy="Send the issuer's notice alone: it has a few lines.")
    return bytes(file.read())


def _require(file: "UploadedFile[bytes]", most: int, *, remedy: str) -> None:
    if (file.size or 0) > most:
        raise FileTooLarge(f"The file has more than {most // MEGABYTE} MB.", remedy=remedy)
