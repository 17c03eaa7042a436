"""A report on paper: a title, charts, and parts with a table each, made into an accessible PDF (PDF/UA-1).

In: words and charts. Out: bytes. Law: the same inputs give the same bytes; nothing is pasted into the template's text.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files

import typst

from comity.core.tongue import Tongue, in_english
from comity.survey.charts import Chart
from comity.survey.figures import Results
from comity.survey.instrument import Instrument, Rule

_NOTICE = (
    "Figures of competitors: for responsible sourcing alone. At least {fewest} respondents stand behind each, and none is more than "
    "{share:.0%} of a sum. Do not try to find out who answered what, and do not pass this on."
)
_DAY = 946_684_800  # 1 January 2000, UTC: a clock in the file would change its bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`widths` of its columns are relative."""

    title: str
    headers: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[str, ...] = ()


def _told(part: Part, tell: Tongue) -> Part:
    return replace(
        part,
        title=tell(part.title),
        headers=tuple(map(tell, part.headers)),
        rows=tuple(tuple(map(tell, row)) for row in part.rows),
        words=tuple(map(tell, part.words)),
    )


def notice(found: Results) -> str:
    return _NOTICE.format(fewest=found.safety.fewest, share=found.safety.largest_share)


def how_levels_follow(instrument: Instrument) -> str:
    if instrument.rule is Rule.MEDIAN:
        return "A module's level is the median of its questions' levels; of two in the middle, the lower."
    return "A module's level is the lowest of its questions' levels."


def pdf(
    instrument: Instrument,
    *,
    title: str,
    intro: Sequence[str],
    charts: Sequence[Chart],
    parts: Sequence[Part],
    tell: Tongue = in_english,
) -> bytes:
    data = {
        "title": title,
        "language": instrument.language,
        "intro": [tell(one) for one in intro],
        "footer": f"{instrument.name} · {instrument.shape[7:19]}",
        "charts": [{"svg": chart.svg(), "alternative": chart.alternative} for chart in charts],
        "parts": [asdict(_told(part, tell)) for part in parts],
    }
    template = (files("comity.survey") / "templates" / "report.typ").read_bytes()
    made: bytes = typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=_DAY,
    )
    return made
