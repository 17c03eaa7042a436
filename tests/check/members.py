"""A member's own lists and a common list to check them against, from the few fields a test is about."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from comity.check import Checked, check_suppliers
from comity.core import SITE_SCHEMA
from comity.lists import ListKind, ReadList, read_list
from comity.release import COMMON_FRAME, About, CommonList, Mode, entry_keys
from comity.release.sealed import Stretch, seal_rows

CUTOFF = date(2026, 6, 30)
TODAY = date(2029, 3, 1)  # after every cut-off of these tests

SUPPLIER = {
    "Vendor no.": "reference",
    "Supplier": "name",
    "Address": "address",
    "City": "city",
    "Country": "country",
}

KORDOVA = {"name": "Kordova Packaging", "address": "Harbour Road 12", "city": "Izmir", "country": "TR"}
VELMIRA = {"name": "Velmira Mills", "address": "Station Street 7", "city": "Pune", "country": "IN"}
OKAVERI = {"name": "Okaveri Glass", "address": "Park Avenue 31", "city": "Lubeck", "country": "DE"}
TASOLIN = {"name": "Tasolin Foods", "address": "Mill Lane 5", "city": "Monterrey", "country": "MX"}
BRUNETTA = {"name": "Brunetta Toys", "address": "River Road 88", "city": "Dongguan", "country": "CN"}
SITES = (KORDOVA, VELMIRA, OKAVERI, TASOLIN, BRUNETTA)

Site = Mapping[str, str]


def as_member_writes(site: Site, **changes: str) -> dict[str, str]:
    """The same site in another hand: legal form, capitals, an abbreviation."""
    return {
        **site,
        "name": f"{site['name'].upper()} LTD.",
        "address": site["address"].replace("Road", "Rd."),
        **changes,
    }


def common_list(*rows: Site, sealed: Sequence[Site] = (), cutoff: date = CUTOFF) -> CommonList:
    """Rows are numbered R1, R2, …; sealed ones C1, C2, …, each under its own keys."""
    stretch = Stretch(salt=b"a salt of a test", work=4)
    hidden = _common_rows(sealed, "C")
    return CommonList(
        about=About(
            round_id="2026-H1",
            cutoff=cutoff,
            mode=Mode.CLEAR,
            not_before=date(2026, 9, 30),
            policy="1 test",
            stretch=stretch,
        ),
        rows=_common_rows(rows, "R"),
        sealed=tuple(
            seal_rows(
                hidden.to_dicts(), entry_keys(_sites(hidden)), stretch=stretch, seed=b"a seed of a test"
            )
        ),
    )


def _common_rows(sites: Sequence[Site], letter: str) -> pl.DataFrame:
    told = [
        {name: site.get(name) for name in COMMON_FRAME}
        | {"row": f"{letter}{at}"}
        | {name: site.get(name, "") for name in ("name", "address", "city", "country")}
        for at, site in enumerate(sites, 1)
    ]
    return pl.DataFrame(told, schema=COMMON_FRAME)


def _sites(rows: pl.DataFrame) -> pl.DataFrame:
    named = rows.with_columns(site_name="name")
    return named.select(
        pl.col(name) if name in named.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in SITE_SCHEMA.items()
    )


def write_suppliers(path: Path, sites: Sequence[Site]) -> Path:
    return _written(
        path, list(SUPPLIER), [[site.get(ours, "") for ours in SUPPLIER.values()] for site in sites]
    )


def write_audits(path: Path, audits: Sequence[tuple[Site, date]]) -> Path:
    header = ["Supplier", "Address", "City", "Country", "Protocol", "Audit date"]
    return _written(
        path,
        header,
        [
            [site["name"], site["address"], site["city"], site["country"], "SMETA 4-pillar", day.isoformat()]
            for site, day in audits
        ],
    )


def _written(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def suppliers_of(*sites: Site) -> ReadList:
    with TemporaryDirectory() as folder:
        return read_list(
            write_suppliers(Path(folder) / "suppliers.csv", sites), name="suppliers", kind=ListKind.SUPPLIERS
        )


def audits_of(*audits: tuple[Site, date]) -> ReadList:
    with TemporaryDirectory() as folder:
        return read_list(
            write_audits(Path(folder) / "audits.csv", audits), name="audits", kind=ListKind.AUDITED_SITES
        )


def checked_of(
    common: CommonList,
    *sites: Site,
    audits: Sequence[tuple[Site, date]] = (),
    accept_months: int = 12,
    today: date = TODAY,
) -> Checked:
    audited = [audits_of(*audits)] if audits else []
    return check_suppliers(common, suppliers_of(*sites), audited, today=today, accept_months=accept_months)


def states(checked: Checked) -> list[str]:
    return checked.rows["state"].to_list()
