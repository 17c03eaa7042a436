"""Keys as they are pressed on a terminal, without Enter, for commands that ask one question after another."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

if sys.platform == "win32":

    @contextmanager
    def pressed_keys() -> Iterator[Callable[[str], str]]:
        def key(prompt: str) -> str:
            typer.echo(prompt, nl=False)
            return typer.getchar().casefold()

        yield key

else:
    import os
    import select
    import termios
    import tty

    @contextmanager
    def pressed_keys() -> Iterator[Callable[[str], str]]:
        """A function that prompts and waits for a key; it gives an empty text once the terminal has gone."""
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal, termios.TCSADRAIN)
        try:
            yield lambda prompt: _key(terminal, prompt)
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)

    def _key(terminal: int, prompt: str) -> str:
        """What was typed before the question was seen is no answer to it."""
        termios.tcflush(terminal, termios.TCIFLUSH)
        typer.echo(prompt, nl=False)
        sys.stdout.flush()
        # Polars has a read go on after Ctrl-C, until the next key; waiting in select ends at once.
        select.select([terminal], [], [])
        try:
            pressed = os.read(terminal, 64)
        except OSError:
            return ""
        if pressed.startswith(b"\x1b"):
            return "\x1b"  # arrows and the like: the letters behind it are not a person's
        if pressed.startswith(b"\x04"):
            return "q"  # Ctrl-D
        return pressed.decode("utf-8", errors="replace")[:1].casefold()
