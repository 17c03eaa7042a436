"""Names in other scripts, compared with what the firm is called elsewhere."""

import polars as pl
import pytest

from comity.linkage import link_rows
from comity.linkage.spelling import name_words_all
from comity.linkage.translate import BY_SOUND, HAN, LATIN, in_english, scripts_of
from tests.linkage.rows import rows_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("上海宏达食品有限公司", "shang hai hong da food"),
        ("恒泰塑料制品厂 第2分厂", "heng tai plastic products factory di 2 factory"),
        ("东升印染厂", "dong sheng dyeing factory"),
        ("(주)한빛섬유", "hanbich textile"),
        ("บริษัท สมบูรณ์พลาสติก จำกัด (มหาชน)", "smbur plastic"),
        ("شركة الأمل للصناعات الغذائية ش.م.م", "al ml industries food"),
        ("विजय टेक्सटाइल्स प्राइवेट लिमिटेड", "vijy textiles"),
        ("ZEMAกรุงทองอาหาร", "zema krungthong food"),
        ("メイコー トレーディング株式会社", "me i ko trading"),
        ('מאפיית הגליל בע"מ', "bakery hglyl"),
        ("چناب سپورٹس (پرائیویٹ) لمیٹڈ", "chnb sports"),
        ("சக்தி ஸ்பின்னிங் மில்ஸ் லிமிடெட்", "ckti spinning mills"),
        ("රුවන් තේ කර්මාන්ත ශාලාව", "ruvn tea factory"),
        ("ရွှေ အထည်ချုပ် ကုမ္ပဏီလီမိတက်", "rvhe garment"),
        ("អង្គរ ស្បែកជើង ឯ.ក", "ngkr footwear"),
        ("አዋሽ ጨርቃ ጨርቅ ኃ.የተ.የግ.ማ", "awash textile"),
        ("შპს ვაზი ღვინის ქარხანა", "vazi winery"),
    ],
)
def test_words_of_trade_and_of_form_are_said_in_english(name: str, words: str) -> None:
    assert name_words_all(in_english(pl.Series([name]))).to_list() == [words]


def test_what_is_in_latin_letters_is_not_touched() -> None:
    names = pl.Series(["Süßwaren Łódź S.A.", "Công ty Thực phẩm", "Gıda Ürünleri"])

    assert in_english(names).to_list() == names.to_list()


def test_scripts_are_told_apart_and_a_brand_in_latin_letters_makes_none_latin() -> None:
    names = pl.Series(["Łódź", "東京", "TATA बिजली", "Лён", None])

    assert scripts_of(names).tolist() == [LATIN, HAN, BY_SOUND, BY_SOUND, LATIN]


def test_a_firm_is_one_site_in_two_scripts_and_its_branches_stay_apart() -> None:
    rows = rows_of(
        {"list": "a", "site_name": "恒泰塑料制品厂 第2分厂", "city": "青岛市", "country": "CN", "address": "沿江路 456号"},
        {"list": "b", "site_name": "Hengtai Plastic Products Factory No. 2", "city": "Qingdao", "country": "CN",
         "address": "No. 456 Yanjiang Road"},
        {"list": "c", "site_name": "Hengtai Plastic Products Factory No. 3", "city": "Qingdao", "country": "CN",
         "address": "No. 456 Yanjiang Road"},
    )  # fmt: skip

    clusters = link_rows(rows).clusters
    cluster = dict(rows.join(clusters, on="record").select("list", "cluster").iter_rows())

    assert cluster["a"] == cluster["b"] != cluster["c"]


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("TH", ("บริษัท กาญจนาเฟอร์นิเจอร์ จำกัด", "ถนนพหลโยธิน เลขที่ 41", "ลำปาง"), ("Kanchana Furniture Co., Ltd.", "41 Phahonyothin Road", "Lampang")),
        ("EG", ("شركة الأهرام للأثاث", "شارع النصر 18", "أسيوط"), ("El Ahram Furniture Co.", "18 El Nasr Street", "Asyut")),
        ("KR", ("주식회사 청우 가구", "경인로 51", "수원시"), ("Chungwoo Furniture Co., Ltd.", "51 Gyeongin-ro", "Suwon")),
        ("IN", ("गणेश फर्नीचर प्राइवेट लिमिटेड", "नेहरू मार्ग 27", "नागपुर"), ("Ganesh Furniture Pvt. Ltd.", "27 Nehru Road", "Nagpur")),
        ("BD", ("পদ্মা টেক্সটাইল লিমিটেড", "মিরপুর রোড 64", "ঢাকা"), ("Padma Textile Ltd.", "64 Mirpur Road", "Dhaka")),
    ],
)  # fmt: skip
def test_a_firm_and_its_street_are_known_by_their_sound(
    country: str, one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    rows = rows_of(
        *(
            {"list": name, "site_name": site, "address": address, "city": city, "country": country}
            for name, (site, address, city) in (("a", one), ("b", other))
        )
    )

    links = link_rows(rows).links

    assert links["same"].to_list() == [True]
