"""What linkage takes and gives: rows in, sites and their reasons out.

A *record* is what a row says of a site (`core.record_keys`): rows that say exactly the same are one record, so all work
here is on distinct records. A *cluster* is a set of records held to be one site, named by its smallest record key, so
that its name does not depend on any order. A *known* record comes from an earlier round with its lasting site id.
"""

from dataclasses import dataclass

import polars as pl

from comity.core import SITE_SCHEMA

ROWS_FRAME = pl.Schema([("list", pl.String), ("row", pl.UInt32), ("record", pl.String), *SITE_SCHEMA.items()])
"""In: the rows of all lists (`lists.SITES_FRAME`). Order of rows and lists changes nothing."""

KNOWN_FRAME = pl.Schema([("record", pl.String), ("site", pl.String), *SITE_SCHEMA.items()])
"""In: records of earlier rounds and the site each belongs to. They are not compared with each other again."""

NEAR_FRAME = pl.Schema([("record", pl.String), ("known", pl.String)])
"""In: which known record each row's record may mean, as an index says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """In: what an index says of rows, in the place of known records."""

    known: pl.DataFrame  # KNOWN_FRAME
    near: pl.DataFrame  # NEAR_FRAME
    spelled: pl.DataFrame  # `record` and SPELLED_FRAME: what the rows and the known records say, spelled


CLUSTERS_FRAME = pl.Schema(
    {
        "record": pl.String,
        "cluster": pl.String,  # the smallest record key of the cluster, known records included
        "site": pl.String,  # the known site the cluster continues; null for a new site
        "probability": pl.Float64,  # that this record belongs to its cluster; 1.0 where it is alone
        "reason": pl.String,  # the best link into the cluster, in words; where alone, whether several rows say it
    }
)
"""Out: one line for every record of the rows given (not for known records)."""

LINKS_FRAME = pl.Schema(
    {
        "left": pl.String,  # left < right
        "right": pl.String,
        "probability": pl.Float64,  # calibrated: of the pairs at .8, four in five are one site
        "weight": pl.Float64,  # log2 odds: the sum of what each piece of evidence adds or takes
        "reason": pl.String,  # "same LEI; names equal but for the legal form; street numbers differ"
        "same": pl.Boolean,  # whether both ended in one cluster
    }
)
"""Out: every pair worth keeping: all inside a cluster that were compared, and the others from .05 up."""

DOUBTFUL_FRAME = pl.Schema([*LINKS_FRAME.items(), ("usefulness", pl.Float64)])
"""Out: the grey zone that no judgement has settled, the most useful question first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A judgement, folded: these two records are one site, or are not, whatever the evidence says."""

    left: str
    right: str
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A cannot-link that must-links contradict. The latest judgement wins in the registry's fold, so this is rare."""

    left: str
    right: str
    chain: tuple[str, ...]  # the must-links that lead from left to right


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a piece of evidence weighs here, and what it weighs as shipped."""

    kind: str
    words: str
    shipped: float
    learned: float
    pairs: int  # that show it; of answers, how many there were
    is_of_answers: bool = False  # how likely a pair is that stands so, not what its evidence weighs


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Frames follow CLUSTERS_FRAME, LINKS_FRAME and DOUBTFUL_FRAME, each in a canonical order."""

    clusters: pl.DataFrame
    links: pl.DataFrame
    doubtful: pl.DataFrame
    contradictions: tuple[Contradiction, ...]
    compared: int  # pairs compared
    engine: str
    rules: str  # version of the rules and shipped weights, e.g. "rules-v3"
    lessons: tuple[Lesson, ...] = ()  # what the lists and people's answers taught


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFiles:
    """What linkage on a cluster wrote."""

    records: int  # distinct
    sites: int
    doubtful: int
    compared: int
