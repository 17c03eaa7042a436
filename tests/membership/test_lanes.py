from fractions import Fraction
from pathlib import Path

import pytest

from comity.membership import (
    Consent,
    Listed,
    Subject,
    default_lane,
    default_lane_text,
    read_lane,
    require_list_of_sites,
)
from comity.membership.errors import LaneProblem

HUMAN_RIGHTS = """
name = "human-rights impact assessments"
kind = "human-rights impact assessment"
subject = "country and commodity"
on_site = false
window_months = 36
age_bands = [12, 24, 36]
listed = "title"
consent = "author"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "lane.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_packaged_lane_is_the_on_site_audit() -> None:
    lane = default_lane()

    assert (lane.kind, lane.subject, lane.window_months) == ("on-site audit", Subject.SITE, 36)
    assert lane.age_bands == (12, 24, 36)
    assert lane.baseline is not None
    assert (lane.baseline.name, lane.baseline.version) == ("SMETA 4-pillar", "6.0")
    assert (lane.listed, lane.consent) == (Listed.IDENTITY, Consent.SUPPLIER)


def test_a_threshold_is_exact() -> None:
    lane = default_lane()

    assert lane.baseline is not None
    assert lane.baseline.threshold == Fraction(85, 100)


def test_a_lane_without_a_baseline_compares_nothing(tmp_path: Path) -> None:
    lane = read_lane(written(tmp_path, HUMAN_RIGHTS))

    assert lane.baseline is None
    assert lane.subject is Subject.COUNTRY_AND_COMMODITY


def test_a_lane_about_no_site_gets_no_round(tmp_path: Path) -> None:
    lane = read_lane(written(tmp_path, HUMAN_RIGHTS))

    with pytest.raises(LaneProblem, match="about a country and commodity"):
        require_list_of_sites(lane)


@pytest.mark.parametrize("listed", ["title", "nothing"])
def test_a_lane_that_lists_no_site_gets_no_round(tmp_path: Path, listed: str) -> None:
    text = default_lane_text().replace('listed = "identity"', f'listed = "{listed}"')

    with pytest.raises(LaneProblem, match=f"lists {listed}"):
        require_list_of_sites(read_lane(written(tmp_path, text)))


@pytest.mark.parametrize(
    ("said", "meant", "told"),
    [
        ('subject = "site"', 'subject = "sites"', "Did you mean “site”?"),
        ('consent = "supplier"', 'consents = "supplier"', "Did you mean “consent”?"),
        ("window_months = 36", "window_months = 18", "ends inside an age band"),
        ("window_months = 36", "window_months = 24", "Write age_bands = [12, 24]."),
        ("[12, 24, 36]", "[24, 12, 36]", "Write age_bands = [12, 24, 36]."),
        ("threshold = 0.85", "threshold = 85", "Write 85 % as 0.85."),
        ("threshold = 0.85", "threshold = nan", "not a TOML file"),
        ("threshold = 0.85", "threshold = 1e-999999999", "not a TOML file"),
        ("on_site = true", 'on_site = "yes"', "neither true nor false"),
        ('version = "6.0"', "", "[baseline]: “version” is missing."),
    ],
)
def test_what_no_room_could_follow_is_refused(tmp_path: Path, said: str, meant: str, told: str) -> None:
    assert default_lane_text().count(said) == 1
    path = written(tmp_path, default_lane_text().replace(said, meant))

    with pytest.raises(LaneProblem) as caught:
        read_lane(path)

    assert told in str(caught.value)
