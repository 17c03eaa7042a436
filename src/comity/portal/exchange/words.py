"""The words of the supplier's pages, in the languages of suppliers. All but English are machine-assisted, and the page says so.

A dictionary a language, in `languages.json`; what it lacks is said in English. Laws: every placeholder of the English text
stands in each translation; a page says in every language that silence shares nothing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from comity.core import AgeBand
from comity.exchange import Ground, State
from comity.lists import Assurance
from comity.portal.exchange.models import GrantRow
from comity.portal.exchange.queries import Shown

LANGUAGES = [
    ("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("es", "Español"), ("pt", "Português"), ("it", "Italiano"),
    ("tr", "Türkçe"), ("zh", "中文"), ("vi", "Tiếng Việt"), ("id", "Bahasa Indonesia"), ("th", "ไทย"), ("hi", "हिन्दी"),
    ("bn", "বাংলা"), ("ar", "العربية"),
]  # fmt: skip
CODES = frozenset(code for code, _ in LANGUAGES)
RIGHT_TO_LEFT = frozenset({"ar"})

_AGE = {AgeBand.UP_TO_12: "12", AgeBand.UP_TO_24: "24", AgeBand.UP_TO_36: "36"}


@cache
def dictionaries() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads(
        files("comity.portal.exchange").joinpath("languages.json").read_text("utf-8")
    )
    return found


def texts(code: str) -> Mapping[str, str]:
    every = dictionaries()
    return {**every["en"], **every.get(code, {})}


def chosen(asked: str, accepted: str, first: str) -> str:
    """What was chosen on the page; else the browser's, where it is one of ours; else what the member thought."""
    if asked in CODES:
        return asked
    for part in accepted.split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in CODES and code != "en":
            return code
    return first if first in CODES else "en"


def _group(code: str, prefix: str) -> Mapping[str, str]:
    return {name.removeprefix(prefix): text for name, text in texts(code).items() if name.startswith(prefix)}


def problems(code: str) -> Mapping[str, str]:
    return _group(code, "bad_")


def progress(code: str) -> Mapping[str, str]:
    return _group(code, "now_")


def grounds(code: str) -> list[tuple[str, str]]:
    return [(one.name, texts(code)[f"recall_{one.name.lower()}"]) for one in Ground]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A request in the supplier's words."""

    shown: Shown
    title: str
    lead: str
    why: str
    which: str
    state: str
    grants: tuple[GrantRow, ...]
    choice: str

    @classmethod
    def of(cls, one: Shown, code: str, *, grants: Iterable[GrantRow] = ()) -> "Told":
        t, ask = texts(code), one.ask
        age = _AGE[AgeBand(ask.age)] if ask.age else "36"
        which = t["audited"].format(months=age)
        if ask.assurance:
            which += " " + t["class_meets" if ask.assurance == Assurance.MEETS.value else "class_partial"]
        return cls(
            shown=one,
            title=t["title"].format(member=one.request.member),
            lead=t["lead"].format(member=one.request.member, site=ask.site),
            why=t[f"why_{ask.purpose.lower()}"],
            which=which,
            state=t[f"state_{one.state.value.replace(' ', '_')}"],
            grants=tuple(grants),
            choice=ask.choice if one.state is State.DECIDED else "",
        )

    @property
    def can_revoke(self) -> bool:
        return self.shown.state in (State.CONSENTED, State.DELIVERED, State.READ, State.DECIDED)
