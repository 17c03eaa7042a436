import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import UsageProblem
from comity.linkage import KNOWN_FRAME, ROWS_FRAME, Constraint, Linkage, link_rows
from tests.linkage.rows import rows_of


def clusters(linkage: Linkage) -> dict[str, str]:
    return dict(linkage.clusters.select("record", "cluster").iter_rows())


def together(rows: pl.DataFrame, engine: str = "columnar") -> bool:
    return len(set(clusters(link_rows(rows, engine=engine)).values())) == 1


@pytest.mark.parametrize("engine", ["columnar", "reference"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yıldız Ambalaj San. ve Tic. A.Ş.", "YILDIZ AMBALAJ"),
        ("Hoàng Phát Co., Ltd", "CONG TY TNHH HOANG PHAT"),
        ("Gujarat Foods Pvt. Ltd. Unit II", "GUJARAT FOODS UNIT-2"),
    ],
)
def test_one_site_spelled_twice_is_one_site(one: str, other: str, engine: str) -> None:
    rows = rows_of(
        {"list": "a", "site_name": one, "country": "TR"}, {"list": "b", "site_name": other, "country": "TR"}
    )

    assert together(rows, engine)


def test_a_house_number_at_the_end_of_a_name_numbers_no_unit() -> None:
    rows = rows_of(
        {"list": "a", "site_name": "Velmira-Werke Akt.-Ges. in München, Lindwurmstr. 51", "country": "DE"},
        {"list": "b", "site_name": "Velmira-Werke Aktiengesellschaft in München, Lindwurmstr. 5 1.", "country": "DE"},
    )  # fmt: skip

    assert together(rows)


def test_a_unit_that_says_no_number_does_not_bring_two_units_together() -> None:
    rows = rows_of(
        *(
            {"list": name, "site_name": text, "city": "Pune", "country": "IN"}
            for name, text in (("a", "Velmira Unit 2"), ("b", "Velmira Unit 3"), ("c", "Velmira"))
        )
    )

    linkage = link_rows(rows)

    assert clusters(linkage)[rows["record"][0]] != clusters(linkage)[rows["record"][1]]


def test_one_other_word_tells_two_long_names_of_one_street_apart() -> None:
    place = {"city": "Querétaro", "country": "MX"}
    one = {"list": "a", "site_name": "El Águila Ravbrano Confecciones", "address": "Av. Juárez 785", **place}
    other = {
        "list": "b",
        "site_name": "El Águila Tasbrano Confecciones",
        "address": "Av. Juárez 520",
        **place,
    }

    assert not together(rows_of(one, other))


def test_a_site_called_by_its_town_is_no_other_name() -> None:
    place = {"address": "48 Harbour Road", "city": "Gurgaon", "country": "IN", "parent_name": "Tasolin Group"}
    by_town = {"list": "a", "site_name": "Gurgaon", "supplier_name": "Tasolin Group", **place}
    by_name = {"list": "b", "site_name": "Velmira Foods", "supplier_name": "Velmira Foods", **place}
    elsewhere = {**by_name, "address": "113 Station Road", "city": "Kanpur"}

    assert together(rows_of(by_town, by_name))
    assert not together(rows_of(by_town, elsewhere))


def test_the_same_site_identifier_decides_and_another_one_forbids() -> None:
    one = {"list": "a", "site_name": "Velmira Mills", "country": "IN", "gln": "4012345000009"}
    renamed = {"list": "b", "site_name": "Tasolin Foods", "country": "IN", "gln": "4012345000009"}
    other = {"list": "b", "site_name": "Velmira Mills", "country": "IN", "gln": "4098765000006"}

    assert together(rows_of(one, renamed))
    assert not together(rows_of(one, other))


def test_rows_written_alike_are_said_to_be() -> None:
    rows = rows_of(
        *({"list": name, "site_name": "Velmira Mills", "country": "IN"} for name in ("a", "b")),
        {"list": "a", "site_name": "Okaveri Glass", "country": "IN"},
    )

    clusters = link_rows(rows).clusters.join(rows.select("record", "site_name").unique(), on="record")

    assert dict(clusters.select("site_name", "reason").iter_rows()) == {
        "Velmira Mills": "written exactly alike",
        "Okaveri Glass": "only record of its site",
    }


def test_every_link_says_why() -> None:
    rows = rows_of(
        {"list": "a", "site_name": "Velmira Mills Ltd", "city": "Pune", "country": "IN"},
        {"list": "b", "site_name": "VELMIRA MILLS", "city": "Pune", "country": "IN"},
    )

    reason = link_rows(rows).links["reason"][0]

    assert "site names equal but for case, marks and legal form" in reason
    assert "same city" in reason


ALIKE = rows_of(
    {"list": "a", "site_name": "Velmira Mills Ltd", "city": "Pune", "country": "IN"},
    {"list": "b", "site_name": "VELMIRA MILLS", "city": "Pune", "country": "IN"},
    {"list": "c", "site_name": "Okaveri Glass", "city": "Pune", "country": "IN"},
)


