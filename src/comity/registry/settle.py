"""Which site each new record of a round belongs to: linkage proposes, known sites and judgements decide.

Laws: a record that has a home keeps it; ids are handed out in the order of the clusters' names, so that no order of
rows or lists shows; a cluster that touches several known sites goes to the oldest, and the must-links that brought
them together make them one.
"""

import polars as pl

from comity.registry.errors import StaleLinkage
from comity.registry.events import Assigned
from comity.registry.fold import State
from comity.registry.ids import number_of


def assign(state: State, clusters: pl.DataFrame, records: pl.Series) -> Assigned:
    """`clusters` follows linkage.CLUSTERS_FRAME; `records` are those of the round. What has a home is left out."""
    cluster_of = dict(clusters.select("record", "cluster").iter_rows())
    if missing := sorted(record for record in records.to_list() if record not in cluster_of):
        raise _stale(f"It leaves out records, {len(missing)} of the round, {missing[0]} among them.")
    continued = _continued(state, clusters)
    fresh = sorted((cluster_of[record], record) for record in records.to_list() if record not in state.home)
    homes, newest = [], state.highest
    for name, record in fresh:
        if name not in continued:
            newest += 1
            continued[name] = newest
        homes.append((record, continued[name]))
    return Assigned(homes=tuple(homes))


def _continued(state: State, clusters: pl.DataFrame) -> dict[str, int]:
    """Cluster -> the oldest of the known sites it touches, through records of the round or through others."""
    touched: dict[str, int] = {}
    for record, name, site in clusters.select("record", "cluster", "site").iter_rows():
        numbers = [state.site_of(record)] if record in state.home else []
        if site is not None:
            number = number_of(site)
            if number not in state.anchor:
                raise _stale(f"It continues {site}, which this registry does not know.")
            numbers.append(state.live_site(number))
        for number in numbers:
            touched[name] = min(number, touched.get(name, number))
    return touched


def _stale(message: str) -> StaleLinkage:
    return StaleLinkage(
        f"The linkage does not fit the registry. {message}",
        remedy="Link the same rows again, against what the registry knows now.",
    )
