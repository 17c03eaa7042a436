"""What a file is that holds no list, so that its sender hears what it is instead of what it lacks.

In: first bytes, names of an archive's parts or of a container's streams, or text. Out: what it is and what to do, or None.
Laws: a name's ending decides nothing; nothing is unpacked.
"""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

_OPEN_AND_SAVE = "Open it in your spreadsheet program and save it as .xlsx."
_FROM_THE_SOURCE = "Ask for the list as a spreadsheet (.xlsx or .csv) where this comes from."
_UNPACK = "Unpack it, and send the list alone."


class NoList(NamedTuple):
    what: str
    remedy: str


def _is(what: str, remedy: str) -> NoList:
    return NoList(f"This is {what}, and no list.", remedy)


_PICTURE = _is("a picture", _FROM_THE_SOURCE)
_WORD = _is("a text document", "Copy its table into a spreadsheet, and save it as .xlsx.")
_SLIDES = _is("a presentation", "Copy its table into a spreadsheet, and save it as .xlsx.")
_PACKED = _is("a packed archive", _UNPACK)
_MAIL = _is("an e-mail", "Save the list that is attached to it, and send that.")
_DATABASE = _is("a database", "Export the list from it as .xlsx or .csv.")
_NUMBERS = _is(
    "a document of Apple Numbers, Pages or Keynote",
    "In Numbers, choose File – Export To – Excel, and send that.",
)

_BEGINNINGS: tuple[tuple[bytes, NoList], ...] = (
    (b"%PDF-", _is("a PDF document", _FROM_THE_SOURCE)),
    (b"\x89PNG", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF87a", _PICTURE), (b"GIF89a", _PICTURE), (b"II*\0", _PICTURE), (b"MM\0*", _PICTURE),
    (b"{\\rtf", _WORD),
    (b"Rar!\x1a", _PACKED), (b"7z\xbc\xaf", _PACKED), (b"\x1f\x8b", _PACKED), (b"BZh91AY&", _PACKED), (b"\xfd7zXZ", _PACKED),
    (b"SQLite format 3", _DATABASE), (b"\0\1\0\0Standard", _DATABASE), (b"PAR1\x15", _DATABASE),
    (b"MZ\x90\0", _is("a program", "Do not open it, and ask who sent it to you.")),
)  # fmt: skip

_PARTS: tuple[tuple[Callable[[str], bool], NoList], ...] = (
    (lambda name: name.startswith("word/"), _WORD),
    (lambda name: name.startswith("ppt/"), _SLIDES),
    (lambda name: name.endswith(".iwa") or name == "index.zip", _NUMBERS),
)
_OPEN_DOCUMENTS = (
    (b"opendocument.text", _WORD),
    (b"opendocument.presentation", _SLIDES),
    (b"opendocument.graphics", _PICTURE),
)
_STREAMS = (("WordDocument", _WORD), ("PowerPoint Document", _SLIDES), ("__properties_version1.0", _MAIL))
_WORKBOOK_PARTS = ("xl/", "content.xml")

_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|style|div|table|tr|td)\b", re.I | re.S)  # fmt: skip
_XML = re.compile(r"\s*<(?:\?xml\s|[A-Za-z][\w:.-]*(?:\s[^<>]*)?>\s*<)")
_JSON = re.compile(r"\s*(?:\[\s*[\[{]|\{\s*\")")
_MESSAGE = re.compile(r"(?:[A-Z][A-Za-z-]+: .*\r?\n(?:[ \t].*\r?\n)*){4}")
_MESSAGE_LINE = re.compile(r"^(?:From|MIME-Version|Received|Message-ID): ", re.M | re.I)
_FIRST = 4_000  # letters that tell


def no_list_as_bytes(head: bytes) -> NoList | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _PICTURE
    if head[4:8] == b"ftyp":
        return _is("a picture or a film", _FROM_THE_SOURCE)
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return _PICTURE
    return next((found for begins, found in _BEGINNINGS if head.startswith(begins)), None)


def no_list_as_archive(names: Collection[str], mimetype: bytes) -> NoList | None:
    """`names` are in small letters; `mimetype` is what an OpenDocument says of itself."""
    for mark, found in _OPEN_DOCUMENTS:
        if mark in mimetype:
            return found
    for is_part, found in _PARTS:
        if any(map(is_part, names)):
            return found
    if not any(name.startswith(_WORKBOOK_PARTS) for name in names):
        return _PACKED
    return None


def no_list_as_container(has_stream: Callable[[str], bool]) -> NoList | None:
    return next((found for stream, found in _STREAMS if has_stream(stream)), None)


def is_web_page(text: str) -> bool:
    return _PAGE.match(text[:_FIRST]) is not None


def no_list_as_text(text: str) -> NoList | None:
    first = text[:_FIRST]
    if not text.strip():
        return NoList("The file has no letter in it.", "Send the list again.")
    if "urn:schemas-microsoft-com:office:spreadsheet" in first:
        return NoList("This is a workbook in the XML of Excel 2003, which we do not read.", _OPEN_AND_SAVE)
    if _XML.match(first):
        return NoList("This is XML, which we do not read.", _OPEN_AND_SAVE)
    if _JSON.match(first):
        return _is("JSON, for programs", _FROM_THE_SOURCE)
    if _MESSAGE.match(first) and _MESSAGE_LINE.search(first):
        return _MAIL
    return None
