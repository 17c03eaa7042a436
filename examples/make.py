"""Writes `examples/lists/` and `examples/truth.csv`, the same at every run: `python -m examples.make`.

Twenty fictional makers list overlapping runs of the same sites, each with its own habits of writing and of saving.
"""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
SITES = 1_900
ROWS_EACH = 250

MEMBERS = [
    "alder-foods",
    "bramble-foods",
    "cedar-home",
    "dunlin-drinks",
    "elmwood-care",
    "fernhill-snacks",
    "gorse-pantry",
    "hazel-dairy",
    "ironbark-brands",
    "juniper-soap",
    "kestrel-coffee",
    "larkfield-mills",
    "meadow-sweet",
    "northwind-dairy",
    "oakleaf-paper",
    "plover-pet",
    "quillwort-tea",
    "rowan-kitchen",
    "saltmarsh-fish",
    "thistle-cocoa",
]

STEMS = [
    "Kor",
    "Vel",
    "Tas",
    "Bru",
    "Oka",
    "Sim",
    "Lut",
    "Mar",
    "Pel",
    "Qua",
    "Zor",
    "Hal",
    "Nim",
    "Dov",
    "Fen",
    "Gil",
    "Rav",
    "Tev",
    "Yol",
    "Wex",
    "Bal",
    "Cas",
    "Dor",
    "Ert",
    "Fal",
    "Gan",
    "Hov",
    "Ils",
    "Jor",
    "Kel",
]
ENDS = [
    "dova",
    "mira",
    "olin",
    "netta",
    "veri",
    "brano",
    "ezia",
    "vanti",
    "orus",
    "tano",
    "amar",
    "issa",
    "ugra",
    "elka",
    "onda",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    country: str
    code: str
    cities: tuple[str, ...]
    forms: tuple[str, ...]  # ways to write the same legal form
    trades: tuple[str, ...]
    street: str
    prefixes: tuple[str, ...] = ("",)


LANDS = (
    Land(country="Turkey", code="TR", cities=("İzmir", "Bursa", "Gaziantep", "Çorlu"), forms=("San. ve Tic. A.Ş.", "Sanayi ve Ticaret Anonim Şirketi", "A.S.", ""), trades=("Ambalaj", "Gıda", "Tekstil", "Plastik"), street="{n}. Sokak No: {m}", prefixes=("Yıldız ", "Güneş ", "Öz ", "")),
    Land(country="China", code="CN", cities=("Guangzhou", "Dongguan", "Ningbo", "Suzhou"), forms=("Co., Ltd.", "Company Limited", "CO.,LTD", "有限公司"), trades=("Packaging", "Electronics", "Toys", "Textile"), street="No. {n} Xinhua Road", prefixes=("Hongda ", "Jinfeng ", "宏达", "新华")),
    Land(country="Vietnam", code="VN", cities=("Hà Nội", "Biên Hòa", "Đà Nẵng"), forms=("Co., Ltd", "JSC", "TNHH", ""), trades=("Seafood", "Garment", "Furniture"), street="Lot {n}, Road {m}", prefixes=("Hoàng Phát ", "Minh Long ", "Thành Công ")),
    Land(country="Mexico", code="MX", cities=("Monterrey", "León", "Querétaro"), forms=("S.A. de C.V.", "SA de CV", "S. de R.L.", ""), trades=("Envases", "Alimentos", "Confecciones"), street="Av. Juárez {n}", prefixes=("La Española ", "San José ", "El Águila ")),
    Land(country="India", code="IN", cities=("Pune", "Chennai", "Surat", "Ludhiana"), forms=("Pvt. Ltd.", "Private Limited", "PVT LTD", ""), trades=("Foods", "Textiles", "Exports", "Spices"), street="Plot No. {n}, Phase {m}"),
    Land(country="Germany", code="DE", cities=("Köln", "Nürnberg", "Lübeck"), forms=("GmbH", "GmbH & Co. KG", ""), trades=("Verpackung", "Backwaren", "Glas"), street="Bahnhofstraße {n}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    key: str
    name: str
    unit: str
    land: Land
    address: str
    city: str


Row = list[str]
HEADERS = {
    "en": [
        "Supplier name",
        "Site name",
        "Address",
        "City",
        "Country",
        "Protocol",
        "Audit date",
        "Annual spend (EUR)",
    ],
    "de": [
        "Lieferant",
        "Standort",
        "Anschrift",
        "Ort",
        "Land",
        "Prüfprotokoll",
        "Auditdatum",
        "Einkaufsvolumen",
    ],
    "es": [
        "Proveedor",
        "Planta",
        "Dirección",
        "Ciudad",
        "País",
        "Protocolo",
        "Fecha de auditoría",
        "Gasto anual",
    ],
    "tr": [
        "Tedarikçi adı",
        "Tesis adı",
        "Adres",
        "Şehir",
        "Ülke",
        "Protokol",
        "Denetim tarihi",
        "Yıllık harcama",
    ],
    "zh": ["供应商名称", "工厂名称", "地址", "城市", "国家", "审核标准", "审核日期", "年采购额"],
}
COUNTRY_IN = {
    "de": {
        "TR": "Türkei",
        "CN": "China",
        "VN": "Vietnam",
        "MX": "Mexiko",
        "IN": "Indien",
        "DE": "Deutschland",
    },
    "es": {"TR": "Turquía", "CN": "China", "VN": "Vietnam", "MX": "México", "IN": "India", "DE": "Alemania"},
    "tr": {
        "TR": "Türkiye",
        "CN": "Çin",
        "VN": "Vietnam",
        "MX": "Meksika",
        "IN": "Hindistan",
        "DE": "Almanya",
    },
    "zh": {"TR": "土耳其", "CN": "中国", "VN": "越南", "MX": "墨西哥", "IN": "印度", "DE": "德国"},
}


def make_sites(rng: random.Random) -> list[Site]:
    """Companies with one to three plants; further plants stand in the same city, told apart by their unit alone."""
    sites: list[Site] = []
    names = [stem + end for stem in STEMS for end in ENDS]
    while len(sites) < SITES:
        land = rng.choice(LANDS)
        name = f"{rng.choice(land.prefixes)}{rng.choice(names)} {rng.choice(land.trades)}"
        city = rng.choice(land.cities)
        plants = rng.choices((1, 2, 3), weights=(80, 14, 6))[0]
        for plant in range(1, plants + 1):
            address = land.street.format(n=rng.randrange(1, 900), m=rng.randrange(1, 60))
            unit = f"Unit {plant}" if plants > 1 else ""
            sites.append(
                Site(key=f"T{len(sites):05}", name=name, unit=unit, land=land, address=address, city=city)
            )
    return sites[:SITES]


def spelled(site: Site, language: str, rng: random.Random, *, shout: bool) -> Row:
    """The row as this member would write it: its own form, case, unit style, a slip here and a gap there."""
    unit = site.unit and rng.choice(
        (site.unit, site.unit.replace("Unit ", "Unit-"), site.unit.replace("Unit", "Plant"))
    )
    name = " ".join(part for part in (site.name, rng.choice(site.land.forms)) if part)
    if rng.random() < 0.06:
        at = rng.randrange(1, len(name) - 2)
        name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    own = f"{site.name} {unit}".strip() if unit else ""
    address = "" if rng.random() < 0.12 else site.address
    city = "" if rng.random() < 0.05 else site.city
    country = COUNTRY_IN.get(language, {}).get(
        site.land.code, rng.choice((site.land.country, site.land.code))
    )
    day = datetime(2023 + rng.randrange(3), rng.randrange(1, 13), rng.randrange(1, 29))  # noqa: DTZ001 -- a plain day
    style = {"de": "%d.%m.%Y", "tr": "%d.%m.%Y", "es": "%d/%m/%Y"}.get(language, "%Y-%m-%d")
    protocol = rng.choice(("SMETA 4-pillar", "SMETA 4-Pillar 6.0", "SMETA 2-pillar"))
    row = [
        name,
        own,
        address,
        city,
        country,
        protocol,
        day.strftime(style),
        str(rng.randrange(10, 900) * 1000),
    ]
    return [cell.upper() for cell in row[:4]] + row[4:] if shout else row


def as_text(delimiter: str, encoding: str) -> Callable[[list[str], list[Row]], bytes]:
    def write(header: list[str], rows: list[Row]) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter)
        writer.writerows([header, *rows])
        return text.getvalue().encode(encoding, errors="replace")

    return write


def as_workbook(*, title: bool, second: bool) -> Callable[[list[str], list[Row]], bytes]:
    """A title in merged cells above a header in row 4; or the list on a sheet that is not the first."""

    def write(header: list[str], rows: list[Row]) -> bytes:
        data = io.BytesIO()
        book = xlsxwriter.Workbook(
            data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        book.set_properties({"created": datetime(2026, 6, 30)})  # noqa: DTZ001 -- the same bytes at every run
        if second:
            book.add_worksheet("Notes").write(0, 0, "Please see the other sheet.")
        sheet = book.add_worksheet("Tabelle1" if second else "Suppliers")
        start = 3 if title else 0
        if title:
            sheet.merge_range(0, 0, 0, len(header) - 1, "Audited suppliers, for the Secretariat")
        for at, row in enumerate([header, *rows]):
            sheet.write_row(start + at, 0, row)
        book.close()
        return data.getvalue()

    return write


FORMATS: tuple[tuple[str, str, Callable[[list[str], list[Row]], bytes]], ...] = (
    ("csv", "en", as_text(",", "utf-8")),
    ("csv", "de", as_text(";", "utf-8-sig")),
    ("xlsx", "en", as_workbook(title=True, second=False)),
    ("txt", "en", as_text("\t", "utf-16")),
    ("xlsx", "de", as_workbook(title=False, second=True)),
    ("csv", "es", as_text(";", "utf-8")),
    ("xlsx", "zh", as_workbook(title=False, second=False)),
    ("csv", "tr", as_text(";", "utf-8")),
    ("tsv", "en", as_text("\t", "utf-8")),
    ("xlsx", "tr", as_workbook(title=True, second=True)),
)


def make() -> dict[str, bytes]:
    """Path inside `examples/` -> bytes."""
    rng = random.Random(2026)
    sites = make_sites(rng)
    popularity = [1 / (1 + at) ** 0.35 for at in range(len(sites))]
    files: dict[str, bytes] = {}
    truth = ["list,row,true_site"]
    for at, member in enumerate(MEMBERS):
        suffix, language, write = FORMATS[at % len(FORMATS)]
        chosen = sorted(
            set(rng.choices(sites, weights=popularity, k=ROWS_EACH + 20)), key=lambda site: site.key
        )
        rng.shuffle(chosen)
        rows = [spelled(site, language, rng, shout=at % 4 == 1) for site in chosen]
        files[f"lists/{member}.{suffix}"] = write(HEADERS[language], rows)
        truth += [f"{member},{row},{site.key}" for row, site in enumerate(chosen, 1)]
    files["truth.csv"] = ("\n".join(truth) + "\n").encode()
    return files


def main() -> None:
    for name, data in make().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
