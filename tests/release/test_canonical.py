"""One form for every site, whoever spells it: the published words must not be anybody's fingerprint."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.release.canonical import canonical_rows
from comity.release.frames import countries_of
from tests.release.programme import Audit, Spelling, contributions_of, records_of


def published(*spellings: Spelling) -> dict[str, str | None]:
    """The row of one site that so many members spell, each in its own way."""
    told = [
        Spelling(
            site="s",
            record=f"r{at}",
            name=one.name,
            supplier=one.supplier,
            address=one.address,
            city=one.city,
        )
        for at, one in enumerate(spellings)
    ]
    audits = [Audit(site="s", member=f"m{at}") for at in range(len(told))]
    own = {("s", f"m{at}"): f"r{at}" for at in range(len(told))}
    records = records_of(told)
    [row] = canonical_rows(contributions_of(audits, record_of=own), records, countries_of(records)).to_dicts()
    return row


def spelled(
    name: str, address: str = "12 Harbour Road", city: str = "Izmir", supplier: str | None = None
) -> Spelling:
    return Spelling(site="s", name=name, address=address, city=city, supplier=supplier)


PLAIN = published(spelled("Alder Textile Mill", "12 Harbour Road", "Izmir"))


@pytest.mark.parametrize(
    "name",
    [
        "ALDER TEXTILE MILL",
        "alder textile mill",
        "Alder Textile Mill Ltd",
        "ALDER TEXTILE MILL LTD.",
        "Alder Textile Mill Limited",
        "Alder Textile Mill, Ltd.",
        "Alder Textile Mill Co., Ltd.",
        "Alder Textile Mill San. ve Tic. A.Ş.",
        "Älder  Textîle Mıll",
        "“Alder” Textile-Mill",
        "Alder/Textile/Mill",
        "Ａlder Ｔextile Ｍill",
        "Алдер Textile Mill",
    ],
)
def test_capitals_legal_form_punctuation_marks_and_script_do_not_show(name: str) -> None:
    assert published(spelled(name)) == PLAIN


@pytest.mark.parametrize(
    "address",
    ["12 Harbour Rd", "12, HARBOUR RD.", "No. 12 Harbour Road", "Harbour Road 12", "Harbour Road No: 12", "12 Harbour Road, Izmir", "12 Harbour Road 35000 Izmir", "12 Harbour Road, Izmir, Türkiye", "12 Harbour Rd., Izmir, TURKEY"],
)  # fmt: skip
def test_abbreviations_numbers_postcodes_and_the_town_do_not_show_in_an_address(address: str) -> None:
    assert published(spelled("Alder Textile Mill", address)) == PLAIN


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("Unit No. 2, 12 Harbour Rd", "Unit 2 Harbour Road 12"),
        ("3rd Floor, 12 Harbour Road", "Floor 3 Harbour Road 12"),
        ("Plot 12, Sector 4", "Plot 12 Sector 4"),
    ],
)
def test_the_number_of_a_unit_or_a_plot_stays_with_it(address: str, shown: str) -> None:
    assert published(spelled("Alder Textile Mill", address))["address"] == shown


@pytest.mark.parametrize("city", ["IZMIR", "İzmir", "izmir", "Izmir.", "35000 Izmir", "Izmir-3500"])
def test_a_town_is_written_in_one_way(city: str) -> None:
    assert published(spelled("Alder Textile Mill", city=city)) == PLAIN


def test_a_district_is_told_by_its_number() -> None:
    assert published(spelled("Alder Mill", city="District 12"))["city"] == "District 12"


def test_a_site_that_only_says_which_unit_it_is_bears_its_companys_name() -> None:
    assert published(spelled("Unit 2", supplier="Alder Textiles Ltd"))["name"] == "Alder Textiles Unit 2"


def test_the_form_of_most_groups_is_shown_and_of_a_group_that_repeats_itself_one_voice() -> None:
    row = published(spelled("Alder Mill"), spelled("Alder Mill"), spelled("Alder Mills East"))

    assert row["name"] == "Alder Mill"


@given(order=st.permutations(["Alder Mill", "Alder Mills", "ALDER MILL", "Alder Weaving"]))
@settings(max_examples=24, deadline=None)
def test_the_order_of_spellings_does_not_show(order: list[str]) -> None:
    assert published(*(spelled(name) for name in order)) == published(
        *(spelled(name) for name in sorted(order))
    )


@given(name=st.text(max_size=60), address=st.text(max_size=60), city=st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_only_plain_words_are_published(name: str, address: str, city: str) -> None:
    row = published(spelled(name or "x", address, city))

    for column in ("name", "address", "city"):
        text = row[column] or ""
        assert text.isascii()
        assert text == " ".join(text.split())
        assert all(word.isalnum() and word == word.capitalize() for word in text.split())


# ---- the formatting attack


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a member writes, loudly: whoever sees the raw spelling knows it at once."""

    name: Callable[[str], str]
    address: Callable[[str, int], str]
    city: Callable[[str], str]


