"""Writes the fictional lists, a member's own suppliers and the truth, the same at every run: `python -m examples.make`.

Twenty fictional makers of different size, strong in different countries, list overlapping sites, each with its own habits
of auditing, of writing and of saving.
"""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import xlsxwriter
from anyascii import anyascii

HERE = Path(__file__).parent
SITES = 2_600
ROWS = 5_000
SUPPLIERS = 700
CUTOFF = date(2026, 6, 30)

MEMBERS = [
    "alder-foods", "bramble-foods", "cedar-home", "dunlin-drinks", "elmwood-care", "fernhill-snacks",
    "gorse-pantry", "hazel-dairy", "ironbark-brands", "juniper-soap", "kestrel-coffee",
    "larkfield-mills", "meadow-sweet", "northwind-dairy", "oakleaf-paper", "plover-pet", "quillwort-tea",
    "rowan-kitchen", "saltmarsh-fish", "thistle-cocoa",
]  # fmt: skip

STEMS = [
    "Kor", "Vel", "Tas", "Bru", "Oka", "Sim", "Lut", "Mar", "Pel", "Qua", "Zor", "Hal", "Nim",
    "Dov", "Fen", "Gil", "Rav", "Tev", "Yol", "Wex", "Bal", "Cas", "Dor", "Ert", "Fal", "Gan",
    "Hov", "Ils", "Jor", "Kel",
]  # fmt: skip
MIDDLES = ["", "", "a", "ado", "ebi", "igu", "ola", "umi", "atre", "enso", "ipal", "ordu"]
ENDS = [
    "dova", "mira", "olin", "netta", "veri", "brano", "ezia", "vanti", "orus", "tano", "amar",
    "issa", "ugra", "elka", "onda",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    country: str
    code: str
    cities: tuple[str, ...]
    forms: tuple[str, ...]  # ways to write the same legal form
    trades: tuple[str, ...]
    streets: tuple[str, ...]
    prefixes: tuple[str, ...] = ("",)


LANDS = (
    Land(country="Turkey", code="TR", cities=("İzmir", "Bursa", "Gaziantep", "Çorlu"), forms=("San. ve Tic. A.Ş.", "Sanayi ve Ticaret Anonim Şirketi", "A.S.", ""), trades=("Ambalaj", "Gıda", "Tekstil", "Plastik"), streets=("{w} Caddesi No: {n}", "{n}. Sokak No: {m}", "{w} Mah. {n}. Sok. No: {m}", "{w} Bulvarı No: {n}"), prefixes=("Yıldız ", "Güneş ", "Öz ", "")),
    Land(country="China", code="CN", cities=("Guangzhou", "Dongguan", "Ningbo", "Suzhou"), forms=("Co., Ltd.", "Company Limited", "CO.,LTD", "有限公司"), trades=("Packaging", "Electronics", "Toys", "Textile"), streets=("No. {n} {w} Road", "No. {n}, {w} Industrial Zone", "{w} Village, Block {m}", "No. {n} {w} Avenue"), prefixes=("Hongda ", "Jinfeng ", "宏达", "新华")),
    Land(country="Vietnam", code="VN", cities=("Hà Nội", "Biên Hòa", "Đà Nẵng"), forms=("Co., Ltd", "JSC", "TNHH", ""), trades=("Seafood", "Garment", "Furniture"), streets=("Lot {n}, {w} Industrial Park", "{n} {w} Street", "Lot {n}, Road {m}, {w} IZ"), prefixes=("Hoàng Phát ", "Minh Long ", "Thành Công ")),
    Land(country="Mexico", code="MX", cities=("Monterrey", "León", "Querétaro"), forms=("S.A. de C.V.", "SA de CV", "S. de R.L.", ""), trades=("Envases", "Alimentos", "Confecciones"), streets=("Av. {w} {n}", "Calle {w} {n}", "Parque Industrial {w}, Lote {m}"), prefixes=("La Española ", "San José ", "El Águila ")),
    Land(country="India", code="IN", cities=("Pune", "Chennai", "Surat", "Ludhiana"), forms=("Pvt. Ltd.", "Private Limited", "PVT LTD", ""), trades=("Foods", "Textiles", "Exports", "Spices"), streets=("Plot No. {n}, {w} Industrial Area", "{n}/{m}, {w} Road", "Plot {n}, Phase {m}, {w} Estate")),
    Land(country="Germany", code="DE", cities=("Köln", "Nürnberg", "Lübeck"), forms=("GmbH", "GmbH & Co. KG", ""), trades=("Verpackung", "Backwaren", "Glas"), streets=("{w}straße {n}", "{w}weg {n}", "Industriestraße {n}", "Am {w} {m}")),
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
    "en": ["Supplier name", "Site name", "Address", "City", "Country", "Product category", "Protocol", "Audit date", "Annual spend (EUR)"],
    "de": ["Lieferant", "Standort", "Anschrift", "Ort", "Land", "Produktkategorie", "Prüfprotokoll", "Auditdatum", "Einkaufsvolumen"],
    "es": ["Proveedor", "Planta", "Dirección", "Ciudad", "País", "Categoría de producto", "Protocolo", "Fecha de auditoría", "Gasto anual"],
    "tr": ["Tedarikçi adı", "Tesis adı", "Adres", "Şehir", "Ülke", "Ürün kategorisi", "Protokol", "Denetim tarihi", "Yıllık harcama"],
    "zh": ["供应商名称", "工厂名称", "地址", "城市", "国家", "产品类别", "审核标准", "审核日期", "年采购额"],
}  # fmt: skip
DATE_STYLES = {"de": "%d.%m.%Y", "tr": "%d.%m.%Y", "es": "%d/%m/%Y", "us": "%m/%d/%Y", "words": "%d %b %Y"}
CATEGORY = {"Ambalaj": "packaging", "Packaging": "packaging", "Envases": "packaging", "Verpackung": "packaging", "Plastik": "packaging",
            "Glas": "packaging", "Gıda": "ingredient", "Seafood": "ingredient", "Alimentos": "ingredient", "Foods": "ingredient",
            "Spices": "ingredient", "Backwaren": "co-manufacturing"}  # fmt: skip
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


def make_sites(rng: random.Random, count: int = SITES) -> list[Site]:
    """Companies with one to three plants; further plants stand in the same city, told apart by their unit alone."""
    sites: list[Site] = []
    names = [stem + middle + end for stem in STEMS for middle in MIDDLES for end in ENDS]
    roads = [stem + end for stem in STEMS for end in ENDS]
    while len(sites) < count:
        land = rng.choice(LANDS)
        name = f"{rng.choice(land.prefixes)}{rng.choice(names)} {rng.choice(land.trades)}"
        city = rng.choice(land.cities)
        plants = rng.choices((1, 2, 3), weights=(80, 14, 6))[0]
        for plant in range(1, plants + 1):
            address = rng.choice(land.streets).format(
                n=rng.randrange(1, 900), m=rng.randrange(1, 60), w=rng.choice(roads)
            )
            unit = f"Unit {plant}" if plants > 1 else ""
            sites.append(
                Site(key=f"T{len(sites):05}", name=name, unit=unit, land=land, address=address, city=city)
            )
    return sites[:count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How one member writes and audits."""

    language: str
    dates: str  # a key of DATE_STYLES; anything else is ISO
    shouts: bool
    own_protocol: str  # used for a part of its audits; "" where it has none


def spelled(site: Site, habits: Habits, rng: random.Random) -> Row:
    """The site as this member would write it: its own form, case, unit style, a slip here and a gap there."""
    unit = site.unit and rng.choice(
        (site.unit, site.unit.replace("Unit ", "Unit-"), site.unit.replace("Unit", "Plant"))
    )
    name = " ".join(part for part in (site.name, rng.choice(site.land.forms)) if part)
    if rng.random() < 0.06:
        at = rng.randrange(1, len(name) - 2)
        name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    own = f"{site.name} {unit}".strip() if unit else ""
    gap = rng.random()
    address = "" if gap < 0.05 else f"P.O. Box {rng.randrange(10, 999)}" if gap < 0.06 else site.address
    city = "" if rng.random() < 0.03 else site.city
    country = COUNTRY_IN.get(habits.language, {}).get(
        site.land.code, rng.choice((site.land.country, site.land.code))
    )
    row = [name, own, address, city, country]
    return [cell.upper() for cell in row] if habits.shouts else row


def audited(site: Site, habits: Habits, rng: random.Random) -> Row:
    """Category, protocol, audit date and spend. One audit in thirty is too old, one in two hundred is still to come."""
    age = rng.choices((rng.randrange(0, 1090), rng.randrange(1130, 1400), -40), weights=(193, 6, 1))[0]
    day = CUTOFF - timedelta(days=age)
    standard = rng.choices(("SMETA 4-pillar", "SMETA 4-Pillar 6.0", "SMETA 2-pillar"), weights=(6, 5, 1))[0]
    protocol = habits.own_protocol if habits.own_protocol and rng.random() < 0.4 else standard
    style = DATE_STYLES.get(habits.dates, "%Y-%m-%d")
    category = CATEGORY.get(site.name.split()[-1], "other")
    return [category, protocol, day.strftime(style), str(rng.randrange(10, 900) * 1000)]


def as_text(delimiter: str, encoding: str) -> Callable[[list[str], list[Row]], bytes]:
    def write(header: list[str], rows: list[Row]) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter)
        writer.writerows([header, *rows])
        unknown = {mark for mark in set(text.getvalue()) if not _can_say(mark, encoding)}
        return text.getvalue().translate({ord(mark): anyascii(mark) for mark in unknown}).encode(encoding)

    return write


def _can_say(mark: str, encoding: str) -> bool:
    try:
        mark.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


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
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate([header, *rows]):
            sheet.write_row(start + at, 0, row)
            if title and at and not second and len(row) > 7:
                sheet.write_datetime(start + at, 7, datetime.fromisoformat(row[7]), day)
        book.close()
        return data.getvalue()

    return write


FORMATS: tuple[tuple[str, str, str, Callable[[list[str], list[Row]], bytes]], ...] = (
    ("csv", "en", "iso", as_text(",", "utf-8")),
    ("csv", "de", "de", as_text(";", "utf-8-sig")),
    ("xlsx", "en", "iso", as_workbook(title=True, second=False)),
    ("txt", "en", "us", as_text("\t", "utf-16")),
    ("xlsx", "de", "de", as_workbook(title=False, second=True)),
    ("csv", "es", "es", as_text(";", "utf-8")),
    ("xlsx", "zh", "iso", as_workbook(title=False, second=False)),
    ("csv", "tr", "tr", as_text(";", "cp1254")),
    ("tsv", "en", "words", as_text("\t", "utf-8")),
    ("xlsx", "tr", "tr", as_workbook(title=True, second=True)),
)


def make(
    *,
    members: list[str] = MEMBERS,
    site_count: int = SITES,
    row_count: int = ROWS,
    supplier_count: int = SUPPLIERS,
) -> dict[str, bytes]:
    """Path inside `examples/` -> bytes. The bench asks for more of the same."""
    rng = random.Random(2026)
    sites = make_sites(rng, site_count)
    popularity = [1 / (1 + at) ** 0.35 for at in range(len(sites))]
    files: dict[str, bytes] = {}
    truth = ["list,row,true_site"]
    sizes = [rng.lognormvariate(0, 0.45) for _ in members]
    for at, member in enumerate(members):
        suffix, language, dates, write = FORMATS[at % len(FORMATS)]
        own_protocol = f"{member.split('-')[0].title()} Responsible Sourcing Audit" if at % 6 == 5 else ""
        habits = Habits(language=language, dates=dates, shouts=at % 4 == 1, own_protocol=own_protocol)
        chosen = _footprint(sites, popularity, round(row_count * sizes[at] / sum(sizes)), rng)
        rows = [spelled(site, habits, rng) + audited(site, habits, rng) for site in chosen]
        files[f"lists/{member}.{suffix}"] = write(HEADERS[language], rows)
        truth += [f"{member},{row},{site.key}" for row, site in enumerate(chosen, 1)]
        if at == 0:
            files["member/suppliers.xlsx"] = _suppliers(chosen, sites, popularity, supplier_count, rng)
    files["truth.csv"] = ("\n".join(truth) + "\n").encode()
    return files


def _footprint(sites: list[Site], popularity: list[float], count: int, rng: random.Random) -> list[Site]:
    """Sites of one member: the popular ones rather, and those of the countries where it buys most."""
    taste = {land.code: rng.gammavariate(1.6, 1.0) for land in LANDS}
    weights = (weight * taste[site.land.code] for site, weight in zip(sites, popularity, strict=True))
    summed = list(accumulate(weights))  # once, and not at each draw
    chosen: dict[str, Site] = {}
    while len(chosen) < count:
        site = rng.choices(sites, cum_weights=summed)[0]
        chosen[site.key] = site
    return list(chosen.values())


def _suppliers(
    audited_already: list[Site], sites: list[Site], popularity: list[float], count: int, rng: random.Random
) -> bytes:
    """The first member's whole supplier base, as its purchasing system exports it: audited and not, with vendor numbers."""
    habits = Habits(language="en", dates="iso", shouts=False, own_protocol="")
    chosen = {site.key: site for site in audited_already}
    summed = list(accumulate(popularity))
    while len(chosen) < count:
        site = rng.choices(sites, cum_weights=summed)[0]
        chosen[site.key] = site
    rows = [
        [f"V{number:06}", *spelled(site, habits, rng)] for number, site in enumerate(chosen.values(), 100_001)
    ]
    rng.shuffle(rows)
    header = ["Vendor no.", "Vendor name", "Plant", "Street", "City", "Country"]
    return as_workbook(title=False, second=False)(header, rows)


def main() -> None:
    for name, data in make().items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
