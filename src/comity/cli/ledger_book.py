"""A ledger of one's own on disk: the file that may be shown to anybody, and beside it, private, what its entries mean.

Laws: what happened is recorded before the command answers, and what it made appears with its record or not at all; the private
book is written before the ledger, so that no entry is ever without its meaning, and both before what was made, so that nothing is
there that nobody recorded; two commands at once do not lose each other's entries.
"""

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from anyascii import anyascii

from comity.cli.files import require_other
from comity.core import UnreadableInput, write_all
from comity.exchange import Key
from comity.ledger import SALT_BYTES, Fact, Ledger, Opening, Signer, opening_of, verify_ledger


def book_of(ledger: Path) -> Path:
    return ledger.with_name(f"{ledger.name}.private")


def signer_of(key: Key) -> Signer:
    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(key.owner).lower()).strip("-")[:80] or "company"
    return Signer(f"comity/{slug}", key.seed("ledger"))


def record(
    path: Path | None, key: Key, *facts: Fact, making: Mapping[Path, bytes] = MappingProxyType({})
) -> None:
    """An entry for each fact, and the files of `making`. Begins a ledger where there is no file; without a path, writes the files alone."""
    if path is None:
        write_all(making)
        return
    book, signer = book_of(path), signer_of(key)
    for one in making:
        require_other(one, path, book)
    with _alone(path):
        ledger = verify_ledger(path.read_bytes(), key=signer.key, where=str(path)).ledger if path.exists() else (
            Ledger(signer.key.name)
        )  # fmt: skip
        kept = book.read_text("utf-8") if book.exists() else ""
        for fact in facts:
            opening = Opening(fact=fact, salt=secrets.token_bytes(SALT_BYTES))
            ledger.append(opening.commitment)
            kept += f"{opening.line}\n"
        write_all({book: kept.encode(), path: ledger.to_bytes(signer), **making})
        book.chmod(0o600)


def read_book(ledger: Path) -> tuple[Opening, ...]:
    book = book_of(ledger)
    try:
        lines = book.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(
            "The private book of the ledger cannot be read, so nobody knows what its entries mean.",
            remedy="It lies beside the ledger and ends in .private; copy both together.",
            where=str(book),
        ) from error
    return tuple(opening_of(line, where=str(book)) for line in lines)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    lock = path.with_name(f".{path.name}.writing")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError as error:
        raise UnreadableInput(
            "Another command is writing to this ledger.",
            remedy=f"Wait a moment; if no command runs any more, delete {lock.name}.",
            where=str(path),
        ) from error
    except OSError as error:
        raise UnreadableInput(
            f"The ledger cannot be written ({error.strerror}).", remedy="Check its folder.", where=str(path)
        ) from error
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
