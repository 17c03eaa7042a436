"""One question as a page shows it: the two records side by side, what differs, and where they lie."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comity.core.countries import country_name
from comity.portal.matches.places import Place, Sketch, sketch_of
from comity.portal.matches.queries.assemblies import site_of
from comity.portal.matches.queries.kept import registry_of
from comity.portal.rounds.models import Assembly
from comity.portal.tenants.models import Programme
from comity.portal.tenants.queries import members_of
from comity.portal.tenants.scope import Scope
from comity.registry import Registry
from comity.round.review import Question, Side, odds_in_words, pieces, printable

_NOBODY: Mapping[str, str] = MappingProxyType({})
FACTS = ("name", "supplier", "address", "city", "region", "country", "ids")


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
    sites: tuple[str, str]  # the site of each side as the assembly had it, or empty
    round: str  # in whose lists its rows stand
    places: tuple[
        tuple[str, str], ...
    ]  # of each side: whose list, and the row in it; or the site as which it was known


def lists_named(scope: Scope) -> dict[str, str]:
    """Whose list it is, by the name that a question gives it."""
    return {one.organisation.slug: one.organisation.name for one in members_of(scope)}


def shown(
    programme: Programme, assembly: Assembly, question: Question, *, names: Mapping[str, str] = _NOBODY
) -> Shown:
    left, right = question.left, question.right
    known = known_of(assembly.pk, programme)
    at = [known[side.record].place if side.record in known else None for side in (left, right)]
    return Shown(
        question=question,
        odds=odds_in_words(question.probability),
        facts=tuple(_facts(left, right)),
        sketch=sketch_of(at[0], at[1]) if at[0] and at[1] else None,
        sites=(site_of(assembly, left), site_of(assembly, right)),
        round=assembly.round.slug,
        places=tuple((names.get(side.list, side.list), side.row) for side in (left, right)),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    called: str
    place: Place | None


def known_of(assembly_id: int, programme: Programme) -> Mapping[str, Known]:
    """What records are called and where they say they are. A record never changes, and each assembly brings new ones."""
    key = assembly_id, programme.slug
    if key not in _KNOWN:
        with registry_of(programme) as registry:
            found = _called(registry)
        _KNOWN.clear()  # of one programme at a time: the last that was asked for
        _KNOWN[key] = found
    return _KNOWN[key]


_KNOWN: dict[tuple[int, str], Mapping[str, Known]] = {}


def _called(registry: Registry) -> Mapping[str, Known]:
    known = registry.known()
    columns = ("record", "site_name", "supplier_name", "city", "latitude", "longitude")
    return {
        record: Known(
            called=printable(", ".join(part for part in (name or supplier, city) if part)),
            place=(latitude, longitude) if latitude is not None and longitude is not None else None,
        )
        for record, name, supplier, city, latitude, longitude in known.select(columns).iter_rows()
    }
