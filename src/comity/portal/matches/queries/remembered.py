"""All that was ever judged, with what its records are called."""

from collections.abc import Iterable
from dataclasses import dataclass

from comity.portal.matches.queries.assemblies import assembly_to_judge
from comity.portal.matches.queries.kept import registry_of
from comity.portal.matches.queries.pair import known_of
from comity.portal.tenants.models import Person, Programme
from comity.portal.tenants.scope import Scope
from comity.registry import Judgement
from comity.round.review import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One judgement of the registry, with what its records are called."""

    judgement: Judgement
    by: str
    left: str
    right: str


def remembered(scope: Scope, programme: Programme, *, start: int, most: int) -> tuple[list[Remembered], int]:
    """The newest first, `most` from `start` on, and how many there are."""
    with registry_of(programme) as registry:
        said = registry.judgements()[::-1]
    assembly = assembly_to_judge(scope)
    known = known_of(assembly.pk, programme) if assembly else {}
    names = reviewers({one.by for one in said[start : start + most]})
    return [
        Remembered(
            judgement=one,
            by=names.get(one.by, printable(one.by)),
            left=known[one.left].called if one.left in known else one.left,
            right=known[one.right].called if one.right in known else one.right,
        )
        for one in said[start : start + most]
    ], len(said)


BY = "portal:"
"""Before the number of a person, as the registry writes who judged: its log is for ever, and names are not."""


def reviewers(by: Iterable[str]) -> dict[str, str]:
    numbers = {
        one: int(one.removeprefix(BY)) for one in by if one.startswith(BY) and one.removeprefix(BY).isdigit()
    }
    people = {person.pk: str(person) for person in Person.objects.filter(pk__in=numbers.values())}
    return {one: people.get(number, "–") for one, number in numbers.items()}
