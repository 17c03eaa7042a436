"""What figures, reports and charts of the survey say, in the language that is active.

Rooms downstairs speak English; their whole sentences are known by pattern (`shell.sentences`). Here are the pieces that they put together:
counts by answer, sums, bands. Whatever is not known is left as it is, so that nothing is ever left out.
"""

import re
from collections.abc import Callable
from typing import Final

from django.utils.translation import get_language, gettext, gettext_noop

from comity.portal.shell.sentences import in_own_words

_COUNT = re.compile(r"(?P<label>.+): (?P<count>-?[\d,]+)")
_SPOKEN = re.compile(r"(?P<said>.+?)(?: \((?P<why>.+)\))?(?P<dot>\.?)", re.DOTALL)
_BETWEEN = re.compile(r"between (?P<low>[\d,]+) and (?P<high>[\d,]+) (?P<unit>.*), of (?P<n>\d+)")
_SUM = re.compile(r"(?P<sum>[\d,]+) (?P<unit>.*), of (?P<n>\d+)")
_CROSSED = re.compile(r"of (?P<n>\d+) at (?P<level>.+?), now (?P<now>.+)")
_BAND = re.compile(r"(?P<cut>size|tenure): (?P<band>.+)")

_OR: Final = gettext_noop("%(one)s or %(other)s")
_TO: Final = gettext_noop("%(first)s to %(last)s")
_BETWEEN_SAID: Final = gettext_noop("between %(low)s and %(high)s %(unit)s, of %(n)s")
_SUM_SAID: Final = gettext_noop("%(sum)s %(unit)s, of %(n)s")
_CROSSED_SAID: Final = gettext_noop("of %(n)s at %(level)s, now %(now)s")
CUTS: Final = (gettext_noop("size"), gettext_noop("tenure"))


def tell(text: str) -> str:
    if (get_language() or "en").startswith("en") or not text:
        return text
    whole = in_own_words(text)
    if whole != text:
        return whole
    found = _SPOKEN.fullmatch(text)
    if found is None:
        return text
    said = _piece(found["said"])
    if said is None:
        return text
    return said + (f" ({in_own_words(found['why'])})" if found["why"] else "") + found["dot"]


def _piece(text: str) -> str | None:
    if found := _CROSSED.fullmatch(text):
        return _crossed(found)
    counts = [_COUNT.fullmatch(one) for one in text.split("; ")]
    if all(counts):
        return "; ".join(f"{_label(one['label'])}: {one['count']}" for one in counts if one)
    for pattern, make in _PIECES:
        if found := pattern.fullmatch(text):
            return make(found)
    label = _label(text)
    return label if label != text else None


def _label(text: str) -> str:
    """“Integrated or Leading”, “Starting to Integrated”: the words between are ours, those around them the questionnaire's."""
    known = in_own_words(text)
    if known != text:
        return known
    parts = text.split(" or ")
    if len(parts) > 1:
        said = parts[0]
        for part in parts[1:]:
            said = gettext(_OR) % {"one": said, "other": part}
        return said
    first, between, last = text.partition(" to ")
    return gettext(_TO) % {"first": first, "last": last} if between and last else text


def _crossed(found: re.Match[str]) -> str:
    facts = {"n": found["n"], "level": _label(found["level"]), "now": _piece(found["now"]) or found["now"]}
    return gettext(_CROSSED_SAID) % facts


_PIECES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_BETWEEN, lambda found: gettext(_BETWEEN_SAID) % found.groupdict()),
    (_SUM, lambda found: gettext(_SUM_SAID) % found.groupdict()),
    (_BAND, lambda found: f"{gettext(found['cut'])}: {_label(found['band'])}"),
)
