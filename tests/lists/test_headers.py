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
        ("City / State", "city"),
        ("Province / City", "city"),
        ("Nom de la coopérative", "supplier_name"),
        ("Hotel name", "site_name"),
        ("Üzem neve", "site_name"),
        ("Όνομα εγκατάστασης", "site_name"),
        ("ឈ្មោះរោងចក្រ", "site_name"),
        ("कारखाने का पता", "address"),
        ("Naziv pravnog lica", "supplier_name"),
        ("Адреса потужності", "address"),
    ],
)
def test_a_header_in_two_languages_or_with_trimmings_is_known_by_the_part_that_fits(
    header: str, ours: str
) -> None:
    assert fits(header) == ours


@pytest.mark.parametrize(
    "header",
    [
        "City / Country",
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


LANGUAGES = {
    "Dutch": ["Naam leverancier", "Adres", "Plaats", "Land", "Datum audit", "Auditprotocol"],
    "Polish": ["Nazwa dostawcy", "Ulica", "Miejscowość", "Kraj", "Data audytu", "Protokół audytu"],
    "Czech": ["Název dodavatele", "Ulice", "Město", "Země", "Datum auditu", "Standard auditu"],
    "Romanian": ["Nume furnizor", "Adresa", "Localitate", "Țara", "Data auditului", "Standard de audit"],
    "Hungarian": ["Beszállító neve", "Cím", "Város", "Ország", "Audit dátuma", "Szabvány"],
    "Russian": ["Наименование поставщика", "Адрес", "Город", "Страна", "Дата аудита", "Стандарт"],
    "Ukrainian": ["Назва постачальника", "Адреса", "Місто", "Країна", "Дата аудиту", "Стандарт"],
    "Swedish": ["Leverantörens namn", "Gatuadress", "Stad", "Land", "Revisionsdatum", "Revisionsstandard"],
    "Finnish": ["Toimittajan nimi", "Osoite", "Kaupunki", "Maa", "Auditointipäivä", "Standardi"],
    "Greek": ["Επωνυμία προμηθευτή", "Διεύθυνση", "Πόλη", "Χώρα", "Ημερομηνία ελέγχου", "Πρότυπο"],
    "Japanese": ["仕入先名", "住所", "市区町村", "国", "監査日", "監査基準"],
    "Korean": ["공급업체명", "주소", "도시", "국가", "심사일자", "심사 기준"],
    "Arabic": ["اسم المورد", "العنوان", "المدينة", "البلد", "تاريخ التدقيق", "معيار التدقيق"],
    "Thai": ["ชื่อผู้ผลิต", "ที่อยู่", "อำเภอ", "ประเทศ", "วันที่ตรวจประเมิน", "มาตรฐาน"],
    "Hindi": ["आपूर्तिकर्ता का नाम", "पता", "शहर", "देश", "ऑडिट तिथि", "मानक"],
    "Chinese, traditional": ["供應商名稱", "工廠地址", "城市", "國家", "稽核日期", "驗廠標準"],
}  # fmt: skip
COMMERCIAL = {
    "Dutch": "Inkoopwaarde 2025", "Polish": "Wartość zamówień", "Czech": "Roční objem", "Romanian": "Prețul unitar",
    "Hungarian": "Éves forgalom", "Russian": "Объём закупок", "Ukrainian": "Обсяг закупівель", "Swedish": "Inköpsvärde",
    "Finnish": "Ostot 2025", "Greek": "Τιμή μονάδας", "Japanese": "年間購入額", "Korean": "연간 구매액", "Arabic": "قيمة المشتريات",
    "Thai": "ยอดซื้อต่อปี", "Hindi": "मूल्य", "Chinese, traditional": "年採購額",
}  # fmt: skip
NEXT = {
    "Dutch": "Volgende audit", "Polish": "Następny audyt", "Czech": "Příští audit", "Romanian": "Următorul audit",
    "Hungarian": "Következő audit", "Russian": "Следующий аудит", "Ukrainian": "Наступний аудит", "Swedish": "Nästa revision",
    "Finnish": "Seuraava auditointi", "Greek": "Επόμενος έλεγχος", "Japanese": "次回監査予定日", "Korean": "다음 심사 예정일",
    "Arabic": "التدقيق القادم", "Thai": "การตรวจครั้งถัดไป", "Hindi": "अगला ऑडिट", "Chinese, traditional": "下次稽核日期",
}  # fmt: skip
RESULT = {
    "Dutch": "Bevindingen", "Polish": "Niezgodności", "Czech": "Výsledek auditu", "Romanian": "Neconformități",
    "Hungarian": "Értékelés", "Russian": "Несоответствия", "Ukrainian": "Результат аудиту", "Swedish": "Avvikelser",
    "Finnish": "Poikkeamat", "Greek": "Ευρήματα", "Japanese": "指摘事項", "Korean": "심사 결과", "Arabic": "نتيجة التدقيق",
    "Thai": "ผลการตรวจ", "Hindi": "परिणाम", "Chinese, traditional": "稽核結果",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_is_understood_in_the_language_it_arrives_in(language: str) -> None:
    mapped = map_headers([*LANGUAGES[language], COMMERCIAL[language], NEXT[language], RESULT[language]], {})

    assert mapped.columns == {
        "supplier_name": 0, "address": 1, "city": 2, "country": 3, "audit_date": 4, "protocol": 5,
    }  # fmt: skip
    assert mapped.reasons == {
        6: RefusedAs.COMMERCIAL,
        7: RefusedAs.FORWARD_LOOKING,
        8: RefusedAs.RESULTS,
    }


@pytest.mark.parametrize(
    "header", ["விலை", "စျေးနှုန်း", "ფასი", "ዋጋ", "តម្លៃ", "Kaina", "قیمت فی یونٹ", "වටිනාකම", "գին", "Käive"]
)
def test_a_price_is_refused_in_every_language_whose_names_we_know(header: str) -> None:
    assert headers.why_refused(header) is RefusedAs.COMMERCIAL


def test_what_is_taken_for_want_of_a_better_header_is_no_header_of_its_column() -> None:
    names = headers._synonyms()[0]

    assert {header for header, ours in headers._weak().items() if names.get(header) == ours} == set()


@pytest.mark.parametrize("header", ["Audit am", "Last audit", "Audité le", "Son denetim", "审核时间"])
def test_a_header_that_says_when_is_the_date_where_no_other_says_so(header: str) -> None:
    alone = map_headers(["Supplier", header, "Gültig bis"], {})
    beside = map_headers(["Supplier", header, "Audit date"], {})

    assert alone.columns["audit_date"] == 1
    assert beside.columns["audit_date"] == 2


def test_a_registered_address_is_read_only_where_there_is_no_other() -> None:
    alone = map_headers(["Razón social", "Domicilio fiscal", "País"], {})
    both = map_headers(["Razón social", "Domicilio fiscal", "Dirección", "País"], {})

    assert alone.columns["address"] == 1
    assert both.columns["address"] == 2


def test_no_column_has_two_meanings() -> None:
    meanings: dict[str, set[str]] = {}
    for column, names in headers._table()["columns"].items():
        for name in names:
            meanings.setdefault(headers.plain(name), set()).add(column)

    assert {name: some for name, some in meanings.items() if len(some) > 1} == {}


def test_kraj_is_a_country_in_polish_and_a_region_in_czech() -> None:
    polish = map_headers(["Nazwa dostawcy", "Miejscowość", "Kraj"], {})
    czech = map_headers(["Název dodavatele", "Město", "Kraj", "Země"], {})

    assert polish.columns["country"] == 2
    assert czech.columns["country"] == 3
    assert czech.refused == ()


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Pays du fournisseur", "country"),
        ("Dirección de la planta", "address"),
        ("Cidade da fábrica", "city"),
        ("Adresa závodu", "address"),
        ("Страна поставщика", "country"),
        ("工厂城市", "city"),
        ("工場の住所", "address"),
        ("공장주소", "address"),
        ("عنوان المصنع", "address"),
    ],
)
def test_whose_a_column_is_may_be_said_in_any_language(header: str, ours: str) -> None:
    assert fits(header) == ours


def test_a_vowel_that_is_a_mark_ends_no_word() -> None:
    assert headers.plain("मूल्य।") == headers.plain("मूल्य")
    assert " " not in headers.plain("วันที่")


def test_of_two_columns_of_one_name_each_can_be_meant() -> None:
    found = ["Supplier", "Datum", "Datum"]

    assert map_headers(found, {"audit_date": "Datum"}).columns["audit_date"] == 1
    assert map_headers(found, {"audit_date": "Datum (1)"}).columns["audit_date"] == 1
    assert map_headers(found, {"audit_date": "Datum (2)"}).columns["audit_date"] == 2
    with pytest.raises(UsageProblem, match=r"“Datum \(1\)”, “Datum \(2\)”"):
        map_headers(found, {"audit_date": "Datum (3)"})


def test_a_header_that_ends_in_a_number_is_itself() -> None:
    assert map_headers(["A", "A", "A (2)"], {"city": "A (2)"}).columns["city"] == 2
