import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import UsageProblem
from comity.lists import headers
from comity.lists.headers import fits, is_refused, map_headers, why_refused
from comity.lists.site_audits import RefusedAs


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Country / Pays", "country"),
        ("Adresse | Address", "address"),
        ("城市 City", "city"),
        ("City 城市", "city"),
        ("Ülke (Country)", "country"),
        ("Supplier Name*", "supplier_name"),
        ("* Supplier name (mandatory)", "supplier_name"),
        ("Address 1", "address"),
        ("Site Name:", "site_name"),
        ("1. Supplier name", "supplier_name"),
        ("3) Country", "country"),
        ("Supplier name\nNom du fournisseur", "supplier_name"),
        ("Land - Country", "country"),
        ("Nazwa dostawcy (Supplier name)", "supplier_name"),
        ("Название завода (Factory)", "site_name"),
        ("Supplier / Site", "supplier_name"),
        ("Zip/Postal Code", "postal_code"),
        ("Country/Region", "country"),
        ("State/Province", "region"),
        ("Factory country", "country"),
        ("Supplier City", "city"),
    ],
)
def test_a_header_in_two_languages_or_with_trimmings_is_known_by_the_part_that_fits(
    header: str, ours: str
) -> None:
    assert fits(header) == ours


@pytest.mark.parametrize(
    "header",
    [
        "City / State",
        "Country and city",
        "Country of origin",
        "Country (of origin)",
        "Address (head office)",
        "Contact / Name",
        "Workers (site)",
        "Company (Pvt) Ltd",
        "Supplier - Alder Foods",
        "Address 2",
        "Country" + " of those who" * 40,
    ],
)
def test_a_header_of_two_columns_or_of_something_else_is_not_taken_for_ours(header: str) -> None:
    assert fits(header) is None


@pytest.mark.parametrize(
    "header", ["Country / Price", "Adresse | Umsatz", "City (next audit)", "国家 单价", "Site score"]
)
def test_a_part_that_fits_does_not_save_a_header_that_is_refused(header: str) -> None:
    mapped = map_headers(["Supplier", header], {})

    assert fits(header) is None
    assert mapped.columns == {"supplier_name": 0}
    assert mapped.refused == (1,)


REFUSED = {
    RefusedAs.COMMERCIAL: [
        "Einkaufspreis", "Jahresumsatz", "Nettoeinkaufspreis 2025", "Rahmenvertragsnummer", "Liefermenge (t)", "Gesamtkosten",
        "单价", "采购量", "年采购额", "合同编号", "Rebate %", "Discount", "Gross margin", "Incoterm", "Incoterms 2020",
        "Payment terms", "FOB", "FOB price", "PO value", "Lead time (days)", "MOQ", "Capacity booked", "Spend (USD)",
        "Chiffre d'affaires", "Quantités", "Délai de livraison", "Facturación anual", "Precio unitario", "Preço", "Custo",
        "Prezzo", "Fatturato", "Sconto", "Fiyatı", "Yıllık Harcaması", "Sözleşme no", "Birim fiyat", "Ciro", "Đơn giá",
        "Doanh thu", "Số lượng", "Hợp đồng", "Harga satuan", "Nilai", "Kontrak", "Contract name", "Contract manufacturer price",
    ],
    RefusedAs.FORWARD_LOOKING: [
        "Next audit date", "Planned audit", "Upcoming audits", "Audit due date", "Prochain audit", "Audit prévu", "Nächstes Audit",
        "Nächster Audittermin", "Auditplanung", "Próxima auditoría", "Próxima auditoria", "Prossimo audit", "Sonraki denetim",
        "Planlanan denetim", "下次审核日期", "计划审核", "Lần tới", "Kế hoạch", "Audit berikutnya", "Rencana audit",
    ],
    RefusedAs.RESULTS: [
        "Grade", "Overall score", "Rating", "Audit result", "No. of NCs", "Findings", "Non-compliances", "Non-conformities",
        "Critical", "Major", "CAP status", "CAP closed", "Corrective action plan", "Follow-up date", "Résultat de l'audit",
        "Non-conformités", "Auditergebnis", "Gesamtbewertung", "Abweichungen", "Calificación", "Hallazgos", "No conformidades",
        "Resultado", "Não conformidades", "Pontuação", "Esito", "Punteggio", "Bulgular", "Uygunsuzluklar", "Denetim sonucu", "评级",
        "不符合项", "审核结果", "Kết quả", "Điểm số", "Hasil audit", "Temuan",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "why"), [(header, why) for why, all_ in REFUSED.items() for header in all_]
)
def test_what_a_member_may_not_share_is_refused_and_said_why(header: str, why: RefusedAs) -> None:
    assert why_refused(header) is why


