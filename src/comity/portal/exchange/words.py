"""The words of the supplier's pages, in the languages of suppliers. All but English are machine-assisted, and the page says so.

A dictionary a language, in `languages.json`; what it lacks is said in English. An operator adds languages, and corrects ours, with
files of their own (`tongues`). Laws: every placeholder of the English text stands in each translation; a page says in every language that silence shares nothing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from comity.core import AgeBand
from comity.exchange import Ground, State
from comity.lists import Assurance
from comity.portal.exchange.models import Ask, GrantRow
from comity.portal.exchange.queries import Shown, fingerprint
from comity.portal.exchange.tongues import Tongue, Wrong, tongues_in
from comity.recognition import Choice

_OURS = [
    ("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("es", "Español"), ("pt", "Português"), ("it", "Italiano"),
    ("tr", "Türkçe"), ("zh", "中文"), ("vi", "Tiếng Việt"), ("id", "Bahasa Indonesia"), ("th", "ไทย"), ("hi", "हिन्दी"),
    ("bn", "বাংলা"), ("ar", "العربية"),
]  # fmt: skip

_AGE = {AgeBand.UP_TO_12: "12", AgeBand.UP_TO_24: "24", AgeBand.UP_TO_36: "36"}


@cache
def _our_dictionaries() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads(
        files("comity.portal.exchange").joinpath("languages.json").read_text("utf-8")
    )
    return found


@cache
def given() -> tuple[tuple[Tongue, ...], tuple[Wrong, ...]]:
    """The operator's, read once; and what is wrong with those that are left out."""
    folder = settings.COMITY_LANGUAGES
    return tongues_in(Path(folder), _our_dictionaries()["en"]) if folder else ((), ())


@cache
def dictionaries() -> Mapping[str, Mapping[str, str]]:
    ours = _our_dictionaries()
    return {**ours, **{one.code: {**ours.get(one.code, {}), **one.words} for one in given()[0]}}


@cache
def languages() -> list[tuple[str, str]]:
    """Code, and name as who speaks it calls it: ours in our order, and then the operator's."""
    return list({**dict(_OURS), **{one.code: one.name for one in given()[0]}}.items())


@cache
def codes() -> frozenset[str]:
    return frozenset(code for code, _ in languages())


def is_right_to_left(code: str) -> bool:
    return code == "ar" or any(one.is_right_to_left for one in given()[0] if one.code == code)


def is_machine_assisted(code: str) -> bool:
    return code != "en" and not any(one.is_checked for one in given()[0] if one.code == code)


def texts(code: str) -> Mapping[str, str]:
    every = dictionaries()
    return {**every["en"], **every.get(code, {})}


def chosen(asked: str, accepted: str, first: str) -> str:
    """What was chosen on the page; else the browser's, where it is one of ours; else what the member thought."""
    if asked in codes():
        return asked
    for part in accepted.split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in codes() and code != "en":
            return code
    return first if first in codes() else "en"


def _group(code: str, prefix: str) -> Mapping[str, str]:
    return {name.removeprefix(prefix): text for name, text in texts(code).items() if name.startswith(prefix)}


def problems(code: str) -> Mapping[str, str]:
    return _group(code, "bad_")


def progress(code: str) -> Mapping[str, str]:
    return _group(code, "now_")


def grounds(code: str) -> list[tuple[str, str]]:
    return [(one.name, texts(code)[f"recall_{one.name.lower()}"]) for one in Ground]


_SPOKEN_IN = {
    "AO": "pt", "AR": "es", "AT": "de", "BD": "bn", "BO": "es", "BR": "pt", "CI": "fr", "CL": "es", "CM": "fr", "CN": "zh",
    "CO": "es", "CR": "es", "DE": "de", "DO": "es", "DZ": "ar", "EC": "es", "EG": "ar", "ES": "es", "FR": "fr", "GT": "es",
    "HN": "es", "HK": "zh", "ID": "id", "IT": "it", "JO": "ar", "LB": "ar", "MA": "ar", "MX": "es", "MZ": "pt", "NI": "es",
    "PE": "es", "PT": "pt", "PY": "es", "SA": "ar", "SN": "fr", "SV": "es", "TH": "th", "TN": "ar", "TR": "tr", "TW": "zh",
    "UY": "es", "VE": "es", "VN": "vi",
}  # fmt: skip
"""Country -> the language of ours in which a letter begins there. Elsewhere it begins in English; the page has all."""


def spoken_in(country: str) -> str:
    own = {place: one.code for one in given()[0] for place in one.spoken_in}
    return own.get(country.upper()) or _SPOKEN_IN.get(country.upper(), "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAsk:
    """What is asked, in the supplier's words."""

    title: str
    lead: str
    why: str
    which: str


def told_of(ask: Ask, code: str) -> ToldAsk:
    t, member = texts(code), ask.organisation.name
    which = t["audited"].format(months=_AGE[AgeBand(ask.age)] if ask.age else "36")
    if ask.assurance:
        which += " " + t["class_meets" if ask.assurance == Assurance.MEETS.value else "class_partial"]
    return ToldAsk(
        title=t["title"].format(member=member),
        lead=t["lead"].format(member=member, site=ask.site),
        why=t[f"why_{ask.purpose.lower()}"],
        which=which,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A request with what became of it, in the supplier's words."""

    shown: Shown
    asked: ToldAsk
    state: str
    grants: tuple[GrantRow, ...]
    choice: str  # what the member decided
    opened_at: datetime | None
    decided_at: datetime | None
    digits: str  # of the key that reports for this member are sealed to

    @classmethod
    def of(cls, one: Shown, code: str, *, grants: Iterable[GrantRow] = (), key: str = "") -> "Told":
        read, decided = one.request.moved_to(State.READ), one.request.moved_to(State.DECIDED)
        choice = one.ask.choice if one.state is State.DECIDED else ""
        return cls(
            shown=one,
            asked=told_of(one.ask, code),
            state=texts(code)[f"state_{one.state.value.replace(' ', '_')}"],
            grants=tuple(grants),
            choice=texts(code)[_CHOICES[Choice(choice)]] if choice else "",
            opened_at=read.at if read else None,
            decided_at=decided.at if decided else None,
            digits=fingerprint(key) if key else "",
        )

    @property
    def can_revoke(self) -> bool:
        return self.shown.state in (State.CONSENTED, State.DELIVERED, State.READ, State.DECIDED)


_CHOICES = {
    Choice.RECOGNISE: "choice_recognise",
    Choice.WITH_SUPPLEMENT: "choice_supplement",
    Choice.DO_NOT: "choice_not",
    Choice.ANOTHER_AUDIT: "choice_another",
}
