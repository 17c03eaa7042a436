"""The client: one method for each operation, by the operation's name, of whichever part of the portal."""

from collections.abc import Callable, Iterator
from typing import Any

from comity.client.http import PAUSE_S, TRIES, Door
from comity.client.rooms import Operations


class Client(Operations):
    """What one key may do, in one programme, for one organisation. Every call raises `Problem` where it does not go."""

    def __init__(
        self,
        base: str,
        key: str,
        *,
        programme: str,
        organisation: str,
        timeout_s: float = 60.0,
        tries: int = TRIES,
        pause_s: float = PAUSE_S,
    ) -> None:
        door = Door(base=base, key=key, timeout_s=timeout_s, tries=tries, pause_s=pause_s)
        super().__init__(door, programme=programme, organisation=organisation)


def pages(call: Callable[..., Any], *arguments: object, **named: object) -> Iterator[Any]:
    """Every page of an operation that answers with a cursor: `pages(portal.common_list, search="mill")`."""
    cursor: str | None = ""
    while cursor is not None:
        page = call(*arguments, **named, cursor=cursor)
        yield page
        cursor = page["next_cursor"]
