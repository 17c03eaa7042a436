"""Open requests go where their sites go: what the registry merges or splits is followed by itself, within a minute.

A request knows the row of a common list at which it began. `secretariat/rows.csv` of the list leads from the row to the site it was of,
and the registry to the site that stands now; the row that the newest list has for that site is what the request goes by. It is
computed from the beginning each time, so that a split takes back what a merge did. Members learn no id of the registry.
"""

import csv
import io
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from comity.exchange import ENDED
from comity.portal.exchange.models import Ask
from comity.portal.exchange.queries import request_of
from comity.portal.ports.clock import now
from comity.portal.ports.storage import storage
from comity.portal.release.queries import every_publication
from comity.portal.rounds.services import registry_path
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.gates import whole_programmes
from comity.portal.tenants.models import Programme
from comity.portal.tenants.scope import Scope
from comity.registry import Registry, UnknownSite
from comity.round import is_published

ROWS = "secretariat/rows.csv"

_seen: dict[str, tuple[object, ...]] = {}
"""Programme -> what it looked like when its requests were last followed. Another worker, or a restart, looks once more."""


@on_machine()
def follow_registries() -> int:
    """Of every programme: how many requests go by another row now. Costs nothing where nothing changed."""
    moved = 0
    for programme, scope in whole_programmes():
        looks = (_looks_of(registry_path(programme.slug)), *_counted(scope))
        if looks != _seen.get(programme.slug):
            moved += follow_registry(scope=scope, programme=programme)
            _seen[programme.slug] = looks
    return moved


@transaction.atomic
def follow_registry(*, scope: Scope, programme: Programme) -> int:
    """How many open requests go by another row now."""
    rows = Ask.objects.within(scope).exclude(listed_as="").select_for_update(of=("self",))
    asks = [one for one in rows.select_related("organisation") if not _is_over(one)]
    if not asks or not registry_path(programme.slug).exists():
        return 0
    stands = rows_now(scope, programme)
    moved = [one for one in asks if stands.get(one.listed_as, one.site_id) != one.site_id]
    for one in moved:
        one.site_id = stands[one.listed_as]
        one.save(update_fields=["site_id"])
    return len(moved)


def rows_now(scope: Scope, programme: Programme) -> Mapping[str, str]:
    """Row of any published list -> the row of the newest list for the site that it leads to today."""
    newest_last = [
        one.assembly.files[ROWS] for one in reversed(every_publication(scope)) if ROWS in one.assembly.files
    ]
    lists = [_sites_of(key) for key in newest_last]
    live = _live({site for one in lists for site in one.values()}, programme)
    called: dict[str, str] = {}
    for one in lists:
        called |= {live[site]: row for row, site in sorted(one.items(), reverse=True)}
    return {row: called[live[site]] for one in lists for row, site in one.items()}


def _live(sites: set[str], programme: Programme) -> Mapping[str, str]:
    path = registry_path(programme.slug)
    with Registry.open(path, new_secret=secrets.token_bytes(32), published=is_published) as registry:
        return {site: _resolved(registry, site) for site in sites}


def _resolved(registry: Registry, site: str) -> str:
    try:
        return registry.resolve(site)
    except UnknownSite:
        return site  # of a registry that was put back from an older copy


@lru_cache(maxsize=8)
def _sites_of(key: str) -> Mapping[str, str]:
    """What is in storage never changes, so it may be remembered by its key."""
    told = csv.DictReader(io.StringIO(storage().read(key).decode("utf-8-sig")))
    return {one["row"]: one["site"] for one in told}


def _is_over(ask: Ask) -> bool:
    return request_of(ask).state_at(now()) in ENDED


def _looks_of(path: Path) -> Sequence[object]:
    beside = (path, path.with_name(f"{path.name}-wal"))
    return tuple((one.stat().st_mtime_ns, one.stat().st_size) if one.exists() else None for one in beside)


def _counted(scope: Scope) -> tuple[int, int]:
    """A new request, or a new list, is a reason to look again."""
    last = (
        Ask.objects.within(scope).exclude(listed_as="").order_by("-pk").values_list("pk", flat=True).first()
    )
    return last or 0, len(every_publication(scope))
