from dataclasses import replace

import pytest

from comity.exchange.errors import LinkRefused
from comity.exchange.links import TOKEN_BYTES, Link, LinkPurpose, look, new_link, use
from tests.exchange.cast import DAY, NOW

RANDOM = bytes(range(TOKEN_BYTES))


def made(purpose: LinkPurpose = LinkPurpose.ANSWER) -> tuple[str, Link]:
    return new_link(RANDOM, purpose, "R1", expires_at=NOW + 30 * DAY)


def test_what_is_stored_does_not_hold_the_token() -> None:
    token, link = made()

    assert token not in repr(link)
    assert RANDOM.hex() not in repr(link)


def test_a_scanner_may_open_a_link_a_hundred_times() -> None:
    token, link = made()

    for _ in range(100):
        assert look([link], token, LinkPurpose.ANSWER, at=NOW) == link
    assert use([link], token, LinkPurpose.ANSWER, at=NOW).used_at == NOW


def test_an_answer_is_given_once() -> None:
    token, link = made()
    used = use([link], token, LinkPurpose.ANSWER, at=NOW)

    with pytest.raises(LinkRefused, match="answered already"):
        use([used], token, LinkPurpose.ANSWER, at=NOW)


def test_a_link_to_manage_serves_until_it_expires() -> None:
    token, link = made(LinkPurpose.MANAGE)
    used = use([link], token, LinkPurpose.MANAGE, at=NOW)

    assert use([used], token, LinkPurpose.MANAGE, at=NOW + DAY).used_at == NOW + DAY


@pytest.mark.parametrize("purpose", [LinkPurpose.UPLOAD, LinkPurpose.MANAGE])
def test_a_guess_and_a_wrong_purpose_are_one_answer(purpose: LinkPurpose) -> None:
    token, link = made()

    said = []
    for one, wanted in ((token, purpose), ("guess", LinkPurpose.ANSWER), (token + "A", LinkPurpose.ANSWER)):
        with pytest.raises(LinkRefused) as refused:
            look([link], one, wanted, at=NOW)
        said.append(str(refused.value))

    assert len(set(said)) == 1


def test_a_link_expires_at_its_minute() -> None:
    token, link = made()

    look([link], token, LinkPurpose.ANSWER, at=NOW + 30 * DAY - DAY / 86_400)
    with pytest.raises(LinkRefused, match="expired"):
        look([link], token, LinkPurpose.ANSWER, at=NOW + 30 * DAY)


def test_a_link_issued_anew_closes_the_old_one() -> None:
    token, link = made()

    old = replace(link, replaced_at=NOW)
    fresh_token, fresh = new_link(RANDOM[::-1], link.purpose, link.subject, expires_at=NOW + 40 * DAY)

    assert look([old, fresh], fresh_token, LinkPurpose.ANSWER, at=NOW) == fresh
    with pytest.raises(LinkRefused, match="newer"):
        look([old, fresh], token, LinkPurpose.ANSWER, at=NOW)


def test_a_link_of_little_randomness_is_refused() -> None:
    with pytest.raises(LinkRefused):
        new_link(b"short", LinkPurpose.ANSWER, "R1", expires_at=NOW)
