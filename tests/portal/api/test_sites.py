"""Sites by hand, by a program: what a preview says is what follows, and a split undoes a merge."""

from collections.abc import Callable

import pytest

from comity.client import Problem
from comity.portal.tenants.gates import Actor
from comity.registry.ids import site_id
from tests.portal.api.conftest import Portal
from tests.portal.matches.conftest import registry as registry  # as it was, after each test
from tests.portal.matches.test_services import two_sites

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(actor: Callable[[str, str], Actor]) -> Actor:
    return actor("tom@hedgerow.example", "hedgerow-office")


def test_a_preview_writes_nothing_and_says_what_follows(portal: Portal, tom: Actor) -> None:
    client = portal(tom)
    one, other = two_sites(tom)
    was = client.match_site(other)

    preview = client.preview_merge(site=one, other=other)
    assert client.match_site(other) == was
    done = client.merge_sites(site=one, other=other, note="one gate", idempotency_key="merge")

    assert done == preview
    assert client.merge_sites(site=one, other=other, note="one gate", idempotency_key="merge") == done
    assert [(one["site"], one["to"]) for one in done["redirects"]] == [(other, one)]
    assert client.match_site(other)["site"] == one
    assert client.remembered_matches(limit=1)["judgements"][0]["note"] == "one gate"

    records = [one["record"] for one in was["records"]]
    assert client.preview_split(site=one, records=records)["again"] == [other]
    client.split_site(site=one, records=records, note="two after all")
    assert client.match_site(other)["site"] == other


def test_a_site_that_never_was_is_not_found(portal: Portal, tom: Actor) -> None:
    with pytest.raises(Problem) as refused:
        portal(tom).match_site(site_id(999_999))

    assert (refused.value.status, refused.value.code) == (404, "unknown-site")


def test_a_site_is_not_merged_with_itself(portal: Portal, tom: Actor) -> None:
    one, _ = two_sites(tom)

    with pytest.raises(Problem) as refused:
        portal(tom).preview_merge(site=one, other=one)

    assert (refused.value.status, refused.value.code) == (409, "not-a-split")


def test_two_reviewers_disagree_and_one_settles_it(portal: Portal, tom: Actor, ines: Actor) -> None:
    first, second = portal(ines), portal(tom)
    pair = first.next_match()["pair"]
    assert pair is not None
    first.answer_match(left=pair["left"], right=pair["right"], word="different")
    unseen = second.next_match(is_second=True)["pair"]
    while unseen is not None and (unseen["left"], unseen["right"]) != (pair["left"], pair["right"]):
        second.answer_match(left=unseen["left"], right=unseen["right"], word="different", is_second=True)
        unseen = second.next_match(is_second=True)["pair"]
    second.answer_match(left=pair["left"], right=pair["right"], word="same", is_second=True)

    told = first.disagreements(limit=1_000)

    [disputed] = [
        one for one in told["pairs"] if one["left"] == pair["left"] and one["right"] == pair["right"]
    ]
    assert {one["word"] for one in disputed["judged"]} == {"same", "different"}
    first.settle_match(left=pair["left"], right=pair["right"], word="different")
    assert first.disagreements(limit=1_000)["pairs"] == [one for one in told["pairs"] if one != disputed]
