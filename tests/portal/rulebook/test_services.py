"""Lanes and policies, in versions."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from comity.core import digest_file
from comity.membership import LaneProblem, Listed
from comity.membership.lanes import default_lane_text
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import reading_of
from comity.portal.lists.services import take_list
from comity.portal.membership.models import Round
from comity.portal.membership.queries import programme_known, round_named
from comity.portal.programme.models import PolicyVersion
from comity.portal.programme.queries import policy_from_text, policy_now
from comity.portal.rounds.services import registry_path
from comity.portal.rulebook.errors import NotPreviewed, OwnProposal, RoundUnderWay, SameVersion
from comity.portal.rulebook.queries import changes, lanes_known, previews_of
from comity.portal.rulebook.services import (
    add_lane,
    adopt_policy,
    propose_policy,
    serve_round,
    start_preview,
)
from comity.portal.tenants.gates import Actor
from comity.release import Policy, default_policy_text
from comity.release.errors import PolicyProblem
from tests.portal.addresses import PROGRAMME
from tests.portal.conftest import Visitor
from tests.portal.files import small_list

VIRTUAL = (
    default_lane_text()
    .replace('name = "on-site social audit"', 'name = "virtual assessment"')
    .replace('kind = "on-site audit"', 'kind = "virtual assessment"')
    .replace("on_site = true", "on_site = false")
)
STRICTER = "[size]\nrefuse_below_groups = 40\nclear_from_groups = 40\n"


@pytest.fixture
def ruth(actor: Callable[[str, str], Actor]) -> Actor:
    return actor("ruth@counsel.example", "hedgerow-office")


@pytest.fixture
def coming(ines: Actor) -> Round:
    """A round that nobody sent a list for."""
    return Round.objects.add(
        ines.scope,
        slug="2026-H2",
        cutoff=date(2026, 12, 31),
        opens_on=date(2026, 11, 19),
        lists_due_on=date(2027, 3, 28),
    )


def test_a_lane_is_added_as_text_and_serves_a_round(ines: Actor, coming: Round) -> None:
    version = add_lane(actor=ines, text=VIRTUAL)
    serve_round(actor=ines, round_=coming, lane=version)

    served = programme_known(ines.scope).round("2026-H2").lane

    assert (served.name, served.on_site, served.listed) == ("virtual assessment", False, Listed.IDENTITY)
    assert programme_known(ines.scope).round("2026-H1").lane.on_site


def test_a_lane_of_a_known_name_becomes_its_next_version(ines: Actor) -> None:
    first = add_lane(actor=ines, text=VIRTUAL)
    second = add_lane(actor=ines, text=VIRTUAL.replace("threshold = 0.85", "threshold = 0.9"))

    assert (first.number, second.number) == (1, 2)
    assert first.text != second.text
    assert [one.number for one in lanes_known(ines.scope)] == [0, 2]
    with pytest.raises(SameVersion):
        add_lane(actor=ines, text=second.text)


def test_a_lane_cannot_be_changed_under_lists_that_came(ines: Actor) -> None:
    version, under_way = add_lane(actor=ines, text=VIRTUAL), round_named(ines.scope, "2026-H1")

    assert under_way is not None
    with pytest.raises(RoundUnderWay):
        serve_round(actor=ines, round_=under_way, lane=version)


def test_what_is_no_lane_is_not_kept(ines: Actor) -> None:
    with pytest.raises(LaneProblem):
        add_lane(actor=ines, text=VIRTUAL.replace("window_months = 36", "window_months = 35"))

    assert len(lanes_known(ines.scope)) == 1


def test_a_policy_does_nothing_until_it_is_adopted(ines: Actor) -> None:
    version = propose_policy(actor=ines, text=STRICTER, note="stricter")

    assert policy_now(ines.scope).digest == Policy.default().digest
    assert {one.rule for one in changes(policy_now(ines.scope), policy_from_text(version.text))} == {
        "size.refuse_below_groups",
        "size.clear_from_groups",
    }


def test_two_texts_of_one_meaning_are_one_version(ines: Actor) -> None:
    propose_policy(actor=ines, text=STRICTER, note="stricter")

    with pytest.raises(SameVersion):
        propose_policy(actor=ines, text=f"# the same\n{STRICTER}", note="again")
    with pytest.raises(SameVersion):
        propose_policy(actor=ines, text=default_policy_text(), note="as it is")


def test_what_is_no_policy_is_not_kept(ines: Actor) -> None:
    with pytest.raises(PolicyProblem):
        propose_policy(actor=ines, text="[size]\nrefuse_below_group = 4\n", note="a slip")

    assert not PolicyVersion.objects.within(ines.scope).exists()


def test_a_preview_counts_what_would_change_and_leaves_no_trace(ines: Actor, ruth: Actor) -> None:
    version = propose_policy(actor=ines, text=STRICTER, note="stricter")
    before = digest_file(registry_path("hedgerow"))
    with pytest.raises(NotPreviewed):
        adopt_policy(actor=ruth, policy=version)

    start_preview(actor=ines, policy=version)

    found = previews_of(ines.scope, version)[0].result
    assert digest_file(registry_path("hedgerow")) == before
    assert found["now"]["check_only"] > 0
    assert found["then"]["withheld"] == found["now"]["check_only"] + found["now"]["withheld"]
    assert (
        sum(count for _, other, count in found["moves"] if other == "withheld") == found["now"]["check_only"]
    )
    assert found["then"]["refusals"]
    with pytest.raises(OwnProposal):
        adopt_policy(actor=ines, policy=version)
    adopt_policy(actor=ruth, policy=version)
    assert policy_now(ines.scope).digest == version.digest
    ines.programme.refresh_from_db()
    assert ines.programme.policy == STRICTER


def test_pages_of_versions_are_for_the_secretariat(
    ines: Actor, visitor: Visitor, birch: Client, alder: Client, cedar: Client
) -> None:
    propose_policy(actor=ines, text=STRICTER, note="stricter")
    add_lane(actor=ines, text=VIRTUAL)
    counsel = visitor("ruth@counsel.example")

    for place in ("settings/policies/1/", "settings/lanes/virtual-assessment/1/"):
        assert {one.get(f"{PROGRAMME}{place}").status_code for one in (birch, counsel)} == {200}
        assert {one.get(f"{PROGRAMME}{place}").status_code for one in (alder, cedar)} == {404}
    assert birch.post(f"{PROGRAMME}settings/policies/1/adopt/").status_code == 404
    assert counsel.post(f"{PROGRAMME}settings/policies/1/adopt/").status_code == 409
    assert cedar.post(f"{PROGRAMME}settings/policies/1/preview/").status_code == 404


def test_a_lane_is_added_on_a_page(birch: Client) -> None:
    wrong = birch.post(f"{PROGRAMME}settings/lanes/add/", {"text": ""})
    problem = birch.post(f"{PROGRAMME}settings/lanes/add/", {"text": "name = 3"})
    right = birch.post(f"{PROGRAMME}settings/lanes/add/", {"text": VIRTUAL})

    assert (wrong.status_code, problem.status_code, right.status_code) == (422, 422, 302)
    assert "nobody need be on site" in birch.get(f"{PROGRAMME}settings/").content.decode()


def test_lists_of_a_round_are_read_by_its_lane_and_by_nothing_that_we_wrote_for_it(
    ines: Actor, ada: Actor, coming: Round
) -> None:
    """Desk ratings that count for a year: text alone, and the same rooms serve them."""
    ratings = (
        VIRTUAL.replace('name = "virtual assessment"', 'name = "desk rating"')
        .replace('kind = "virtual assessment"', 'kind = "desk rating"')
        .replace("window_months = 36", "window_months = 12")
        .replace("age_bands = [12, 24, 36]", "age_bands = [12]")
    )
    serve_round(actor=ines, round_=coming, lane=add_lane(actor=ines, text=ratings))

    version = take_list(
        actor=ada,
        round_=coming,
        filename="ratings.csv",
        content=small_list(
            "Korvel Foods Ltd,12 Mill Road,Pune,India,SMETA 4-Pillar 6.0,2026-03-04,90000",
            "Tasbru Packaging GmbH,Industriestraße 4,Köln,Germany,SMETA 4-Pillar 6.0,2025-03-04,12000",
        ),
    )

    read = ListVersion.objects.within(ada.scope).get(pk=version.pk)
    reading = reading_of(read)
    assert reading is not None
    assert (read.rows, read.accepted) == (2, 1)  # the second was given twenty months before the cut-off
    assert [row.number for row in reading.rows if any(one[0] == "refused" for one in row.findings)] == [2]
