"""Check-only entries: open to whoever knows the site, to nobody else, and damaged ones never to something wrong."""

from base64 import b64decode, b64encode
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.release import open_sealed
from comity.release.sealed import SLOTS, Stretch, seal_rows

STRETCH = Stretch(salt=b"sixteen bytes of", work=4)
SEED = bytes(32)
SLOT = 76  # bytes: tag 16, nonce 12, key under its seal 48

Row = dict[str, str | None]

keys = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=SLOTS, unique=True)
few = settings(max_examples=25, deadline=None)


def sealed(rows: Sequence[Row], own: Sequence[Sequence[str]], *, seed: bytes = SEED) -> list[str]:
    return seal_rows(rows, own, stretch=STRETCH, seed=seed)


def row(name: str) -> Row:
    return {"row": "A", "name": name, "city": "Izmir", "lei": None}


def opened(entries: Sequence[str], *own: str) -> list[Row]:
    return [found for found, _ in open_sealed(entries, own, STRETCH)]


@given(own=keys, other=keys)
@few
def test_an_entry_opens_to_each_of_its_keys_and_to_no_other(own: list[str], other: list[str]) -> None:
    entries = sealed([row("Alder Mill")], [own])

    for key in own:
        assert open_sealed(entries, [key], STRETCH) == [(row("Alder Mill"), key)]
    for key in set(other) - set(own):
        assert open_sealed(entries, [key], STRETCH) == []


def test_another_salt_or_another_price_of_a_guess_opens_nothing() -> None:
    entries = sealed([row("Alder Mill")], [["alder"]])

    assert open_sealed(entries, ["alder"], Stretch(salt=b"another salt....", work=4)) == []
    assert open_sealed(entries, ["alder"], Stretch(salt=STRETCH.salt, work=5)) == []


@given(names=st.lists(st.text(max_size=80), min_size=2, max_size=6), data=st.data())
@few
def test_all_entries_of_a_list_have_one_length(names: list[str], data: st.DataObject) -> None:
    own = [data.draw(keys) for _ in names]

    entries = sealed([row(name) for name in names], own)

    assert len({len(entry) for entry in entries}) == 1
    assert entries == sorted(entries)


def test_the_number_of_keys_does_not_show() -> None:
    """An unused slot is noise: no byte value, no repetition and no place in the entry tells it from a used one."""
    one = [
        b64decode(entry)
        for entry in sealed([row(f"a{at}") for at in range(200)], [[f"a{at}"] for at in range(200)])
    ]
    six = [
        b64decode(entry)
        for entry in sealed(
            [row(f"b{at}") for at in range(200)], [[f"b{at} {k}" for k in range(6)] for at in range(200)]
        )
    ]

    assert {len(entry) for entry in one} == {len(entry) for entry in six}
    for entries in (one, six):
        slots = [entry[at * SLOT : (at + 1) * SLOT] for entry in entries for at in range(SLOTS)]
        assert len(set(slots)) == len(slots)
        # 91,200 bytes: each value is expected 356 times, six standard deviations are 113.
        everything = b"".join(slots)
        assert all(abs(everything.count(value) - len(everything) / 256) < 113 for value in range(256))
    places = [_place_of_the_used_slot(entry, f"a{at}") for at, entry in _by_number(one)]
    assert set(places) == set(range(SLOTS))


def _by_number(entries: Sequence[bytes]) -> list[tuple[int, bytes]]:
    texts = [b64encode(entry).decode() for entry in entries]
    return [
        (int(str(found[0][0]["name"])[1:]), entry)
        for entry, text in zip(entries, texts, strict=True)
        if (found := open_sealed([text], [f"a{at}" for at in range(200)], STRETCH))
    ]


