"""Errors: something a person must act on. An expected "no" is a value with a reason, never one of these.

ComityError
├── UsageProblem       the call itself cannot be carried out as given
└── UnreadableInput    a file cannot be read, or is not safe to read
"""

from typing import ClassVar


class ComityError(Exception):
    """Something went wrong that a person can mend.

    `message` says what happened and to what; `remedy` says what to do; `where` is a file, with a row where known.
    Rooms add subclasses in their own `errors.py`, each with a stable `code`.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, remedy: str, where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message} {self.remedy}"


class UsageProblem(ComityError):
    """The call cannot be carried out as given: an argument is missing, unknown or contradicts another."""

    code = "usage"


class UnreadableInput(ComityError):
    """A file cannot be read, or is not safe to read."""

    code = "unreadable"
