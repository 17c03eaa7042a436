"""Lanes: what a programme recognises beside, or instead of, audits on site, as data that the same rooms serve.

In: a TOML file. Out: `Lane`. Laws: a lane says nothing that no room follows, save where it says that nothing is listed;
its last age band is its window, so that no audit of a round is older than its band says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from comity.core import AgeBand, digest_bytes
from comity.core.tables import Table, read_text
from comity.membership.errors import LaneProblem


class Subject(StrEnum):
    """What is assessed."""

    SITE = "site"
    COMPANY = "company"
    COUNTRY_AND_COMMODITY = "country and commodity"


class Listed(StrEnum):
    """What a common list says of a subject."""

    IDENTITY = "identity"  # what it is called and where it is
    TITLE = "title"  # what was done, and whom to ask
    NOTHING = "nothing"


class Consent(StrEnum):
    """Who must agree before a report goes from one hand to another."""

    SUPPLIER = "supplier"
    AUTHOR = "author"
    NOBODY = "nobody"  # what is public needs nobody's consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    name: str
    version: str
    threshold: Fraction | None  # the least share to be covered; None: compared, and only shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    name: str
    kind: str  # of assurance, in the programme's words
    subject: Subject
    on_site: bool  # somebody was there; a row that says otherwise is refused
    baseline: Baseline | None  # None: mapped at most, never equivalent
    window_months: int
    age_bands: tuple[int, ...]  # months, rising; the last is the window
    listed: Listed
    consent: Consent
    protocols: Mapping[str, Mapping[str, object]]  # as a policy writes them
    digest: str


def read_lane(path: Path) -> Lane:
    """Raises LaneProblem for what is no lane, UnreadableInput for no file."""
    return lane_from(read_text(path, problem=LaneProblem), where=str(path))


@lru_cache(maxsize=1)
def default_lane() -> Lane:
    return lane_from(default_lane_text(), where="on-site-audit.toml")


def default_lane_text() -> str:
    return (files("comity.membership") / "data" / "lanes" / "on-site-audit.toml").read_text("utf-8")


def lane_from(text: str, *, where: str) -> Lane:
    table = Table.of_text(text, problem=LaneProblem, where=where).only(
        "name",
        "kind",
        "subject",
        "on_site",
        "baseline",
        "window_months",
        "age_bands",
        "listed",
        "consent",
        "protocols",
    )
    window = table.whole("window_months")
    return Lane(
        name=table.text("name"),
        kind=table.text("kind"),
        subject=table.choice("subject", Subject),
        on_site=table.yes_or_no("on_site"),
        baseline=_baseline(table.table("baseline")) if table.has("baseline") else None,
        window_months=window,
        age_bands=_age_bands(table, window),
        listed=table.choice("listed", Listed),
        consent=table.choice("consent", Consent),
        protocols={name: dict(one.content) for name, one in table.named("protocols")},
        digest=digest_bytes(text.encode()),
    )


def _baseline(table: Table) -> Baseline:
    table.only("name", "version", "threshold")
    return Baseline(
        name=table.text("name"),
        version=table.text("version"),
        threshold=table.share("threshold") if table.has("threshold") else None,
    )


def _age_bands(table: Table, window: int) -> tuple[int, ...]:
    """A release has the bands of `core.AgeBand` and no other; those up to the window are the ones that it can say."""
    known = [band.months for band in AgeBand]
    if window not in known:
        raise table.wrong(
            f"A window of {window} months ends inside an age band.",
            remedy=f"Windows may be of {', '.join(map(str, known))} months.",
        )
    served = tuple(months for months in known if months <= window)
    if table.wholes("age_bands") != served:
        raise table.wrong(
            f"These are not the age bands of a window of {window} months.",
            remedy=f"Write age_bands = {list(served)}.",
        )
    return served


def require_list_of_sites(lane: Lane) -> None:
    """Raises LaneProblem where no list of a round could serve the lane."""
    if lane.subject is not Subject.SITE:
        raise LaneProblem(
            f"The lane “{lane.name}” is about a {lane.subject}, and the lists of a round name sites.",
            remedy="Keep its records in the programme; a round takes a lane whose subject is a site.",
        )
    if lane.listed is not Listed.IDENTITY:
        raise LaneProblem(
            f"The lane “{lane.name}” lists {lane.listed} of a site, and a common list says what the site is called.",
            remedy='Run no round for it, or write listed = "identity".',
        )
