from collections.abc import Sequence
from pathlib import Path
from unicodedata import normalize

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from comity.benchmark import load_criteria
from comity.benchmark.proposals import as_text
from comity.benchmark.suggest import RANKED_FRAME, Encoder, Remembering, VectorFile, load_encoder, suggest
from comity.benchmark.suggest.company import Decided, best_part, wholes
from comity.benchmark.suggest.encoder import Several, voices_of
from comity.benchmark.suggest.evidence import COLUMN, KINDS
from comity.benchmark.suggest.weigh import CURVE, learned_curve, learned_weights, one_to_one, standing_of
from comity.benchmark.suggest.words import conventions, fold, title_of
from comity.core import UsageProblem
from examples import make_protocol

CRITERIA = [
    ("F1", "Fire exits are unlocked and clear while people work.", "Safety"),
    ("F2", "Fire extinguishers are inspected every year.", "Safety"),
    ("W1", "Overtime is paid at a premium rate.", "Wages"),
    ("W2", "Payslips show hours, pay and deductions.", "Wages"),
    ("C1", "No child below the minimum age works at the site (ILO C138).", "Children"),
]
QUESTIONS = [
    ("1", "Are all exits kept unlocked during working hours in case of fire?", "A"),
    ("2", "Were extinguishers inspected within the last year?", "A"),
    ("3", "Is overtime compensated with a premium?", "B"),
    ("4", "Does every worker receive a payslip that shows deductions?", "B"),
    ("5", "Is Convention No. 138 respected?", "C"),
]
ANSWERS = dict(zip("12345", ("F1", "F2", "W1", "W2", "C1"), strict=True))


