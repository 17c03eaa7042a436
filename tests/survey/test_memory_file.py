"""The memory of what was shown, in every version that was written."""

import json

import pytest

from comity.core import UnreadableInput, canonical_json
from comity.survey import Results, results
from comity.survey.disclosure import Safety
from comity.survey.memory_file import memory_bytes, memory_from
from comity.survey.stands import Memory, memory_of
from tests.survey.small import answering, small_instrument


@pytest.fixture
def found() -> Results:
    instrument = small_instrument(levels=3)
    levels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    people = [
        answering(instrument, f"m{at}", [level], {"size": ("small", "large")[at % 2]})
        for at, level in enumerate(levels)
    ]
    return results(instrument, people, bands={"size": ("small", "large")}, safety=Safety())


def as_written_at_first(found: Results) -> bytes:
    return canonical_json({one.id: dict(one.answered_by) for one in found.figures if one.is_shown()})


def test_what_is_written_reads_back_as_the_same_memory_with_or_without_its_name(found: Results) -> None:
    memory = memory_of(found)
    data = memory_bytes(memory)
    nameless = canonical_json({name: one for name, one in json.loads(data).items() if name != "format"})

    assert memory_from(data, where="x") == memory == memory_from(nameless, where="x")


def test_the_first_version_is_read_with_the_figures_that_were_published_then(found: Results) -> None:
    memory = memory_from(as_written_at_first(found), where="x", published=found)

    whole = memory_of(found)
    assert memory == Memory(edition=whole.edition, shown={name: whole.shown[name] for name in memory.shown})
    assert memory.shown.keys() == {one.id for one in found.figures if one.is_shown()} != set()


def test_the_first_version_alone_is_refused_with_what_to_do(found: Results) -> None:
    with pytest.raises(UnreadableInput, match="first version") as refused:
        memory_from(as_written_at_first(found), where="x")

    assert "worked out again" in refused.value.remedy


def test_a_later_version_is_refused_and_not_guessed(found: Results) -> None:
    later = json.loads(memory_bytes(memory_of(found))) | {"format": "comity-survey-memory-v3"}

    with pytest.raises(UnreadableInput, match="of a later Comity than this one"):
        memory_from(canonical_json(later), where="x", published=found)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b"7",
        b'{"format":"x"}',
        b'{"shown":{}}',
        b'{"a":{"b":{"c":1}},"shown":3}',
        b'{"a":1}',
    ],
)
def test_what_is_no_memory_is_refused(data: bytes, found: Results) -> None:
    with pytest.raises(UnreadableInput, match="not a memory of what was shown"):
        memory_from(data, where="x", published=found)
