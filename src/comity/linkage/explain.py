"""Why two records are, or are not, one site: every piece of evidence with its bits, and what then became of the two.

In: what `link_rows` takes, and two record keys. Out: `Explanation`.
Laws: the bits of the evidence add up to the weight of the pair's link; either order gives the same evidence and outcome;
a pair that was never compared is compared now, so that what it lacked can be said, and that changes no decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from comity.core import SITE_SCHEMA, Progress, UsageProblem, silent
from comity.linkage.cluster import UNCOMPARED_BITS
from comity.linkage.decide import Decided, decide, full_patterns
from comity.linkage.distinct import Records
from comity.linkage.evidence import KINDS, OFFSETS, SIZE
from comity.linkage.find import pairs_of
from comity.linkage.grounds import Grounds, grounds_of
from comity.linkage.packed import PackedPairs, gathered, packed
from comity.linkage.parts import parts_of
from comity.linkage.patterns import Levels
from comity.linkage.prepare import ENTITY_IDENTIFIERS, SITE_IDENTIFIERS
from comity.linkage.records import KNOWN_FRAME, Constraint
from comity.linkage.weigh import Weights, agreement_of, bits_of, contradicted, own_bits_of, probability_of
from comity.linkage.words import Ints

_PLACE = ("address", "city", "region")
FIELDS: dict[str, tuple[str, ...]] = {
    "site name": ("site_name",),
    "company name": ("supplier_name",),
    "site name as company name": ("site_name", "supplier_name"),
    "name in brackets": ("site_name", "supplier_name"),
    "rarity of the site name": ("site_name",),
    "sites of the company": ("supplier_name",),
    "other site of the company": ("supplier_name",),
    "parent": ("parent_name",),
    "initials": ("site_name", "supplier_name"),
    "city": ("city",),
    "region": ("region",),
    "address": ("address",),
    "street and plot numbers": ("address",),
    "postcode": ("postal_code",),
    "unit": ("site_name", "supplier_name", "address"),
    "site name in the other's address": ("site_name", *_PLACE),
    "site identifier": SITE_IDENTIFIERS,
    "company identifier": ENTITY_IDENTIFIERS,
    "distance": ("latitude", "longitude"),
}
"""Kind of evidence -> the columns it is read from; a kind that is not here is read from the lists around the pair."""


_MENDABLE = frozenset(FIELDS) - {
    "site name as company name",
    "name in brackets",
    "rarity of the site name",
    "sites of the company",
    "other site of the company",
    "initials",
    "site name in the other's address",
}
"""What a better row could say. The rest follows from names, or from the lists around the pair."""


class Outcome(StrEnum):
    """What became of the two, and through what."""

    ONE_RECORD = "one-record"
    JOINED_BY_EVIDENCE = "joined-by-evidence"
    JOINED_BY_OTHERS = (
        "joined-by-others"  # the two alone would not be; the rest of the site holds them together
    )
    JOINED_BY_JUDGEMENT = "joined-by-judgement"
    JOINED_AS_KNOWN_SITE = "joined-as-known-site"
    APART_BY_EVIDENCE = "apart-by-evidence"
    APART_BY_CONTRADICTION = "apart-by-contradiction"
    APART_BY_OTHERS = "apart-by-others"  # the two agree; the rest of their sites does not
    APART_BY_JUDGEMENT = "apart-by-judgement"
    APART_AS_KNOWN_SITES = "apart-as-known-sites"
    NEVER_COMPARED = "never-compared"

    @property
    def is_one_site(self) -> bool:
        return self.value.startswith(("one", "joined"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    kind: str
    bits: float  # 0 where nothing is said
    words: str
    left: str  # what each says of it; "" where it says nothing, or where the lists around the pair speak
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A piece of evidence that would change the answer by itself."""

    kind: str
    words: str
    bits: float  # by how much it would move the weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """The two clusters as they met: what all pairs between them say."""

    records: tuple[int, int]  # of each of the two clusters; of their one cluster, twice the same
    pairs: int
    compared: int
    mean_bits: float  # over all pairs, those never compared counted at `UNCOMPARED_BITS`


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    left: str
    right: str
    outcome: Outcome
    is_compared: bool
    base_bits: float  # what a pair weighs of which nothing is known
    evidence: tuple[Evidence, ...]  # one for each kind, the heaviest first; none where both are one record
    weight: float  # base and evidence together: log2 odds; 0 where both are one record
    probability: float
    turns: tuple[Turn, ...]  # what alone would bring the evidence over even odds, or under
    between: Between
    against: tuple[
        str, ...
    ] = ()  # a judgement parts the two and gave way: the records whose judgements lead from one to the other

    @property
    def is_one_site(self) -> bool:
        return self.outcome.is_one_site


