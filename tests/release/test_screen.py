"""No row says more than a name and a place: what members note for themselves reaches nobody."""

import string
from collections.abc import Iterator
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.release import Outcome, Release, release_sites
from comity.release.canonical import canonical_rows
from comity.release.frames import countries_of
from comity.release.screen import Screen, screen_for
from tests.release.programme import (
    CUTOFF,
    QUICK,
    Audit,
    Spelling,
    contributions_of,
    list_of,
    records_of,
    sites_with,
)

NOTES = (
    "Birch Mill mary.jones@example.org",
    "Birch Mill (mary at example) www.example.org",
    "Birch Mill example.com",
    "Birch Mill, example.co.uk",
    "Birch Mill Ｅxample．com",
    "Birch Mill Tel. 555 1234",
    "Birch Mill +90 212 555 12 34",
    "Birch Mill (0212) 555 1234",
    "Sole supplier of somebody",
    "PREFERRED VENDOR 88123",
    "Birch Sourcing Office 14",
    "Birch Mill contract volume 2027",
    "Birch Mill 500 tons",
    "Birch Mill USD 12",
    "Birch Mill c/o Jones",
    "Usine Bouleau fournisseur exclusif",
    "Birkenwerk, Ansprechpartner Meier",
    "Fábrica Abedul proveedor único",
    "Fábrica Bétula fornecedor único",
    "Betulla, fornitore unico",
    "Huş Fabrikası TEDARİKÇİ",
    "桦木采购中心",
    "Nhà máy Bạch Dương nhà cung cấp",
    "Pabrik Betula pemasok utama",
    "Berkenfabriek, vaste leverancier",
    "Fabryka Brzoza główny dostawca",
    "Bříza závod hlavní dodavatel",
    "Breza závod hlavný dodávateľ",
    "Nyírfa gyár kizárólagos beszállító",
    "Fabrica Mesteacăn furnizor unic",
    "Tvornica Breza dobavljač",
    "Björkfabriken, leverantör",
    "Birkefabrikken eneleverandør, kunde 14",
    "Koivutehdas toimittaja",
    "Kilang Birch pembekal utama",
    "白樺工場 取引先コード 14",
    "자작나무 공장 거래처",
    "โรงงานเบิร์ช ลูกค้าหลัก",
    "مصنع البتولا المورد الوحيد",
    "کارخانه توس، قرارداد ۱۴",
    "बर्च मिल मुख्य आपूर्तिकर्ता",
    "বার্চ মিল প্রধান সরবরাহকারী",
    "מפעל לבנה, ספק יחיד",
    "Εργοστάσιο Σημύδα, προμηθευτής",
    "Берёзовая фабрика, поставщик",
    "Берёзовая фабрика, договор № 14",
    "Березова фабрика, постачальник",
    "Фабрика Бреза, доставчик",
)

PLAIN = (
    "Birch Mill",
    "Contact Lens Works",
    "Contract Packaging of Izmir",
    "Avda.de la Paz 12",
    "Building.No 6, Ind.Co.",
    "CL135 360940, Kg. Belinin",
    "Telok Panglima Garang",
    "Kundenstraße 4",
    "110 00 Praha 1",
    "94105-1234 San Francisco",
    "Plot 12, 400 708 Navi Mumbai",
    "桦木纺织厂",
    "Marrakesz Rabat Textile",
    "Brzozowska Fabryka Mebli, ul. Klonowa 4",
    "Московская мануфактура, ул. Почтовая 3",
    "Оценка и Ремонт, ул. Заводская 5",
    "주문진읍 해안로 12",
    "경기도 안산시 단원구 목내로 14",
    "愛知県豊田市トヨタ町1番地",
    "東京電力 柏崎工場",
    "บริษัท ไทยทอผ้า จำกัด 99 หมู่ 4 ตำบลบางปู",
    "شركة النسيج المصرية، المنطقة الصناعية",
    "मुंबई कपड़ा मिल, औद्योगिक क्षेत्र",
    "Βιομηχανία Υφασμάτων, οδός Αθηνών 12",
)


def released_with(*spellings: Spelling, holders: int = 3, names: tuple[str, ...] = ()) -> Release:
    """A programme of eighteen groups and forty plain sites, and one site more, spelled so by a group each."""
    plain = [f"s{at:02d}" for at in range(40)]
    audits = [
        Audit(site=site, member=f"m{(at + turn) % 18:02d}")
        for at, site in enumerate(plain)
        for turn in range(9)
    ]
    own = {}
    for at in range(max(len(spellings), holders)):
        audits.append(Audit(site="noted", member=f"m{at:02d}"))
        own["noted", f"m{at:02d}"] = f"noted-{at % len(spellings)}"
    records = [Spelling(site=site, name=f"Works of {site}") for site in plain]
    records += [
        Spelling(site="noted", record=f"noted-{at}", name=one.name, supplier=one.supplier, address=one.address, city=one.city)
        for at, one in enumerate(spellings)
    ]  # fmt: skip
    open_policy = QUICK.with_rules(attribution={"max_posterior": 1, "max_posterior_to_member": 1})
    return release_sites(
        records_of(records),
        contributions_of(audits, record_of=own),
        policy=open_policy,
        round_id="r",
        cutoff=CUTOFF,
        seed=1,
        names=names,
    )