def test_a_cannot_link_is_kept_and_not_asked_again() -> None:
    left, right, _ = ALIKE["record"]

    linkage = link_rows(ALIKE, constraints=[Constraint(left=left, right=right, same=False)])

    assert clusters(linkage)[left] != clusters(linkage)[right]
    assert linkage.doubtful.filter(
        pl.col("left").is_in([left, right]) & pl.col("right").is_in([left, right])
    ).is_empty()


def test_a_must_link_is_kept_where_nothing_speaks_for_it() -> None:
    left, _, third = ALIKE["record"]

    linkage = link_rows(ALIKE, constraints=[Constraint(left=left, right=third, same=True)])

    assert clusters(linkage)[left] == clusters(linkage)[third]


def test_judgements_that_contradict_are_said_with_their_chain() -> None:
    a, b, c = ALIKE["record"]
    given = [
        Constraint(left=a, right=b, same=True),
        Constraint(left=b, right=c, same=True),
        Constraint(left=a, right=c, same=False),
    ]

    (contradiction,) = link_rows(ALIKE, constraints=given).contradictions

    assert contradiction.chain == (a, b, c)


def test_a_new_row_joins_the_known_site_and_two_known_sites_stay_two() -> None:
    known = ALIKE.head(2).with_columns(site=pl.Series(["S-1", "S-2"])).select(KNOWN_FRAME.names())
    new = rows_of({"list": "d", "site_name": "Velmira Mills Limited", "city": "Pune", "country": "IN"})

    linkage = link_rows(new, known=known)

    assert linkage.clusters.height == 1
    assert linkage.clusters["site"][0] in {"S-1", "S-2"}


def test_an_unknown_engine_is_said() -> None:
    with pytest.raises(UsageProblem, match=r"columnar, reference, spark"):
        link_rows(ALIKE, engine="duck")


def test_spark_must_be_told_where_it_runs_and_no_other_engine_may() -> None:
    with pytest.raises(UsageProblem, match=r"told where it runs.*--master"):
        link_rows(ALIKE, engine="spark")
    with pytest.raises(UsageProblem, match="has no master"):
        link_rows(ALIKE, master="local[2]")


def test_no_rows_and_one_row_are_answered() -> None:
    assert link_rows(pl.DataFrame(schema=ROWS_FRAME)).clusters.is_empty()
    assert link_rows(ALIKE.head(1)).clusters["reason"][0] == "only record of its site"


@pytest.mark.parametrize("name", ["Factory", "x" * 10_000])
def test_many_equal_rows_are_one_record(name: str) -> None:
    rows = rows_of({"list": "a", "site_name": name, "country": "CN"})
    many = pl.concat([rows] * 20_000)

    assert link_rows(many).clusters.height == 1


NAMES = st.sampled_from(
    ["Velmira Mills", "VELMIRA MILLS LTD", "Velmira Mills Unit 2", "Okaveri Glass", "Okaveri Glas", "Tasolin"]
)
ROW = st.fixed_dictionaries({"list": st.sampled_from("abc"), "site_name": NAMES, "country": st.just("IN")})


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=9), data=st.data())
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, str]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))

    assert clusters(link_rows(rows_of(*rows))) == clusters(link_rows(rows_of(*shuffled)))


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=9))
def test_the_fast_engine_gives_the_sites_of_the_reference(rows: list[dict[str, str]]) -> None:
    frame = rows_of(*rows)

    assert clusters(link_rows(frame)) == clusters(link_rows(frame, engine="reference"))


def test_a_new_row_that_judgements_tie_to_two_parted_sites_is_said() -> None:
    known = ALIKE.head(2).with_columns(site=pl.Series(["S-1", "S-2"])).select(KNOWN_FRAME.names())
    more = rows_of(
        {"list": "d", "site_name": "Velmira Mills Two", "city": "Pune", "country": "IN"},
        {"list": "e", "site_name": "Velmira Mills Three", "city": "Pune", "country": "IN"},
    )
    known = pl.concat([known, more.with_columns(site=pl.Series(["S-1", "S-2"])).select(KNOWN_FRAME.names())])
    one, two = known.filter(site="S-1")["record"], known.filter(site="S-2")["record"]
    new = rows_of({"list": "f", "site_name": "Velmira Mills Pune", "city": "Pune", "country": "IN"})
    given = [
        Constraint(left=one[0], right=two[0], same=False),
        Constraint(left=one[1], right=new["record"][0], same=True),
        Constraint(left=new["record"][0], right=two[1], same=True),
    ]

    (contradiction,) = link_rows(new, known=known, constraints=given).contradictions

    assert {contradiction.left, contradiction.right} == {one[0], two[0]}
    assert new["record"][0] in contradiction.chain
