"""The doubtful pairs as they stand at one moment: which are open, to whom, and which two reviewers see differently."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from comity.portal.matches.models import Opinion, Word
from comity.portal.matches.queries.assemblies import assemblies_to_judge, questions_of, site_of, sites_in
from comity.portal.matches.queries.kept import registry_of
from comity.portal.rounds.models import Assembly
from comity.portal.tenants.models import Person, Programme
from comity.portal.tenants.scope import Scope
from comity.round.review import Pair, Question, Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything about the doubtful pairs at one moment: those of the latest assembly, and those that earlier rounds left open."""

    assembly: Assembly  # the latest
    asked_by: Mapping[Pair, Assembly]  # in whose lists the rows of a pair stand
    questions: tuple[Question, ...]  # the most useful first
    opinions: Mapping[Pair, tuple[Opinion, ...]]  # those that were not withdrawn, the oldest first
    open: tuple[Question, ...]  # to be judged
    disputed: tuple[Question, ...]  # open in the registry, because two reviewers see them differently

    def assembly_of(self, question: Question) -> Assembly:
        return self.asked_by[question.pair]

    def said_of(self, question: Question) -> tuple[Opinion, ...]:
        return self.opinions.get(question.pair, ())

    def for_first(self, person: Person) -> tuple[Question, ...]:
        """In the order they are asked: what the person skipped comes again when nothing else is left."""
        last: dict[bool, list[Question]] = {False: [], True: []}
        for one in self.open:
            last[_skipped(self.said_of(one), person)].append(one)
        return (*last[False], *last[True])

    def for_second(self, person: Person) -> tuple[Question, ...]:
        """Pairs that others judged and this person did not, in an order that hangs on nothing that was said of them."""
        found = [
            one
            for one in self.questions
            if (said := worded(self.said_of(one)))
            and not any(it.settles for it in said)
            and all(it.person_id != person.pk for it in self.said_of(one))
            and not is_disputed(said)
        ]
        random.Random(f"{self.assembly.pk}").shuffle(found)  # noqa: S311 -- a sample, not a secret
        return tuple(found)


def _skipped(said: Iterable[Opinion], person: Person) -> bool:
    return any(one.person_id == person.pk and one.word == Word.SKIPPED for one in said)


def worded(said: Iterable[Opinion]) -> tuple[Opinion, ...]:
    return tuple(one for one in said if one.word != Word.SKIPPED)


def agreed_on(said: Iterable[Opinion]) -> Opinion | None:
    """The opinion that stands for all; None where they differ, or where nobody said anything."""
    words = worded(said)
    settling = [one for one in words if one.settles]
    if settling:
        return settling[-1]
    return words[0] if len({one.word for one in words}) == 1 else None


def is_disputed(said: Iterable[Opinion]) -> bool:
    words = worded(said)
    return bool(words) and agreed_on(words) is None


def desk_of(scope: Scope, programme: Programme) -> Desk | None:
    assemblies = assemblies_to_judge(scope)
    if not assemblies:
        return None
    with registry_of(programme) as registry:
        settled = Settled.by_constraints(registry.constraints())
    return desk_with(scope, assemblies, settled)


def desk_with(scope: Scope, assemblies: Sequence[Assembly], settled: Settled) -> Desk:
    """`assemblies`: the latest of each round, the newest first, and at least one."""
    asked = {question.pair: (question, assembly) for assembly, question in _asked(assemblies)}
    questions = tuple(sorted((one for one, _ in asked.values()), key=lambda one: -one.usefulness))
    opinions: dict[Pair, list[Opinion]] = defaultdict(list)
    for one in Opinion.objects.within(scope).filter(withdrawn_at=None).select_related("person"):
        opinions[one.pair].append(one)
    unsettled: dict[bool, list[Question]] = {False: [], True: []}
    for question in questions:
        if settled.verdict_on(question.pair) is None:
            unsettled[is_disputed(opinions.get(question.pair, ()))].append(question)
    return Desk(
        assembly=assemblies[0],
        asked_by={pair: assembly for pair, (_, assembly) in asked.items()},
        questions=questions,
        opinions={pair: tuple(said) for pair, said in opinions.items()},
        open=tuple(unsettled[False]),
        disputed=tuple(unsettled[True]),
    )


def _asked(assemblies: Sequence[Assembly]) -> Iterator[tuple[Assembly, Question]]:
    """The oldest first, so that a pair is asked as the latest assembly that doubted it had it.

    A site that a round knows already is not doubted again: what nobody had answered before the next assembly would never be asked.
    It is, as long as both sites still stand in the latest lists.
    """
    latest = assemblies[0]
    for assembly in reversed(assemblies):
        for question in questions_of(assembly):
            if assembly is latest or _still_there(question, assembly, sites_in(latest)):
                yield assembly, question


def _still_there(question: Question, assembly: Assembly, sites: frozenset[str]) -> bool:
    return all(site_of(assembly, side) in sites for side in (question.left, question.right))
