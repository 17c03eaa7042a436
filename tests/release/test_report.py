"""The leak test's report: everything a lawyer asks for is on it, and nothing that belongs to a member."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from comity.release import Release, leak_report_html, leak_report_json
from tests.release.programme import QUICK, released, released_before, small_release, small_world

SPEC = (Path(__file__).parents[2] / "docs/spec/leak-test.md").read_text("utf-8")


@cache
def passed() -> Release:
    return small_release()


@cache
def checked_only() -> Release:
    return released(small_world(), policy=QUICK.with_rules(size={"clear_from_groups": 40}))


@cache
def too_small() -> Release:
    return released(
        small_world(), contributions=small_world().contributions.filter(pl.col("group") < "member-07")
    )


@cache
def leaking() -> Release:
    careless = {"max_posterior": 1.0, "max_posterior_to_member": 1.0}
    return released(small_world(), policy=QUICK.with_rules(attribution=careless))


@cache
def second() -> Release:
    return released(small_world(2, contributions=3_000, sites=6_000), memory=[("2025-2", released_before(small_world(2, contributions=3_000, sites=6_000)).memory)])  # fmt: skip


VARIANTS = [passed, checked_only, too_small, leaking, second]


class Page(HTMLParser):
    """Tags and attributes of a page, and its text; a tag that is not closed is an error of ours."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_page_runs_nothing_and_fetches_nothing(variant) -> None:  # type: ignore[no-untyped-def] # a maker of releases
    html = leak_report_html(variant()).decode()

    page = Page(html)

    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    assert not {"src", "href", "srcset", "action", "data", "background"} & {
        name for name, _ in page.attributes
    }
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "http" not in html.lower()
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_rule_stands_on_the_page_with_its_value(variant) -> None:  # type: ignore[no-untyped-def]
    release = variant()
    text = Page(leak_report_html(release).decode()).text

    for section, rules in release.policy.table.items():
        if isinstance(rules, dict) and section not in ("groups", "protocols"):
            for rule, value in rules.items():
                assert f"{section}.{rule} {value} " in f"{text} "
    assert release.policy.digest in text
    assert str(release.leak_test.seed) in text


def test_a_list_that_passed_says_from_when_it_may_be_sent() -> None:
    text = Page(leak_report_html(passed()).decode()).text

    assert "Passed. The list may be released from 30 September 2026." in text
    assert "refused" not in text.split("To repeat this test")[0]
    assert " NO " not in text


def test_a_list_to_check_against_says_that_nobody_sees_a_site() -> None:
    text = Page(leak_report_html(checked_only()).decode()).text

    assert "Passed, as a list to check against: nobody sees a site." in text
    assert "there was no row to attack" in text


@pytest.mark.parametrize("variant", [too_small, leaking])
def test_a_refusal_stands_first_with_what_would_help(variant) -> None:  # type: ignore[no-untyped-def]
    release = variant()

    text = Page(leak_report_html(release).decode()).text

    assert "The release is refused. No common list was written." in text
    for one in release.refusals:
        assert one.message in text
        assert one.remedy in text
    assert "Passed. The list may be released" not in text


def test_a_figure_that_failed_is_marked() -> None:
    text = Page(leak_report_html(leaking()).decode()).text

    assert " NO " in text


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_report_names_no_member_no_site_and_no_category(variant) -> None:  # type: ignore[no-untyped-def]
    release = variant()

    both = leak_report_html(release) + leak_report_json(release)

    for marker in (b"member-0", b"member-1", b"member-2", b"S-0", b"category ", b"Street"):
        assert marker not in both


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_release_gives_the_same_report(variant) -> None:  # type: ignore[no-untyped-def]
    one, other = variant(), variant.__wrapped__()

    assert leak_report_html(one) == leak_report_html(other)
    assert leak_report_json(one) == leak_report_json(other)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_keys_of_the_json_are_those_of_the_specification(variant) -> None:  # type: ignore[no-untyped-def]
    told = json.loads(leak_report_json(variant()))
    documented = set(
        re.findall(
            r"^\| `([a-z0-9_.\[\]<>]+)` \|", SPEC.split("## Keys")[1].split("## Figures")[0], re.MULTILINE
        )
    )

    found = set(_paths(told))

    optional = {path for path in documented if path.startswith(("refusals[].", "figures[].", "attacks."))}
    assert found <= documented
    assert documented - found <= optional


def _paths(told: dict[str, object]) -> list[str]:
    """`policy.digest`, `figures[].code`, `attacks.<members>.rows`: tables whose keys are data stand for themselves."""
    paths = []
    for key, value in told.items():
        if key in ("outcomes", "levels"):
            paths.append(key)
        elif key == "attacks":
            assert isinstance(value, dict)
            paths += [f"attacks.<members>.{name}" for one in value.values() for name in one]
        elif key in ("policy", "opened"):
            assert isinstance(value, dict)
            paths += [f"{key}.{name}" for name in value]
        elif isinstance(value, list):
            paths += [f"{key}[].{name}" for one in value for name in one]
        else:
            paths.append(key)
    return paths


def test_the_json_says_what_the_page_says() -> None:
    release = leaking()
    told = json.loads(leak_report_json(release))

    assert told["passed"] is False
    assert [one["code"] for one in told["refusals"]] == [one.code for one in release.refusals]
    assert sum(told["outcomes"].values()) == release.decisions.height
    assert told["policy"]["digest"] == release.policy.digest
    assert len(told["figures"]) == len(release.leak_test.figures)
    assert set(told["levels"]) == set(release.levels)
