import json
from datetime import date

import pytest

from comity.exchange import Key, PublicKey, recover_key, recovery_of, verify_signed
from comity.exchange.errors import KeyUnreadable, WrongKey
from tests.exchange.cast import alder, birch


def test_a_key_written_and_read_again_is_the_same() -> None:
    again = Key.of_text(alder().to_text())

    assert again == alder()
    assert again.public == alder().public


def test_a_public_key_says_nothing_of_the_secret() -> None:
    secret = alder().secrets[0]

    assert secret not in str(alder().public)
    assert secret not in repr(alder())
    assert PublicKey.of_text(str(alder().public)) == alder().public


def test_a_public_key_is_found_in_the_file_that_holds_it() -> None:
    assert PublicKey.of_text(alder().to_text()) == alder().public


def test_two_people_compare_sixteen_digits() -> None:
    assert alder().public.fingerprint != birch().public.fingerprint
    assert [len(one) for one in alder().public.fingerprint.split()] == [4, 4, 4, 4]


def test_what_was_sealed_opens_for_its_key_alone() -> None:
    data = alder().public.seal(b"report")

    assert alder().open(data) == b"report"
    with pytest.raises(WrongKey, match="Birch Bakery"):
        birch().open(data)


def test_a_rotated_key_opens_what_was_sealed_before_and_after() -> None:
    before = alder().public.seal(b"old")
    rotated = alder().rotated(date(2027, 7, 1))
    after = rotated.public.seal(b"new")

    assert rotated.public != alder().public
    assert rotated.open(before) == b"old"
    assert Key.of_text(rotated.to_text()).open(after) == b"new"
    with pytest.raises(WrongKey):
        alder().open(after)


def test_a_lost_key_comes_back_through_its_second_holder_and_no_other() -> None:
    recovery = recovery_of(alder(), birch().public)

    assert recover_key(recovery, birch()) == alder()
    with pytest.raises(WrongKey):
        recover_key(recovery, alder())


@pytest.mark.parametrize("text", ["", "AGE-SECRET-KEY-1ABC", "# Comity key of X, made 2026-01-01\n", "hello"])
def test_a_file_without_a_key_is_said_so(text: str) -> None:
    with pytest.raises(KeyUnreadable):
        Key.of_text(text)


def test_a_key_with_a_slip_is_refused() -> None:
    secret = alder().secrets[0]
    slipped = secret[:-1] + ("Q" if secret[-1] != "Q" else "P")

    with pytest.raises(KeyUnreadable):
        Key.of_text(alder().to_text().replace(secret, slipped))


def test_what_is_cut_off_is_not_taken_for_a_wrong_key() -> None:
    with pytest.raises(KeyUnreadable, match="damaged"):
        alder().open(alder().public.seal(b"report")[:-9])


def test_a_signed_statement_altered_by_a_letter_is_found() -> None:
    paper = alder().sign("comity-test-v1", {"says": "yes"})

    assert verify_signed(paper, "comity-test-v1", by=alder().public).body == {"says": "yes"}
    with pytest.raises(KeyUnreadable, match="altered"):
        verify_signed(paper.replace(b"yes", b"not"), "comity-test-v1")
    with pytest.raises(KeyUnreadable, match="expected"):
        verify_signed(paper, "comity-test-v1", by=birch().public)


def test_what_was_signed_as_one_thing_is_not_taken_for_another() -> None:
    paper = alder().sign("comity-test-v1", {"says": "yes"}).replace(b"comity-test-v1", b"comity-other-v1")

    with pytest.raises(KeyUnreadable):
        verify_signed(paper, "comity-other-v1")


def test_seeds_of_two_purposes_have_nothing_in_common() -> None:
    assert alder().seed("ledger") != alder().seed("signing")


def test_a_key_needs_an_owner() -> None:
    with pytest.raises(KeyUnreadable):
        Key.new("  ", date(2026, 7, 1))


@pytest.mark.parametrize("text", ['{"a":"\ud800"}', '{"a":"\\ud800"}', '{"a":1e999}'])
def test_a_signed_text_that_cannot_be_written_again_is_refused(text: str) -> None:
    shown = json.loads(alder().sign("comity-x", {"a": "b"}))

    with pytest.raises(KeyUnreadable, match="not a signed file"):
        verify_signed(json.dumps(shown | {"signed": text}).encode(), "comity-x")
