"""Sites by themselves: their records, and where their ids lead."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from comity.core.countries import country_name
from comity.registry import Registry, UnknownSite
from comity.round.review import printable


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

    @property
    def called(self) -> str:
        """As most of its records call it; its id where none says."""
        names = Counter(one.name for one in self.records if one.name)
        return names.most_common(1)[0][0] if names else self.site


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
