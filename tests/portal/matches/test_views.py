"""The reviewers' pages, as somebody without JavaScript meets them."""

import re

import pytest
from django.test import Client

from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import PROGRAMME

MATCHES = f"{PROGRAMME}matches/"


def asked(client: Client, place: str = MATCHES) -> dict[str, str]:
    page = client.get(place).content.decode()
    return dict(re.findall(r'name="(left|right)" value="(\w+)"', page))


def test_a_pair_is_shown_with_its_differences_marked_and_its_reason_in_words(reviewer: Client) -> None:
    page = reviewer.get(MATCHES).content.decode()

    assert "<mark>" in page
    assert re.search(r"<strong>(about|less than|more than) \d+ in 10</strong>", page)
    assert page.count("data-key=") == 4


def test_buttons_answer_without_a_script(reviewer: Client) -> None:
    first = asked(reviewer)

    answered = reviewer.post(f"{MATCHES}answer/", {**first, "word": "different"})

    assert answered.headers["Location"] == MATCHES
    assert asked(reviewer) != first
    assert "1 of" in reviewer.get(MATCHES).content.decode()


def test_a_second_opinion_is_asked_blind(reviewer: Client, birch: Client) -> None:
    first = asked(reviewer)
    reviewer.post(f"{MATCHES}answer/", {**first, "word": "same"})

    page = birch.get(f"{MATCHES}second/").content.decode()

    assert first["left"] in page
    assert "Tom Hale" not in page
    birch.post(f"{MATCHES}answer/", {**first, "word": "different", "second": "1"})
    told = birch.get(f"{MATCHES}disagreements/").content.decode()
    assert "Tom Hale" in told
    assert "0.00" in told


def test_an_answer_to_a_colleagues_pair_is_told_and_not_kept(reviewer: Client, birch: Client) -> None:
    first = asked(reviewer)

    refused = birch.post(f"{MATCHES}answer/", {**first, "word": "same"})

    assert refused.status_code == 409
    assert "not kept" in refused.content.decode()


@pytest.mark.parametrize("body", [{}, {"left": "x"}, {"left": "x", "right": "y", "word": "perhaps"}])
def test_what_no_button_sends_changes_nothing(reviewer: Client, body: dict[str, str]) -> None:
    before = remembered(reviewer)

    assert reviewer.post(f"{MATCHES}answer/", body).status_code == 302

    assert remembered(reviewer) == before


def remembered(reviewer: Client) -> str:
    """The table of judgements; the rest of the page has a token that is new each time."""
    page = reviewer.get(f"{MATCHES}remembered/").content.decode()
    return page[page.index("<tbody>") : page.index("</tbody>")]


def two_sites(reviewer: Client) -> tuple[str, str]:
    """Of the pairs that are asked; the two rows of one may stand in one site."""
    seen: dict[str, None] = {}
    while len(seen) < 2:
        page = reviewer.get(MATCHES).content.decode()
        seen |= dict.fromkeys(re.findall(r"S-\d{6}-\w", page))
        reviewer.post(f"{MATCHES}answer/", {**asked(reviewer), "word": "skipped"})
    site, other, *_ = seen
    return site, other


def test_a_site_is_merged_only_after_the_preview_was_seen(reviewer: Client) -> None:
    site, other = two_sites(reviewer)
    said = {"merge-site": site, "merge-other": other, "merge-note": "one gate"}

    preview = reviewer.post(f"{MATCHES}sites/merge/", said)

    assert "Nothing is written yet" in preview.content.decode()
    assert "Nothing was judged yet" in reviewer.get(f"{MATCHES}remembered/").content.decode()
    reviewer.post(f"{MATCHES}sites/merge/", {**said, "sure": "1"})
    assert "one gate" in reviewer.get(f"{MATCHES}remembered/").content.decode()


def test_an_unknown_site_is_told_with_what_was_meant(reviewer: Client) -> None:
    answer = reviewer.get(f"{MATCHES}sites/", {"site": "S-999999-9"})

    assert answer.status_code == 409
    assert "There is no site" in answer.content.decode()


def test_members_and_counsel_learn_nothing(alder: Client, cedar: Client, reviewer: Client) -> None:
    for client in (alder, cedar):
        for place in ("", "second/", "disagreements/", "remembered/", "sites/"):
            assert client.get(f"{MATCHES}{place}").status_code == 404
    assert reviewer.get(f"{MATCHES}sites/").status_code == 200


def test_what_the_last_assembly_learned_stands_under_the_pair(reviewer: Client, tom: Actor) -> None:
    last = Assembly.objects.within(tom.scope).filter(state=AssemblyState.READY).latest("at")
    words = (
        "“same city” speaks more for one site here than elsewhere: +3.4 bits instead of +2.2 (pairs: 1,204)."
    )
    last.summary["lessons"] = [words]
    last.save()

    page = reviewer.get(MATCHES).content.decode()
    french = reviewer.get(MATCHES, headers={"accept-language": "fr"}).content.decode()

    assert words in page
    assert "« même ville » parle ici plus qu" in french
