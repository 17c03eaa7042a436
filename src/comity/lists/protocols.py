"""Which audit protocol a text names, in which version, with how many pillars, and so which assurance it gives.

In: the protocols whose benchmark is known (`Protocols.from_table`) and what a row says. Out: `ProtocolReading`. Laws:
four pillars are said or they are not there; a name with any word beside it that we do not know is not that protocol
(“SMETA gap analysis” is no SMETA), and nothing becomes equivalent by likeness: a near name is only asked about.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from comity.core import UsageProblem
from comity.lists.headers import plain
from comity.lists.site_audits import Assurance
from comity.lists.words import table

_VERSION = re.compile(
    r"(?i)(?<![\w.])(?:v(?:er(?:sion)?)?\.? ?)?(\d{1,2}(?:\.\d{1,2}){1,2})(?![\w.])|\bv(?:er(?:sion)?)?\.? ?(\d{1,4})\b|[:\- ]((?:19|20)\d{2})\b"
)
_NEAR = 74
_FULL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolReading:
    name: str  # as its table calls it; as written where it is unknown
    version: str | None
    pillars: int | None
    assurance: Assurance
    is_known: bool
    meant: str | None = None  # an unknown name's nearest known one, for “did you mean”
    lacks_pillars: bool = (
        False  # the protocol exists with two pillars and with four, and the text does not say
    )
    pillars_contradict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Protocol:
    name: str
    assurance: Assurance
    must_say_pillars: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocols:
    """The protocols that the programme has compared with its benchmark, by every name they go by."""

    by_name: Mapping[str, _Protocol]  # plain words -> protocol

    @classmethod
    def from_table(cls, entries: Mapping[str, Mapping[str, object]]) -> "Protocols":
        """Beside SMETA, which is the benchmark. Raises UsageProblem for an entry that cannot be one."""
        merged: dict[str, dict[str, object]] = {
            name: dict(facts) for name, facts in table()["protocols"].items()
        }
        spelled = {plain(name): name for name in merged}
        for name, facts in entries.items():
            merged.setdefault(spelled.get(plain(name), name), {}).update(facts)
        by_name: dict[str, _Protocol] = {}
        for name, facts in merged.items():
            protocol = _protocol(name, facts)
            for spelling in (name, *_aliases(name, facts)):
                other = by_name.setdefault(plain(spelling), protocol)
                if other != protocol:
                    raise UsageProblem(
                        f"“{spelling}” would name two protocols, {other.name} and {name}.",
                        remedy="Give each alias to one protocol.",
                    )
        return cls(by_name=by_name)

    def read(self, text: str, *, version: str | None = None, pillars: str | None = None) -> ProtocolReading:
        """`version` and `pillars` are what the row says in columns of their own."""
        said, rest = _pillars_in(plain_but_points(text))
        found, rest = _version_in(rest)
        counted = pillars_of(pillars) if pillars else None
        contradict = said is not None and counted is not None and said != counted
        number = min(said, counted) if said is not None and counted is not None else said or counted
        protocol = self._named(rest)
        if protocol is None:
            return ProtocolReading(
                name=" ".join(text.split()),
                version=version or found,
                pillars=number,
                assurance=Assurance.PARTIAL,
                is_known=False,
                meant=self._meant(rest),
                pillars_contradict=contradict,
            )
        lacks = protocol.must_say_pillars and number is None
        enough = number is None or number >= _FULL
        return ProtocolReading(
            name=protocol.name,
            version=version or found,
            pillars=number,
            assurance=protocol.assurance if enough and not lacks else Assurance.PARTIAL,
            is_known=True,
            lacks_pillars=lacks,
            pillars_contradict=contradict,
        )

    def _named(self, text: str) -> _Protocol | None:
        """The protocol whose longest name stands in the text with nothing but idle words around it."""
        spoken = plain(text)
        if spoken in self.by_name:
            return self.by_name[spoken]
        for name in sorted(self.by_name, key=len, reverse=True):
            before, met, after = f" {spoken} ".partition(f" {name} ")
            if met and not set(before.split() + after.split()) - _idle() - set(name.split()):
                return self.by_name[name]
        return None

    def _meant(self, text: str) -> str | None:
        spoken = " ".join(word for word in plain(text).split() if word not in _idle()) or plain(text)
        best = process.extractOne(spoken, list(self.by_name), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if best is None and (shared := [name for name in self.by_name if f" {name} " in f" {spoken} "]):
            return self.by_name[max(shared, key=len)].name
        return self.by_name[best[0]].name if best else None


def pillars_of(text: str) -> int | None:
    """“4”, “4.0”, “4-pillar”, “four pillars”, “4P”; None where the text says no number of pillars."""
    said, _ = _pillars_in(text)
    if said is not None:
        return said
    return _numbers().get(plain(re.sub(r"\.0+$", "", text.strip())))


def plain_but_points(text: str) -> str:
    """The text with the hyphens and underscores between words as blanks; points stay, because versions have them."""
    return " ".join(re.sub(r"[-_/–—]+", " ", text).split())


def _pillars_in(text: str) -> tuple[int | None, str]:
    """The number of pillars that a text says, and the text without them."""
    spoken = " ".join(re.sub(r"[^\w.]+", " ", _folded(text)).split())
    match = _pillar_pattern().search(spoken)
    if not match:
        return None, text
    number = _numbers()[next(group for group in match.groups() if group)]
    return number, " ".join((spoken[: match.start()] + " " + spoken[match.end() :]).split())


def _folded(text: str) -> str:
    """Plain words, with their points."""
    return " ".join(
        ".".join(plain(part) for part in word.split(".")) for word in plain_but_points(text).split()
    )


def _version_in(text: str) -> tuple[str | None, str]:
    match = _VERSION.search(text)
    if not match:
        return None, text
    return next(group for group in match.groups() if group), text[: match.start()] + " " + text[match.end() :]


@lru_cache(maxsize=1)
def _pillar_pattern() -> re.Pattern[str]:
    numbers = "|".join(sorted(map(re.escape, _numbers()), key=len, reverse=True))
    words = "|".join(
        sorted((re.escape(plain(word)) for word in table()["around"]["pillar"]), key=len, reverse=True)
    )
    return re.compile(
        rf"(?<![\w.])({numbers})(?:\.0)? ?(?:{words})(?!\w)|(?<!\w)(?:{words.removesuffix('|p')})s? ({numbers})(?![\w.])"
    )


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {word: int(number) for number, words in table()["around"]["numbers"].items() for word in words}


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    return frozenset(map(plain, (*table()["around"]["protocol"], *table()["around"]["pillar"])))


def _protocol(name: str, facts: Mapping[str, object]) -> _Protocol:
    try:
        assurance = Assurance(str(facts.get("assurance", "")))
    except ValueError:
        allowed = " or ".join(f"“{one}”" for one in Assurance)
        raise UsageProblem(
            f"The protocol “{name}” has no assurance that we know.", remedy=f"Write assurance = {allowed}."
        ) from None
    return _Protocol(
        name=name, assurance=assurance, must_say_pillars=bool(facts.get("must_say_pillars", False))
    )


def _aliases(name: str, facts: Mapping[str, object]) -> list[str]:
    aliases = facts.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(one, str) and plain(one) for one in aliases):
        raise UsageProblem(
            f"The aliases of the protocol “{name}” are no list of names.", remedy='Write aliases = ["…"].'
        )
    return aliases