def explain_pair(
    rows: pl.DataFrame,
    left: str,
    right: str,
    *,
    known: pl.DataFrame | None = None,
    constraints: Sequence[Constraint] = (),
    engine: str = "columnar",
    progress: Progress = silent,
) -> Explanation:
    """Takes as long as linking the rows. Raises UsageProblem where a record is none of the rows' or known ones."""
    known = known if known is not None else pl.DataFrame(schema=KNOWN_FRAME)
    grounds = grounds_of(rows, known, constraints, engine=engine, progress=progress)
    places = _place_of(grounds.records, left), _place_of(grounds.records, right)
    if left == right:
        return _one_record(left)
    decided = decide(grounds)
    pair = _pair_of(grounds, decided, *sorted(places), engine=engine, progress=progress)
    weights = decided.weights
    said = [_said_by(grounds.records, place) for place in places]
    return Explanation(
        left=left,
        right=right,
        outcome=_outcome(pair),
        is_compared=pair.is_compared,
        base_bits=float(weights[SIZE]),
        evidence=_evidence(pair.levels, weights, *said),
        weight=pair.bits,
        probability=float(probability_of(np.array([pair.bits]))[0]),
        turns=_turns(pair.levels, weights, pair.own_bits),
        between=_between(pair),
        against=next(
            (one.chain for one in grounds.bonds.contradictions if {one.left, one.right} == {left, right}), ()
        ),
    )


def _one_record(record: str) -> Explanation:
    return Explanation(
        left=record,
        right=record,
        outcome=Outcome.ONE_RECORD,
        is_compared=False,
        base_bits=0.0,
        evidence=(),
        weight=0.0,
        probability=1.0,
        turns=(),
        between=Between(records=(1, 1), pairs=0, compared=0, mean_bits=0.0),
    )