def items(rows: Sequence[tuple[str, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["id", "text", "section"], orient="row")


def links(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["left_id", "right_id", "relation"], orient="row")


def first_of(ranked: pl.DataFrame) -> dict[str, str]:
    return dict(ranked.filter(pl.col("rank") == 1).select("left_id", "right_id").iter_rows())


def line_of(ranked: pl.DataFrame, left: str, right: str) -> dict[str, object]:
    return ranked.row(by_predicate=(pl.col("left_id") == left) & (pl.col("right_id") == right), named=True)


class Meanings:
    """A small sentence model: it knows what the test's words mean in two languages, and counts what it is asked."""

    known = (("fire", "yangin"), ("overtime", "mesai"), ("child", "cocuk"))

    def __init__(self) -> None:
        self.name = "meanings-1"
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array(
            [
                [0.1, *(float(any(word in fold(text) for word in words)) for words in self.known)]
                for text in texts
            ],
            dtype=np.float32,
        )


def test_every_question_gets_the_criterion_it_asks_for_first() -> None:
    ranked = suggest(items(QUESTIONS), items(CRITERIA))

    assert ranked.schema == RANKED_FRAME
    assert first_of(ranked) == ANSWERS


def test_a_reason_names_words_that_both_texts_have() -> None:
    ranked = suggest(items(QUESTIONS), items(CRITERIA))

    reason = line_of(ranked, "2", "F2")["reason"]
    assert "“inspected”" in str(reason)
    assert "“extinguishers”" in str(reason)


def test_a_convention_that_both_cite_is_a_reason() -> None:
    ranked = suggest(items(QUESTIONS), items(CRITERIA))

    assert "both cite ILO convention C138" in str(line_of(ranked, "5", "C1")["reason"])
    assert "convention" not in str(line_of(ranked, "5", "W1")["reason"])


def test_a_confirmed_link_is_certain_and_a_rejected_one_impossible() -> None:
    ranked = suggest(
        items(QUESTIONS), items(CRITERIA), confirmed=links(("1", "W2", "intersects"), ("1", "F1", "none"))
    )

    assert line_of(ranked, "1", "W2")["probability"] == 1
    assert line_of(ranked, "1", "W2")["rank"] == 1
    assert line_of(ranked, "1", "F1")["probability"] == 0


def test_an_item_that_nothing_meets_is_left_alone() -> None:
    ranked = suggest(items(QUESTIONS), items(CRITERIA), confirmed=links(("1", "", "none")))

    assert ranked.filter(pl.col("left_id") == "1")["probability"].to_list() == [0] * 5


def test_a_confirmed_link_speaks_for_questions_like_it() -> None:
    questions = items([*QUESTIONS, ("6", "Are all exits kept unlocked at night?", "")])

    before = line_of(suggest(questions, items(CRITERIA)), "6", "W1")
    after = line_of(suggest(questions, items(CRITERIA), confirmed=links(("1", "W1", "equal"))), "6", "W1")

    assert "like “1”, which a person linked here" in str(after["reason"])
    assert float(str(after["probability"])) > float(str(before["probability"]))


def test_rejections_lower_the_other_probabilities() -> None:
    before = suggest(items(QUESTIONS), items(CRITERIA))

    after = suggest(
        items(QUESTIONS), items(CRITERIA), confirmed=links(*((one, "", "none") for one in "1234"))
    )

    assert line_of(after, "5", "C1")["probability"] < line_of(before, "5", "C1")["probability"]  # type: ignore[operator] # both are numbers


def test_a_sentence_model_crosses_languages() -> None:
    turkish = items([("t1", "Yangın çıkışları açık mı?", ""), ("t2", "Çocuk işçi var mı?", "")])

    ranked = suggest(turkish, items(CRITERIA), model=Meanings())

    assert first_of(ranked)["t2"] == "C1"
    assert "close in meaning" in str(line_of(ranked, "t2", "C1")["reason"])


def test_a_model_is_asked_for_a_text_once(tmp_path: Path) -> None:
    model, store = Meanings(), VectorFile(tmp_path / "vectors.db")
    remembering = Remembering(model, store)

    first = remembering.encode(["fire", "child", "fire"])
    again = remembering.encode(["child", "fire", "overtime"])
    store.close()

    assert model.asked == ["fire", "child", "overtime"]
    assert np.array_equal(first[1], again[0])


@pytest.fixture(scope="module")
def model() -> Encoder:
    loaded = load_encoder(lambda _: None)
    assert loaded is not None
    return loaded


def broken() -> Encoder:
    raise OSError("no such engine")


def test_the_models_that_are_installed_cross_languages_and_scripts(model: Encoder) -> None:
    asked = items(
        [
            ("tr", "Yangın çıkışları çalışma sırasında açık ve engelsiz mi?", ""),
            ("vi", "Phiếu lương có ghi giờ làm, tiền lương và các khoản khấu trừ không?", ""),
            ("bn", "অতিরিক্ত সময়ের কাজের জন্য কি বেশি হারে মজুরি দেওয়া হয়?", ""),
            ("zh", "现场是否没有低于最低年龄的童工？", ""),
        ]
    )

    ranked = suggest(asked, items(CRITERIA), model=model)

    assert first_of(ranked) == {"tr": "F1", "vi": "W2", "bn": "W1", "zh": "C1"}


def test_letters_with_separate_marks_are_the_same_text(model: Encoder) -> None:
    text = "Phiếu lương có ghi giờ làm việc và các khoản khấu trừ không?"

    joined, apart = (model.encode([normalize(form, text)]) for form in ("NFC", "NFD"))

    assert np.array_equal(joined, apart)


def test_a_text_has_the_same_vector_in_any_company(model: Encoder) -> None:
    texts = ["Fire exits are clear.", "", "a\x00b", "\ud800", "工资 " * 40]

    together = model.encode(texts)
    alone = np.vstack([model.encode([text]) for text in texts])

    assert np.allclose(together, alone, atol=1e-5)
    assert np.isfinite(together).all()


def test_what_does_not_load_is_said_aloud_and_the_rest_is_heard() -> None:
    said: list[str] = []

    model = load_encoder(said.append, built_in=(("broken", broken), ("meanings", Meanings)))

    assert model is not None
    assert model.name == "meanings-1"
    assert said == ["The sentence model “broken” does not load (OSError: no such engine)."]


def test_of_two_models_each_is_remembered_for_itself(tmp_path: Path) -> None:
    first, second = Meanings(), Meanings()
    second.name = "meanings-2"
    store = VectorFile(tmp_path / "vectors.db")

    voices = voices_of(Remembering(Several([first, second]), store))
    vectors = [voice.encode(["fire"]) for voice in voices]
    again = [voice.encode(["fire"]) for voice in voices]
    store.close()

    assert first.asked == second.asked == ["fire"]
    assert all(np.array_equal(one, other) for one, other in zip(vectors, again, strict=True))


def test_a_damaged_file_of_vectors_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "vectors.db"
    path.write_bytes(b"this is no database" * 100)

    store = VectorFile(path)
    Remembering(Meanings(), store).encode(["fire"])
    store.close()

    assert (tmp_path / "vectors.db.damaged").read_bytes().startswith(b"this is no database")
    assert path.read_bytes().startswith(b"SQLite")


def by_criterion() -> Decided:
    """A reviewer went through the first four of eight criteria: each has two questions, and one that she said no to."""
    linked, rejected = np.zeros((16, 8), dtype=np.bool_), np.zeros((16, 8), dtype=np.bool_)
    for column in range(4):
        linked[2 * column : 2 * column + 2, column] = True
        rejected[15 - column, column] = True
    return Decided(linked=linked, rejected=rejected, looked_at=np.asarray(linked.any(axis=1)))


def test_which_criteria_were_looked_at_is_not_learned_as_evidence() -> None:
    """Links of a reviewer who goes through criteria all lie in those she saw. That says nothing of the others."""
    steps = [np.zeros((16, 8), dtype=np.float32) for _ in KINDS]
    steps[COLUMN["earlier mapping"]][:, :4] = 1.0
    start = np.array([kind.weight for kind in KINDS])

    weights = learned_weights(steps, by_criterion(), start=start)

    assert weights == pytest.approx(start)


def test_saying_no_to_what_was_proposed_does_not_make_the_engine_shy() -> None:
    decided = by_criterion()
    scores = np.where(decided.linked, 3.0, 0.0).astype(np.float32)
    standing = standing_of(scores, decided, start=CURVE)

    curve = learned_curve(standing, decided, scores, start=CURVE)

    assert curve == pytest.approx(CURVE)


def test_a_missing_model_is_said_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.benchmark.suggest.encoder.GROUP", "comity.tests.no-such-group")
    said: list[str] = []

    model = load_encoder(said.append, built_in=())

    assert model is None
    assert "No sentence model is installed" in said[0]


@pytest.mark.parametrize(
    ("left", "confirmed", "message"),
    [
        (items([]), None, "no items"),
        (items([("1", "a", ""), ("1", "b", "")]), None, "more than once: “1”"),
        (items([("", "a", "")]), None, "Line 2 of the left list has no id"),
        (pl.DataFrame({"id": ["1"]}), None, "no column “text”"),
        (items(QUESTIONS), links(("9", "F1", "equal")), "left list does not have, first “9”"),
        (items(QUESTIONS), links(("1", "F11", "equal")), "right list does not have"),
        (items(QUESTIONS), links(("1", "F1", "eqal")), "relation “eqal”"),
        (items(QUESTIONS), links(("1", "", "equal")), "names only one item"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(
    left: pl.DataFrame, confirmed: pl.DataFrame | None, message: str
) -> None:
    with pytest.raises(UsageProblem, match=message):
        suggest(left, items(CRITERIA), confirmed=confirmed)


def test_a_mistyped_id_is_met_with_the_likeliest_one() -> None:
    with pytest.raises(UsageProblem, match="Did you mean “F1”"):
        suggest(items(QUESTIONS), items(CRITERIA), confirmed=links(("1", "F11", "equal")))


def test_too_many_pairs_are_refused_before_memory_is_spent() -> None:
    many = items([(str(number), "text", "") for number in range(5_000)])

    with pytest.raises(UsageProblem, match="too many to compare"):
        suggest(many, many)


@pytest.mark.parametrize(
    "texts", [["", ""], ["…", "!!!"], ["one"], ["消防出口", "加班工资"], ["same text", "same text"]]
)
def test_texts_that_say_little_are_ranked_all_the_same(texts: list[str]) -> None:
    some = items([(str(number), text, "") for number, text in enumerate(texts)])

    ranked = suggest(some, some)

    assert ranked.height == len(texts) ** 2
    assert ranked["probability"].is_between(0, 1).all()


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("ILO Convention No. 138 on minimum age", {138}),
        ("in line with C087 and C098", {87, 98}),
        ("Conventions 29, 105 and 182 of the ILO", {29, 105, 182}),
        ("ILO Übereinkommen Nr. 111", {111}),
        ("138 sayılı ILO sözleşmesi", {138}),
        ("国际劳工组织第138号公约", {138}),
        ("Section 5, ILO Convention 29, article 2", {29}),
        ("adopted in 1973, within 30 days, form C12", set()),
        ("ILO core conventions", set()),
    ],
)
def test_conventions_are_found_as_people_cite_them(text: str, cited: set[int]) -> None:
    assert conventions(text) == cited


def test_a_title_is_a_short_first_clause_with_text_after_it() -> None:
    assert title_of("Fire safety. Exits are clear.") == "Fire safety"
    assert title_of("Exits are clear.") == ""


def test_an_item_is_a_part_of_the_one_whose_number_it_carries_on() -> None:
    ids = ["4", "4.2", "4.2.1", "42", "ac-2", "ac-2-(1)", "ac-21", "AM", "AM-1", "B.7"]

    assert [ids[at] if at >= 0 else "" for at in wholes(ids)] == [
        *("", "4", "4.2", "", "", "ac-2", "", "", "AM", ""),
    ]


def test_a_whole_takes_from_its_best_part_and_never_loses_by_one() -> None:
    scores = np.array([[1.0, 3.0, -2.0, 0.5], [1.0, -3.0, -2.0, 0.5]], dtype=np.float32)

    found = best_part(scores, wholes(["a", "a.1", "a.2", "b"]))

    assert found.tolist() == [[3.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]


def test_rivals_in_the_column_count_only_where_most_choices_are_mutual() -> None:
    met = np.eye(200, dtype=np.float32)
    shared = np.asarray(met + np.arange(200)[:, None] / 1000, dtype=np.float32)
    shared[:, 0] += 2  # all choose the first, and it can choose only one of them

    assert one_to_one(met) == pytest.approx(1, abs=0.01)
    # Only half of a list twice as long can meet so.
    assert one_to_one(np.concatenate([met, met])) == pytest.approx(0.5, abs=0.005)
    assert one_to_one(shared) == 0


def test_that_few_among_many_choose_each_other_tells_nothing() -> None:
    """Eight items of four hundred hardly meet at all, whatever they say."""
    draw = np.random.default_rng(1)

    found = [one_to_one(draw.normal(size=(8, 400)).astype(np.float32)) for _ in range(50)]

    assert np.mean(found) < 0.15
    assert one_to_one(np.eye(8, 400, dtype=np.float32)) < 0.2


@pytest.mark.parametrize("count", [5, 25])
def test_questions_that_no_criterion_asks_look_no_likelier_for_being_few(count: int) -> None:
    criteria = load_criteria("smeta-4p-6.0")
    right = pl.DataFrame([{"id": one.code, "text": as_text(one), "section": one.section} for one in criteria])
    beyond = [one for one in make_protocol.alder().rows if one.section == "Quality and brand"]
    left = pl.DataFrame([{"id": one.id, "text": one.text, "section": ""} for one in beyond[:count]])

    best = suggest(left, right, top=1)["probability"]

    assert np.mean(best.to_numpy()) < 0.55


def test_where_texts_say_everything_the_titles_tell_them_apart() -> None:
    everything = "It speaks of fire, of overtime and of every child."
    criteria = items([("F", f"Fire. {everything}", ""), ("O", f"Overtime. {everything}", "")])

    ranked = suggest(items([("1", "yangin", ""), ("2", "mesai", "")]), criteria[::-1], model=Meanings())

    assert first_of(ranked) == {"1": "F", "2": "O"}


def test_an_item_without_a_text_is_linked_to_nothing() -> None:
    left = pl.DataFrame({"id": ["1", "2"], "text": ["Are fire exits unlocked?", " – "]})
    right = pl.DataFrame({"id": ["F", "W"], "text": ["Fire exits are unlocked.", "Overtime is paid."]})

    ranked = suggest(left, right)

    said = dict(ranked.filter(pl.col("rank") == 1).select("left_id", "probability").iter_rows())
    assert said["1"] > 0.5
    assert said["2"] == 0.0