def _place_of_the_used_slot(entry: bytes, key: str) -> int:
    """The slot whose loss closes the entry."""
    for at in range(SLOTS):
        damaged = entry[: at * SLOT] + bytes(SLOT) + entry[(at + 1) * SLOT :]
        if not open_sealed([b64encode(damaged).decode()], [key], STRETCH):
            return at
    raise AssertionError("no slot is needed")


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_a_flipped_bit_opens_to_nobody_or_to_the_same_row(at: int, bit: int) -> None:
    [entry] = ENTRY
    raw = bytearray(b64decode(entry))
    place = at % len(raw)
    raw[place] ^= 1 << bit

    found = opened([b64encode(bytes(raw)).decode()], "alder", "alder mill")

    assert found in ([], [row("Alder Mill")])
    if place >= SLOTS * SLOT:
        assert found == []


def test_every_byte_of_the_body_and_of_the_key_in_use_is_guarded() -> None:
    [entry] = sealed([row("Alder Mill")], [["alder"]])
    raw = b64decode(entry)
    used = _place_of_the_used_slot(raw, "alder")

    for place in [*range(used * SLOT, (used + 1) * SLOT), *range(SLOTS * SLOT, len(raw))]:
        damaged = bytearray(raw)
        damaged[place] ^= 1
        assert opened([b64encode(bytes(damaged)).decode()], "alder") == []


ENTRY = sealed([row("Alder Mill")], [["alder", "alder mill"]])


@pytest.mark.parametrize(
    "entry", ["", "AAAA", "not base64 at all!", "A", "Ω", ENTRY[0][:-8], ENTRY[0][:100], ENTRY[0] + "AAAA"]
)
def test_what_is_no_entry_opens_to_nobody_and_hinders_no_other(entry: str) -> None:
    assert opened([entry, *ENTRY], "alder") == [row("Alder Mill")]


def test_a_body_that_is_moved_to_another_entry_does_not_open() -> None:
    """Else somebody who opens one entry could plant its row under another site's keys."""
    first, second = (
        b64decode(one) for one in sealed([row("Alder Mill"), row("Birch Mill")], [["alder"], ["birch"]])
    )
    mixed = b64encode(first[: SLOTS * SLOT] + second[SLOTS * SLOT :]).decode()

    assert opened([mixed], "alder", "birch") == []


def test_two_sites_that_share_a_key_both_open() -> None:
    entries = sealed([row("Unit 1"), row("Unit 2")], [["shared", "one"], ["shared", "two"]])

    assert sorted(str(found["name"]) for found in opened(entries, "shared")) == ["Unit 1", "Unit 2"]
    assert opened(entries, "two") == [row("Unit 2")]


def test_a_row_that_opens_to_two_keys_of_mine_comes_once() -> None:
    assert opened(ENTRY, "alder", "alder mill") == [row("Alder Mill")]


def test_a_site_without_keys_stays_shut_and_looks_like_any_other() -> None:
    entries = sealed([row("Nameless"), row("Alder Mill")], [[], ["alder"]])

    assert len({len(entry) for entry in entries}) == 1
    assert opened(entries, "alder", "", "nameless") == [row("Alder Mill")]


def test_equal_seeds_give_equal_bytes_and_others_share_none() -> None:
    rows, own = [row("Alder Mill"), row("Birch Mill")], [["alder"], ["birch"]]

    assert sealed(rows, own) == sealed(rows, own)
    assert sealed(rows, own) == sealed(rows[::-1], own[::-1])
    assert not set(sealed(rows, own)) & set(sealed(rows, own, seed=b"1" * 32))


def test_equal_rows_of_two_sites_give_two_entries() -> None:
    """Two check-only sites may say the same; their entries must not, for equal bodies would show it."""
    entries = sealed([row("Alder Mill"), row("Alder Mill") | {"row": "B"}], [["alder"], ["alder"]])

    assert len({b64decode(entry)[SLOTS * SLOT :] for entry in entries}) == 2


def test_no_rows_make_no_entries() -> None:
    assert sealed([], []) == []
    assert open_sealed([], ["alder"], STRETCH) == []
