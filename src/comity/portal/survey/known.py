"""What the platform itself knows of a member's year, offered as drafts beside the questions that ask for it.

A room that knows a figure says so once, in its `apps.py`: `tells("audits_recognised")` decorates a function from a member's scope and a
year to a number, or to None where it has nothing to say. A draft is never an answer: somebody takes it over, or does not.
"""

from collections.abc import Callable, Mapping

from comity.portal.tenants.scope import Scope

Source = Callable[[Scope, int], int | None]

_SOURCES: dict[str, Source] = {}


def tells(question: str) -> Callable[[Source], Source]:
    def register(source: Source) -> Source:
        _SOURCES[question] = source
        return source

    return register


def known_to_the_platform(scope: Scope, year: int) -> Mapping[str, str]:
    """By question; empty where no room knows anything yet."""
    found = {question: source(scope, year) for question, source in _SOURCES.items()}
    return {question: str(number) for question, number in found.items() if number is not None}