@pytest.mark.parametrize(
    "header", ["Quốc gia", "Đánh giá", "Địa điểm", "Subcontractor", "Contractor", "Gradel", "Note", "Auditor"]
)
def test_a_word_inside_another_word_refuses_nothing(header: str) -> None:
    assert not is_refused(header)


def test_no_header_that_we_know_is_refused_and_each_is_its_own_column() -> None:
    names = headers._synonyms()[0]

    assert [header for header in names if is_refused(header)] == []
    assert {header: fits(header) for header in names if fits(header) != names[header]} == {}


def test_cap_is_a_postal_code_beside_italian_and_else_a_corrective_action_plan() -> None:
    italian = map_headers(["Fornitore", "Indirizzo", "CAP", "Città"], {})
    english = map_headers(["Supplier", "Address", "CAP", "City"], {})

    assert italian.columns["postal_code"] == 2
    assert italian.refused == ()
    assert "postal_code" not in english.columns
    assert english.refused == (2,)


def test_a_person_may_say_that_cap_is_a_postal_code() -> None:
    mapped = map_headers(["Supplier", "CAP"], {"postal_code": "CAP"})

    assert mapped.columns["postal_code"] == 1
    assert mapped.refused == ()


def test_the_country_of_origin_of_goods_leaves_the_country_open() -> None:
    mapped = map_headers(["Supplier", "Country of origin", "Site country"], {})

    assert mapped.columns == {"supplier_name": 0, "country": 2}


def test_a_contract_manufacturer_is_a_name_and_its_contract_is_refused() -> None:
    mapped = map_headers(["Contract manufacturer", "Contract", "Country"], {})

    assert mapped.columns == {"supplier_name": 0, "country": 2}
    assert mapped.refused == (1,)


def test_the_header_that_fits_best_takes_the_column_wherever_it_stands() -> None:
    mapped = map_headers(["Supplier country", "Pays / Country", "Supplier", "Country", "Site country"], {})

    assert mapped.columns == {"supplier_name": 2, "country": 3}


def test_mapping_a_refused_column_by_hand_says_why_it_is_refused() -> None:
    with pytest.raises(UsageProblem, match="looks like results of audits"):
        map_headers(["Supplier", "Score"], {"site_name": "Score"})


ALL_REFUSED = [header for all_ in REFUSED.values() for header in all_]
HEADER = st.sampled_from(sorted(headers._synonyms()[0])) | st.sampled_from(ALL_REFUSED) | st.text(max_size=30)


@given(row=st.lists(HEADER, max_size=12))
def test_a_column_is_ours_or_refused_or_neither_and_taken_once(row: list[str]) -> None:
    mapped = map_headers(row, {})

    taken = list(mapped.columns.values())
    assert len(taken) == len(set(taken))
    assert not set(taken) & set(mapped.refused)
    assert {place for place, header in enumerate(row) if is_refused(header)} <= set(mapped.refused)


@given(
    ours=HEADER,
    theirs=st.sampled_from(sorted(set(ALL_REFUSED) - {"Nilai"})),  # refused only where it says nothing else
    between=st.sampled_from([" / ", " | ", "\n", " - ", " "]),
)
def test_nothing_beside_a_refused_word_makes_it_readable(ours: str, theirs: str, between: str) -> None:
    assert fits(f"{ours}{between}{theirs}") is None