def _place_of(records: Records, record: str) -> int:
    found = records.table["record"].index_of(record)
    if found is None:
        raise UsageProblem(
            f"No row says what the record “{record}” says.", remedy="Name the rows of these lists."
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """The two records among all that was decided, and the levels of their evidence."""

    grounds: Grounds
    decided: Decided
    one: int
    other: int
    levels: Levels  # one row
    is_compared: bool

    @property
    def bits(self) -> float:
        return float(bits_of(self.levels, self.decided.weights)[0])

    @property
    def own_bits(self) -> float:
        return float(own_bits_of(self.levels, self.decided.weights)[0])


def _pair_of(
    grounds: Grounds, decided: Decided, one: int, other: int, *, engine: str, progress: Progress
) -> _Pair:
    """Levels as linkage had them; as they would have been, for a pair that it never compared."""
    pairs, patterns = grounds.pairs, decided.patterns
    at = _at(pairs, one, other)
    is_compared = len(at) > 0
    if not is_compared:
        pairs = _with_pair(grounds, one, other, engine=engine, progress=progress)
        (patterns, *_), at = full_patterns(grounds.records, pairs), _at(pairs, one, other)
    return _Pair(
        grounds=grounds,
        decided=decided,
        one=one,
        other=other,
        levels=patterns.levels[patterns.of_pair[at]],
        is_compared=is_compared,
    )


def _at(pairs: PackedPairs, one: int, other: int) -> Ints:
    """The place of the pair; none where it was not compared."""
    return np.flatnonzero((pairs.left == one) & (pairs.right == other))


def _with_pair(grounds: Grounds, one: int, other: int, *, engine: str, progress: Progress) -> PackedPairs:
    """The pairs as they would be had these two been compared: rivals are asked again, and how much lists share."""
    records, both = grounds.records, np.array([one, other])
    shared = (at for at in parts_of(records) if np.isin(both, at).all())
    at = next(shared, np.arange(records.count))
    first, second = np.searchsorted(at, both).tolist()
    again = pairs_of(records.only(at), engine=engine, progress=progress, also=(first, second))
    return gathered([(packed(again), at), (grounds.pairs, np.arange(records.count))], count=records.count)


def _said_by(records: Records, place: int) -> dict[str, str]:
    row = records.table.row(place, named=True)
    said = {name: str(row[name]) for name in SITE_SCHEMA if row[name] is not None}
    if "parent_name" in said and said.get("supplier_name") in (None, said.get("site_name")):
        said["supplier_name"] = said[
            "parent_name"
        ]  # of a row with one name, the parent is compared as the company
    return said


def _evidence(
    levels: Levels, weights: Weights, left: dict[str, str], right: dict[str, str]
) -> tuple[Evidence, ...]:
    found = []
    for column, kind in enumerate(KINDS):
        level = int(levels[0, column])
        bits, words = float(weights[OFFSETS[kind.name] + level]), kind.levels[level][1]
        of = FIELDS.get(kind.name, ())
        said = (
            " / ".join(dict.fromkeys(text[name] for name in of if name in text)) for text in (left, right)
        )
        one, other = said
        found.append(Evidence(kind=kind.name, bits=bits, words=words, left=one, right=other))
    return tuple(sorted(found, key=lambda one: -abs(one.bits)))


def _turns(levels: Levels, weights: Weights, weight: float) -> tuple[Turn, ...]:
    """Of each kind that a better row could mend, full agreement (or full contradiction) where that turns the answer."""
    found = []
    for column, kind in enumerate(KINDS):
        if kind.name not in _MENDABLE:
            continue
        bits = weights[OFFSETS[kind.name] : OFFSETS[kind.name] + kind.size]
        level = int(bits.argmin() if weight > 0 else bits.argmax())
        move = float(bits[level] - bits[int(levels[0, column])])
        if (weight + move > 0) != (weight > 0) and kind.levels[level][1]:
            found.append(Turn(kind=kind.name, words=kind.levels[level][1], bits=move))
    return tuple(sorted(found, key=lambda one: (abs(one.bits), one.kind)))


def _outcome(pair: _Pair) -> Outcome:
    one, other = pair.one, pair.other
    bonds, site_of, cluster_of = pair.grounds.bonds, pair.grounds.site_of, pair.decided.cluster_of
    sites = {site_of[at] for at in (one, other) if at in site_of}
    judged = bonds.settle(one, other)
    agrees = pair.own_bits > 0
    if cluster_of[one] == cluster_of[other]:
        if judged:
            is_known = one in site_of and other in site_of and len(sites) == 1
            return Outcome.JOINED_AS_KNOWN_SITE if is_known else Outcome.JOINED_BY_JUDGEMENT
        return Outcome.JOINED_BY_EVIDENCE if agrees and pair.is_compared else Outcome.JOINED_BY_OTHERS
    if judged:
        return Outcome.APART_BY_JUDGEMENT
    if contradicted(pair.levels)[0]:
        return Outcome.APART_BY_CONTRADICTION
    if len(sites) == 2:
        return Outcome.APART_AS_KNOWN_SITES
    if not pair.is_compared:
        return Outcome.NEVER_COMPARED
    return Outcome.APART_BY_OTHERS if agrees else Outcome.APART_BY_EVIDENCE


def _between(pair: _Pair) -> Between:
    """All pairs between the two clusters; of one cluster, all pairs within it."""
    pairs, decided = pair.grounds.pairs, pair.decided
    cluster_of, patterns = decided.cluster_of, decided.patterns
    first, second = (int(cluster_of[at]) for at in (pair.one, pair.other))
    sizes = int((cluster_of == first).sum()), int((cluster_of == second).sum())
    ends = cluster_of[pairs.left], cluster_of[pairs.right]
    met = (ends[0] == first) & (ends[1] == second) | (ends[0] == second) & (ends[1] == first)
    every = sizes[0] * sizes[1] if first != second else sizes[0] * (sizes[0] - 1) // 2
    compared = int(met.sum())
    agreement = agreement_of(patterns.levels, decided.own_bits)[patterns.of_pair[met]]
    total = float(agreement.sum()) + (every - compared) * UNCOMPARED_BITS
    return Between(records=sizes, pairs=every, compared=compared, mean_bits=total / max(every, 1))
