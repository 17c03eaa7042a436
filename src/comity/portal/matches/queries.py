"""What is asked of doubtful pairs: which are open, which two reviewers see differently, how well they agree."""

import csv
import io
import random
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from comity.core.countries import country_name
from comity.portal.matches.models import Opinion, Word
from comity.portal.matches.places import Place, Sketch, sketch_of
from comity.portal.ports.storage import storage
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.rounds.services import registry_path
from comity.portal.tenants.models import Person, Programme
from comity.portal.tenants.scope import Scope
from comity.registry import Judgement, Registry, UnknownSite
from comity.round import is_published
from comity.round.review import (
    REVIEW,
    Pair,
    Question,
    Settled,
    Side,
    odds_in_words,
    pieces,
    printable,
    read_questions,
)

LINKS = "secretariat/links.csv"
FACTS = ("name", "supplier", "address", "city", "region", "country", "ids")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything about the doubtful pairs of one assembly at one moment."""

    assembly: Assembly
    questions: tuple[Question, ...]  # the most useful first
    opinions: Mapping[Pair, tuple[Opinion, ...]]  # those that were not withdrawn, the oldest first
    open: tuple[Question, ...]  # to be judged
    disputed: tuple[Question, ...]  # open in the registry, because two reviewers see them differently

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


def assembly_to_judge(scope: Scope) -> Assembly | None:
    """The latest of the programme that is over and left its pairs, whatever became of its release."""
    found = Assembly.objects.within(scope).filter(files__has_key=REVIEW).select_related("round")
    return found.order_by("-at", "-id").first()


def is_assembling(scope: Scope) -> bool:
    """Then the registry is held, and what one judged would come too late anyway."""
    return Assembly.objects.within(scope).filter(state=AssemblyState.WORKING).exists()


def desk_of(scope: Scope, programme: Programme) -> Desk | None:
    assembly = assembly_to_judge(scope)
    if assembly is None:
        return None
    with registry_of(programme) as registry:
        settled = Settled.by_constraints(registry.constraints())
    return desk_with(scope, assembly, settled)


def desk_with(scope: Scope, assembly: Assembly, settled: Settled) -> Desk:
    questions = questions_of(assembly)
    opinions: dict[Pair, list[Opinion]] = defaultdict(list)
    for one in Opinion.objects.within(scope).filter(withdrawn_at=None).select_related("person"):
        opinions[one.pair].append(one)
    unsettled: dict[bool, list[Question]] = {False: [], True: []}
    for question in questions:
        if settled.verdict_on(question.pair) is None:
            unsettled[is_disputed(opinions.get(question.pair, ()))].append(question)
    return Desk(
        assembly=assembly,
        questions=questions,
        opinions={pair: tuple(said) for pair, said in opinions.items()},
        open=tuple(unsettled[False]),
        disputed=tuple(unsettled[True]),
    )


@contextmanager
def registry_of(programme: Programme) -> Iterator[Registry]:
    """Of a programme that assembled once; a new one is begun by the first assembly alone."""
    path = registry_path(programme.slug)
    if not path.exists():
        with Registry.in_memory() as empty:
            yield empty
        return
    with Registry.open(path, new_secret=secrets.token_bytes(32), published=is_published) as registry:
        yield registry


def questions_of(assembly: Assembly) -> tuple[Question, ...]:
    return _questions(assembly.files[REVIEW])


@lru_cache(maxsize=4)
def _questions(key: str) -> tuple[Question, ...]:
    """What is in storage never changes, so it may be remembered by its key."""
    with TemporaryDirectory(prefix="comity-") as folder:
        path = Path(folder) / REVIEW
        path.parent.mkdir()
        path.write_bytes(storage().read(key))
        return read_questions(Path(folder))


# One question as a page shows it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    name: str
    left: tuple[tuple[str, bool], ...]  # pieces, and whether the other side lacks them
    right: tuple[tuple[str, bool], ...]
    sign: str  # "same", "differs", "unknown": one side says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    question: Question
    odds: str
    facts: tuple[Fact, ...]
    sketch: Sketch | None
    sites: tuple[str, str]  # the live site of each side, or empty


def shown(programme: Programme, assembly: Assembly, question: Question) -> Shown:
    left, right = question.left, question.right
    known = _known(assembly.pk, programme.slug)
    at = [known[side.record].place if side.record in known else None for side in (left, right)]
    return Shown(
        question=question,
        odds=odds_in_words(question.probability),
        facts=tuple(_facts(left, right)),
        sketch=sketch_of(at[0], at[1]) if at[0] and at[1] else None,
        sites=(_site_of(assembly, left), _site_of(assembly, right)),
    )


def _facts(left: Side, right: Side) -> Iterator[Fact]:
    repeats_name = all(side.supplier == side.name for side in (left, right))
    for name in FACTS:
        one, other = getattr(left, name), getattr(right, name)
        if not (one or other) or (name == "supplier" and repeats_name):
            continue
        if name == "country":
            one, other = (country_name(code) if code else "" for code in (one, other))
        mine, theirs = (
            (pieces(one, other), pieces(other, one)) if one and other else (_plain(one), _plain(other))
        )
        differs = any(is_odd for _, is_odd in (*mine, *theirs))
        sign = "unknown" if not (one and other) else "differs" if differs else "same"
        yield Fact(name=name, left=mine, right=theirs, sign=sign)


def _plain(text: str) -> tuple[tuple[str, bool], ...]:
    return ((text, False),) if text else ()


def _site_of(assembly: Assembly, side: Side) -> str:
    """As the assembly had it."""
    if not side.row:
        return side.list
    return _sites(assembly.files[LINKS]).get((side.list, side.row), "") if LINKS in assembly.files else ""


@lru_cache(maxsize=4)
def _sites(key: str) -> Mapping[tuple[str, str], str]:
    told = csv.DictReader(io.StringIO(storage().read(key).decode("utf-8-sig")))
    return {(one["list"], one["row"]): one["site"] for one in told}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    called: str
    place: Place | None


@lru_cache(maxsize=2)
def _known(assembly_id: int, programme_slug: str) -> Mapping[str, _Known]:
    """What records are called and where they say they are. A record never changes, and each assembly brings new ones."""
    path = registry_path(programme_slug)
    if not path.exists():
        return {}
    with Registry.open(path, new_secret=secrets.token_bytes(32), published=is_published) as registry:
        known = registry.known()
    columns = ("record", "site_name", "supplier_name", "city", "latitude", "longitude")
    return {
        record: _Known(
            called=printable(", ".join(part for part in (name or supplier, city) if part)),
            place=(latitude, longitude) if latitude is not None and longitude is not None else None,
        )
        for record, name, supplier, city, latitude, longitude in known.select(columns).iter_rows()
    }


# How well reviewers agree -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Two reviewers on the pairs that both judged without seeing each other's word."""

    one: str
    other: str
    both_same: int
    both_different: int
    only_one_same: int
    only_other_same: int

    @property
    def compared(self) -> int:
        return self.both_same + self.both_different + self.only_one_same + self.only_other_same

    @property
    def alike(self) -> int:
        return self.both_same + self.both_different

    @property
    def kappa(self) -> float | None:
        """Cohen's κ (1960): how far they agree beyond chance. None where chance alone would make them agree always."""
        count = self.compared
        one_same, other_same = self.both_same + self.only_one_same, self.both_same + self.only_other_same
        by_chance = one_same * other_same + (count - one_same) * (count - other_same)
        if not count or by_chance == count**2:
            return None
        return (self.alike * count - by_chance) / (count**2 - by_chance)


