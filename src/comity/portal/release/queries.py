"""What is asked of releases: the evidence, what is published, and whether a member may read it now."""

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import polars as pl

from comity.membership import Programme, Standing
from comity.portal.ledger.queries import Told, entries_told
from comity.portal.membership.models import Round
from comity.portal.ports.storage import as_file, storage
from comity.portal.release.models import Publication, SignOff
from comity.portal.rounds.models import Assembly
from comity.portal.rounds.queries import own_standing
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.scope import Scope
from comity.release import CommonList, read_common_list

FORMS = ("xlsx", "csv", "parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What counsel signs on."""

    report: Mapping[str, Any]  # docs/spec/leak-test.md
    withheld: tuple[tuple[str, str, int], ...]  # outcome, reason, sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A published list as one member meets it; without standing it holds the reasons and no list."""

    publication: Publication
    round: Round
    standing: Standing


def evidence_of(assembly: Assembly) -> Evidence | None:
    if "secretariat/leak-test.json" not in assembly.files:
        return None
    return _evidence(assembly.files["secretariat/leak-test.json"], assembly.files["secretariat/sites.csv"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Sites by what became of them in the list before and now: ("shown", "withheld", 3); "" where there was none."""

    before: Publication
    moves: tuple[tuple[str, str, int], ...]

    @property
    def counted(self) -> int:
        return sum(count for _, _, count in self.moves)


def changed_since(assembly: Assembly) -> Changed | None:
    """Beside the list that was published last before this assembly; none where this is the first."""
    found = Publication.objects.within(_scope(assembly)).exclude(assembly=assembly)
    earlier = found.filter(at__lte=publication_at(assembly)).select_related("assembly__round", "person")
    before = earlier.order_by("-at").first()
    name = "secretariat/sites.csv"
    if before is None or name not in assembly.files or name not in before.assembly.files:
        return None
    return Changed(before=before, moves=_moves(before.assembly.files[name], assembly.files[name]))


def publication_at(assembly: Assembly) -> datetime:
    published = publication_of(assembly)
    return published.at if published is not None else assembly.at


@lru_cache(maxsize=8)
def _moves(before_key: str, now_key: str) -> tuple[tuple[str, str, int], ...]:
    before, now = _outcomes(before_key), _outcomes(now_key)
    counted = Counter((before.get(site, ""), now.get(site, "")) for site in {*before, *now})
    return tuple((one, other, count) for (one, other), count in counted.most_common() if one != other)


def _outcomes(key: str) -> dict[str, str]:
    told = csv.DictReader(io.StringIO(storage().read(key).decode("utf-8-sig")))
    return {one["site"]: one["outcome"] for one in told}


def every_publication(scope: Scope) -> list[Publication]:
    """Those that were withdrawn, too; the newest first."""
    found = Publication.objects.within(scope).select_related("assembly__round", "person")
    return list(found.order_by("-at"))


@lru_cache(maxsize=8)
def _evidence(report_key: str, sites_key: str) -> Evidence:
    """What is in storage never changes, so it may be remembered by its key."""
    told = csv.DictReader(io.StringIO(storage().read(sites_key).decode("utf-8-sig")))
    counted = Counter((one["outcome"], one["reason"]) for one in told if one["outcome"] != "shown")
    withheld = tuple((outcome, reason, count) for (outcome, reason), count in counted.most_common())
    return Evidence(report=json.loads(storage().read(report_key)), withheld=withheld)


def sign_off_of(assembly: Assembly) -> SignOff | None:
    return SignOff.objects.within(_scope(assembly)).filter(assembly=assembly).select_related("person").first()


def publication_of(assembly: Assembly) -> Publication | None:
    found = Publication.objects.within(_scope(assembly)).filter(assembly=assembly)
    return found.select_related("person").first()


def _scope(assembly: Assembly) -> Scope:
    return Scope(programme_id=assembly.programme_id, organisation_id=None)


def published_rounds(scope: Scope) -> list[Publication]:
    """The latest cut-off first; those withdrawn are left out."""
    found = Publication.objects.within(scope).filter(withdrawn_at=None)
    return list(found.select_related("assembly__round").order_by("-assembly__round__cutoff"))


def withdrawn_last(scope: Scope) -> Publication | None:
    """The list of the latest round that had one, where it was withdrawn and no other took its place: copies of it are about."""
    found = Publication.objects.within(scope).select_related("assembly__round")
    last = found.order_by("-assembly__round__cutoff", "-at").first()
    return last if last is not None and last.withdrawn_at else None


def withdrawal_told(publication: Publication) -> Told | None:
    """Who withdrew it, and why, as the ledger has it."""
    assembly = publication.assembly
    found = entries_told(_scope(assembly), verb="release-withdrawn", search=assembly.round.slug)
    return next((one for one in found if one.subject == called(assembly)), None)


def called(assembly: Assembly) -> str:
    """In the ledger."""
    return f"{assembly.round.slug}, assembly {assembly.number}"


def readable_list(
    scope: Scope, organisation: Organisation, round_slug: str | None = None, *, known: Programme | None = None
) -> Readable | None:
    """The latest published list, or that of a round, with the member's standing in it today."""
    publications = published_rounds(scope)
    if round_slug:
        publications = [one for one in publications if one.assembly.round.slug == round_slug]
    if not publications:
        return None
    publication = publications[0]
    round_ = publication.assembly.round
    return Readable(
        publication=publication,
        round=round_,
        standing=own_standing(scope, round_, organisation.slug, known=known),
    )


def common_list_of(publication: Publication) -> CommonList:
    return _common_list(publication.assembly.files["common-list.parquet"])


@lru_cache(maxsize=4)
def _common_list(key: str) -> CommonList:
    with as_file(storage().read(key), name="common-list.parquet") as path:
        return read_common_list(path)


def searched(rows: pl.DataFrame, *, search: str, country: str, assurance: str, audited: str) -> pl.DataFrame:
    """Every word must be in the name, the address, the city or an identifier."""
    text = pl.concat_str(
        ["name", "address", "city", "country", "lei", "gln", "os_id"], separator=" ", ignore_nulls=True
    ).str.to_lowercase()
    for word in search.lower().split()[:8]:
        rows = rows.filter(text.str.contains(word, literal=True))
    for column, wanted in (("country", country), ("assurance", assurance), ("audited", audited)):
        if wanted:
            rows = rows.filter(pl.col(column) == wanted)
    return rows