STYLES = (
    Style(name=lambda n: f"{n.upper()}, LTD.", address=lambda s, n: f"{n} {s.upper()} RD.", city=str.upper),
    Style(name=lambda n: f"{n} Limited", address=lambda s, n: f"No. {n}, {s} Road", city=str.title),
    Style(name=lambda n: f"{n.lower()} co., ltd", address=lambda s, n: f"{s.lower()} road {n}", city=str.lower),
    Style(name=lambda n: f"{n} San. ve Tic. A.Ş.", address=lambda s, n: f"{s} Rd No:{n}", city=lambda c: c.replace("i", "İ")),
    Style(name=lambda n: f"“{n}” (Pvt) Ltd", address=lambda s, n: f"{n}/{s} Road", city=lambda c: f"{c} 35000"),
    Style(name=lambda n: f"PT {n}", address=lambda s, n: f"{s} road, no {n}, Turkey", city=lambda c: f" {c}. "),
)  # fmt: skip

_SYLLABLES = ("ka", "lo", "mi", "ter", "an", "su", "ri", "do", "ve", "pal", "nor", "ti", "ga", "lus", "ber")


def _styled_world(seed: int, sites: int) -> tuple[list[Spelling], list[Audit]]:
    """Who contributes a site is drawn blindly, so that nothing but style could tell."""
    draw = Random(seed)

    def word() -> str:
        return "".join(draw.choice(_SYLLABLES) for _ in range(3)).capitalize()

    spellings, audits = [], []
    for at in range(sites):
        who = draw.randrange(len(STYLES))
        style, site = STYLES[who], f"s{at:04d}"
        spellings.append(
            Spelling(
                site=site,
                name=style.name(f"{word()} {word()}"),
                address=style.address(word(), draw.randint(1, 99)),
                city=style.city(draw.choice(["Rivas", "Denizli", "Pune", "Wuxi"])),
            )
        )
        audits.append(Audit(site=site, member=f"member-{who}"))
    return spellings, audits


class NaiveBayes:
    """Which of the authors wrote a text, by its trigrams, add-one smoothed."""

    def __init__(self, texts: Sequence[str], authors: Sequence[str]) -> None:
        self.counts: dict[str, Counter[str]] = {author: Counter() for author in sorted(set(authors))}
        for text, author in zip(texts, authors, strict=True):
            self.counts[author].update(_trigrams(text))
        kinds = len({one for counted in self.counts.values() for one in counted}) + 1
        self.totals = {author: sum(counted.values()) + kinds for author, counted in self.counts.items()}
        self.prior = {author: math.log(count / len(authors)) for author, count in Counter(authors).items()}

    def author_of(self, text: str) -> str:
        parts = list(_trigrams(text))

        def score(author: str) -> float:
            counted = self.counts[author]
            return self.prior[author] + sum(
                math.log((counted[part] + 1) / self.totals[author]) for part in parts
            )

        return max(self.counts, key=score)


def _trigrams(text: str) -> Iterable[str]:
    padded = f"  {text}  "
    return (padded[at : at + 3] for at in range(len(padded) - 2))


def _accuracy(texts: Sequence[str], authors: Sequence[str], *, learnt: int) -> tuple[float, float]:
    """Share of the rest that the classifier names right, and that the commonest author makes."""
    model = NaiveBayes(texts[:learnt], authors[:learnt])
    rest = list(zip(texts[learnt:], authors[learnt:], strict=True))
    right = sum(model.author_of(text) == author for text, author in rest)
    [(_, commonest)] = Counter(authors[learnt:]).most_common(1)
    return right / len(rest), commonest / len(rest)


def test_a_classifier_of_writing_styles_learns_nothing_from_published_rows_and_nearly_all_from_raw_ones() -> (
    None
):
    """4,500 sole rows learnt with their authors, 4,500 guessed: one standard deviation of pure luck is half a point."""
    spellings, audits = _styled_world(seed=1, sites=9_000)
    authors = [one.member for one in audits]
    records = records_of(spellings)
    rows = canonical_rows(contributions_of(audits), records, countries_of(records)).sort("site")
    raw = [f"{one.name}|{one.address}|{one.city}" for one in spellings]
    shown = rows.select(pl.concat_str("name", "address", "city", separator="|")).to_series().to_list()

    from_raw, commonest = _accuracy(raw, authors, learnt=4_500)
    from_shown, _ = _accuracy(shown, authors, learnt=4_500)

    assert from_raw > commonest + 0.5
    assert from_shown < commonest + 0.02
