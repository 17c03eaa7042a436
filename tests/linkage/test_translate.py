"""Names in Han characters, compared with what the firm is called elsewhere."""

import polars as pl
import pytest

from comity.linkage import link_rows
from comity.linkage.spelling import name_words_all
from comity.linkage.translate import in_english
from tests.linkage.rows import rows_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("上海宏达食品有限公司", "shang hai hong da food"),
        ("恒泰塑料制品厂 第2分厂", "heng tai plastic products factory di 2 factory"),
        ("东升印染厂", "dong sheng dyeing factory"),
    ],
)
def test_words_of_trade_are_said_in_english(name: str, words: str) -> None:
    assert in_english(name_words_all(pl.Series([name]))).to_list() == [words]


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
