"""A ledger of one's own on disk: the file that may be shown to anybody, and beside it, private, what its entries mean.

Laws: what happened is recorded before the command answers; the private book is written before the ledger, so that no entry
is ever without its meaning; two commands at once do not lose each other's entries.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anyascii import anyascii

from comity.core import UnreadableInput, write_file
from comity.exchange import Key
from comity.ledger import SALT_BYTES, Fact, Ledger, Opening, Signer, opening_of, verify_ledger


def book_of(ledger: Path) -> Path:
    return ledger.with_name(f"{ledger.name}.private")


def signer_of(key: Key) -> Signer:
    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(key.owner).lower()).strip("-")[:80] or "company"
    return Signer(f"comity/{slug}", key.seed("ledger"))


def record(path: Path | None, fact: Fact, key: Key) -> int | None:
    """The number of the entry; None where no ledger was named. Begins one where there is no file."""
    if path is None:
        return None
    signer = signer_of(key)
    with _alone(path):
        ledger = verify_ledger(path.read_bytes(), key=signer.key, where=str(path)).ledger if path.exists() else (
            Ledger(signer.key.name)
        )  # fmt: skip
        opening = Opening(fact=fact, salt=secrets.token_bytes(SALT_BYTES))
        book = book_of(path)
        kept = book.read_text("utf-8") if book.exists() else ""
        write_file(book, f"{kept}{opening.line}\n".encode())
        book.chmod(0o600)
        entry = ledger.append(opening.commitment)
        write_file(path, ledger.to_bytes(signer))
    return entry.seq


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
