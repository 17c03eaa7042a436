import re
from collections import Counter
from dataclasses import replace

import pytest

from comity.benchmark import CriteriaSet, Criticality, load_criteria, shipped
from comity.benchmark.criteria import Translation, require_successor
from comity.benchmark.errors import CriteriaProblem
from tests.benchmark.cast import criteria_set, criterion

SMETA = load_criteria("smeta-4p-6.0")


def test_the_shipped_set_holds_the_154_common_criteria() -> None:
    assert shipped() == ("smeta-4p-6.0",)
    assert len(SMETA) == 154
    assert Counter(one.criticality.value for one in SMETA) == {"critical": 43, "major": 70, "minor": 41}
    assert Counter(one.pillar for one in SMETA) == {
        "Labour Standards": 90,
        "Health & Safety": 25,
        "Environment": 16,
        "Business Ethics": 11,
        "Audit Methodology": 12,
    }


def test_the_shipped_set_never_changes() -> None:
    assert SMETA.digest == "sha256:6d79e030bd9d89008c1978e723f07892fe7a52b4fa69c0d90c3c4cc6b210ef0b"


def test_references_to_the_ilo_are_apart() -> None:
    assert SMETA["1.01"].ilo == ("C029", "P029", "C105")
    assert all(
        re.fullmatch(r"[CPR]\d{3}|MNE Declaration|.{4,40}", reference)
        for one in SMETA
        for reference in one.ilo
    )


def test_a_wrong_code_says_what_was_meant() -> None:
    with pytest.raises(CriteriaProblem, match=re.escape("Did you mean “0A.01”")):
        SMETA["0a.01"]


def test_a_wrong_name_says_what_was_meant() -> None:
    with pytest.raises(CriteriaProblem, match=re.escape("Did you mean “smeta-4p-6.0”")):
        load_criteria("smeta-4p-6.1")


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ((), "holds no criteria"),
        ((criterion("a"), criterion("a")), "2 criteria have the code “a”"),
        ((replace(criterion("a"), clause="x"), replace(criterion("b"), clause="x")), "the clause “x”"),
        ((replace(criterion("a"), requirement=" "),), "has no requirement"),
        ((replace(criterion("a"), title="A title "),), "begins or ends with a blank"),
        (
            (
                replace(
                    criterion("a"), translations=(Translation(language="en", title="t", requirement="r"),)
                ),
            ),
            "the language of the set",
        ),
    ],
)
def test_a_set_that_contradicts_itself_is_refused(broken: tuple[object, ...], sentence: str) -> None:
    with pytest.raises(CriteriaProblem, match=sentence):
        criteria_set(*broken)  # type: ignore[arg-type]  # a tuple of criteria


def test_a_retired_code_is_not_used_again() -> None:
    with pytest.raises(CriteriaProblem, match="retired"):
        criteria_set(criterion("a"), retired=("a",))


def test_a_successor_retires_what_it_drops() -> None:
    older = criteria_set(criterion("a"), criterion("b"))

    with pytest.raises(CriteriaProblem, match="neither holds nor retires"):
        require_successor(criteria_set(criterion("a"), version="2"), older)

    require_successor(criteria_set(criterion("a"), version="2", retired=("b",)), older)


def test_a_successor_does_not_revive_a_code() -> None:
    older = criteria_set(criterion("a"), retired=("b",))

    with pytest.raises(CriteriaProblem, match="uses b again"):
        require_successor(criteria_set(criterion("a"), criterion("b"), version="2"), older)


@pytest.mark.parametrize("change", ["code", "clause", "title", "requirement", "section", "applicability"])
def test_the_digest_tells_any_change(change: str) -> None:
    one = criterion("a")

    other = replace(one, **{change: "other"})  # type: ignore[arg-type]  # the names above are of texts

    assert criteria_set(other).digest != criteria_set(one).digest


def test_the_digest_is_of_the_content_and_its_order() -> None:
    a, b = criterion("a"), criterion("b")

    assert criteria_set(a, b).digest == criteria_set(a, b).digest
    assert criteria_set(a, b).digest != criteria_set(b, a).digest
    assert criteria_set(a, retired=("x", "y")).digest == criteria_set(a, retired=("y", "x")).digest


def test_weights_go_with_criticality() -> None:
    assert [one.weight for one in Criticality] == [3, 2, 1]


def test_a_set_is_identified_by_scheme_and_version() -> None:
    assert CriteriaSet(scheme="s", version="2", title="t", criteria=(criterion("a"),)).name == "s-2"


@pytest.mark.parametrize("language", ["de", "es", "fr", "zh", "zh-hans", "de-AT"])
def test_all_shipped_criteria_are_told_in_the_languages_of_the_pages(language: str) -> None:
    told = [one.told_in(language) for one in SMETA]

    assert all(
        title != one.title and words != one.requirement
        for one, (title, words) in zip(SMETA, told, strict=True)
    )
    assert all(text == text.strip() != "" for some in told for text in some)
    assert len({title for title, _ in told}) == len(SMETA)
    assert SMETA.is_told_with_aid(language)


def test_what_criteria_are_told_in_is_no_part_of_the_set() -> None:
    """Who compared with it before a translation was mended compared with the same."""
    bare = replace(SMETA, criteria=tuple(replace(one, reading_aids=()) for one in SMETA))

    assert bare.digest == SMETA.digest
    assert bare.criteria == SMETA.criteria
    assert not bare.is_told_with_aid("de")
    assert not SMETA.is_told_with_aid("en")


def test_a_translation_of_the_set_goes_before_the_programs() -> None:
    own = Translation(language="de", title="Eigener Titel", requirement="")
    mine = replace(SMETA.criteria[0], translations=(own,))

    assert mine.told_in("de") == ("Eigener Titel", mine.requirement)
    assert not mine.is_told_with_aid("de")
