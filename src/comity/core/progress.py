"""Progress: how long work tells its caller how far it is, without knowing whether anyone looks."""

from typing import Protocol


class Progress(Protocol):
    def __call__(self, step: str, done: int, total: int) -> None:
        """`step` is a phrase a user reads ("comparing rows"); `done` of `total` counts what the step counts."""


def silent(step: str, done: int, total: int) -> None:
    """Nobody looks."""