def reason_of(release: Release) -> str:
    return str(release.decisions.filter(pl.col("site") == "noted")["reason"].item())


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_found(note: str) -> None:
    assert Screen().found(note)


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_name_or_address_is_left_alone(text: str) -> None:
    assert Screen().found(text) == ""


@given(note=st.sampled_from(NOTES), before=st.text(string.ascii_letters + " ", max_size=20))
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_found_in_capitals_and_behind_other_words(note: str, before: str) -> None:
    assert Screen().found(note.upper())
    assert Screen().found(f"{before} {note}")


MEANT = {"name": "a name", "address": "an address", "city": "a place"}


@pytest.mark.parametrize("column", MEANT)
def test_a_site_whose_every_text_is_a_note_is_withheld_with_what_to_do(column: str) -> None:
    spelling = {"name": "Birch Mill", "address": "1 Harbour Road", "city": "Izmir"}
    spelling[column] = "Sole supplier of somebody"

    release = released_with(Spelling(site="noted", **spelling))

    assert sites_with(release, Outcome.WITHHELD) == {"noted"}
    assert reason_of(release) == (
        f"The {column} says more than {MEANT[column]}: a word of buying (“supplier”). "
        "Clean it in the list, and it comes with the next release."
    )
    assert sites_with(release, Outcome.SHOWN)


def test_another_groups_clean_spelling_is_shown_instead() -> None:
    noted = Spelling(site="noted", name="Birch Mill, preferred vendor")

    release = released_with(noted, noted, Spelling(site="noted", name="Birch Weaving Mill"))

    assert "noted" in sites_with(release, Outcome.SHOWN)
    assert "Birch Weaving Mill" in list_of(release).rows["name"].to_list()


def test_notes_do_not_travel_in_a_list_to_check_against_either() -> None:
    audits = [Audit(site=f"s{at % 20:02d}", member=f"m{at % 10}") for at in range(90)]
    records = [Spelling(site=f"s{at:02d}", name="Sole supplier" if at == 7 else "") for at in range(20)]

    release = release_sites(
        records_of(records), contributions_of(audits), policy=QUICK, round_id="r", cutoff=CUTOFF, seed=1
    )

    assert release.mode.value == "check-only"
    assert sites_with(release, Outcome.WITHHELD) == {"s07"}
    assert len(list_of(release).sealed) == 19


# ---- the names of those who contribute


def test_a_members_name_is_found_and_a_word_of_trade_in_it_is_not() -> None:
    screen = screen_for(["quillon-foods", "member-05"], [])

    assert screen.found("Road Co Quillon 14")
    assert screen.found("QUILLON-FOODS depot")
    assert screen.found("Quillonfoods depot")
    assert not screen.found("Foods of Izmir, member of the guild 05")


def test_a_word_that_many_groups_write_is_nobodys_name() -> None:
    lists = [(f"m{at}", "Izmir Mill") for at in range(4)]

    assert not screen_for(["izmir-retail"], lists).found("Izmir")
    assert screen_for(["izmir-retail"], lists[:3]).found("Izmir")


def test_no_row_says_the_name_of_a_contributor_or_what_the_programme_calls_it() -> None:
    by_display_name = released_with(
        Spelling(site="noted", name="Birch Mill for Quillon"), names=("Quillon & Co",)
    )
    unnamed = released_with(Spelling(site="noted", name="Birch Mill for Quillon"))

    assert sites_with(by_display_name, Outcome.WITHHELD) == {"noted"}
    assert sites_with(unnamed, Outcome.WITHHELD) == set()


# ---- the law


def _noted(seed: int, names: tuple[str, ...]) -> Iterator[Spelling]:
    """Sites spelled by three groups each, every second cell with a note in it somewhere."""
    draw = Random(seed)
    notes = (*NOTES, *names)

    def cell(plain: str) -> str:
        words = plain.split() + ([draw.choice(notes)] if draw.random() < 0.5 else [])
        draw.shuffle(words)
        return " ".join(words)

    for at in range(120):
        yield Spelling(
            site=f"s{at % 40:02d}",
            record=f"r{at}",
            name=cell("Alder Weaving"),
            address=cell("12 Harbour Road"),
            city=cell("Izmir"),
        )


@pytest.mark.parametrize("seed", range(5))
def test_no_shown_value_holds_what_the_screen_looks_for(seed: int) -> None:
    screen = screen_for(["quillon-foods"], [])
    spellings = list(_noted(seed, ("Quillon",)))
    audits = [Audit(site=one.site, member=one.record) for one in spellings]
    own = {(one.site, one.record): one.record for one in spellings}
    records = records_of(spellings)

    rows = canonical_rows(
        contributions_of(audits, record_of=own), records, countries_of(records), screen=screen
    )

    clean = rows.filter(pl.col("unclean").is_null())
    assert 0 < clean.height < rows.height
    for column in ("name", "address", "city"):
        assert all(screen.found(text) == "" for text in rows[column])
        assert all(clean[column] != "")
        assert not any(
            word in text for text in rows[column] for word in ("Example", "Quillon", "Mary", "555")
        )


def test_a_reference_of_the_members_own_is_no_part_of_a_name() -> None:
    records = records_of([Spelling(site="s", name="Alder Mill 88123 Unit 12")])
    [row] = canonical_rows(
        contributions_of([Audit(site="s", member="m")]), records, countries_of(records)
    ).to_dicts()

    assert row["name"] == "Alder Mill Unit 12"