_CELLS = ((True, True), (False, False), (True, False), (False, True))


def agreements(scope: Scope) -> list[Agreed]:
    """Every two reviewers who judged a pair both, those with the most pairs first. Of one person's words the last counts."""
    words: dict[Pair, dict[int, Opinion]] = defaultdict(dict)
    told = Opinion.objects.within(scope).filter(withdrawn_at=None, settles=False).exclude(word=Word.SKIPPED)
    for one in told.select_related("person"):
        if one.person_id is not None:
            words[one.pair][one.person_id] = one
    tables: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    names: dict[int, str] = {}
    for by in words.values():
        for first, second in combinations(sorted(by), 2):
            same = by[first].word == Word.SAME, by[second].word == Word.SAME
            tables[first, second][_CELLS.index(same)] += 1
            names |= {person: str(by[person].person) for person in (first, second)}
    found = [
        Agreed(
            one=names[one],
            other=names[other],
            both_same=counts[0],
            both_different=counts[1],
            only_one_same=counts[2],
            only_other_same=counts[3],
        )
        for (one, other), counts in tables.items()
    ]
    return sorted(found, key=lambda agreed: (-agreed.compared, agreed.one, agreed.other))


# What was judged, and sites by themselves -------------------------------------------------------------------------


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
    known = _known(assembly.pk, programme.slug) if assembly else {}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRecord:
    record: str
    name: str
    address: str
    city: str
    country: str
    ids: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    asked: str
    site: str  # the live one that the id leads to
    records: tuple[SiteRecord, ...]
    history: tuple[tuple[str, str], ...]  # round, what happened


def site_with(registry: Registry, asked: str) -> Site:
    """Raises UnknownSite. Reads every record: about half a second for 25,000."""
    live = live_site(registry, asked)
    was_given = was_id_given(registry, live)
    return Site(
        asked=asked.strip().upper(),
        site=live,
        records=tuple(sorted(records_by_site(registry, live).get(live, ()), key=lambda one: one.name)),
        history=tuple((one.round, one.words) for one in registry.history(live)) if was_given else (),
    )


def was_id_given(registry: Registry, site: str) -> bool:
    """A part that judgements cut off bears its id already, and the registry gives it when the next round is settled."""
    try:
        registry.resolve(site)
    except UnknownSite:
        return False
    return True


def live_site(registry: Registry, asked: str) -> str:
    """As `Registry.resolve`, for ids that are still to be given, too: a split can be taken back at once."""
    site = asked.strip().upper()
    if not was_id_given(registry, site) and site in registry.known()["site"].unique():
        return site
    return registry.resolve(site)


def records_by_site(registry: Registry, *sites: str) -> dict[str, list[SiteRecord]]:
    known = registry.known()
    found: dict[str, list[SiteRecord]] = defaultdict(list)
    for row in known.filter(known["site"].is_in(list(sites))).to_dicts():
        ids = [f"{name} {row[name]}" for name in ("lei", "gln", "os_id", "duns") if row[name]]
        found[row["site"]].append(
            SiteRecord(
                record=row["record"],
                name=printable(row["site_name"] or row["supplier_name"] or ""),
                address=printable(row["address"] or ""),
                city=printable(row["city"] or ""),
                country=country_name(row["country"]) if row["country"] else "",
                ids=printable("; ".join(ids)),
            )
        )
    return found
