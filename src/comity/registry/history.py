"""What happened to a site's id, in words that a person of the Secretariat can pass on.

In: the log and a site's number. Out: `Happening`s, the oldest first. Judgements stand in `Registry.judgements`; here
stands what followed from them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comity.registry.events import Assigned, Entry, Event, Merged, Parted, Restored
from comity.registry.ids import site_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    round: str
    words: str


def happenings(entries: Iterable[Entry], site: int) -> tuple[Happening, ...]:
    found = []
    is_open = False
    for entry in entries:
        for words in _words(entry.event, site, is_open=is_open):
            is_open = True
            found.append(Happening(round=entry.round, words=words))
    return tuple(found)


def _words(event: Event, site: int, *, is_open: bool) -> Iterator[str]:
    match event:
        case Assigned(homes=homes):
            if count := Counter(number for _, number in homes)[site]:
                yield f"{'joined by' if is_open else 'opened with'} {_records(count)}"
        case Parted(site=whole, into=into, records=records) if into == site:
            yield f"opened with {_records(len(records))} that judgements cut out of {site_id(whole)}"
        case Parted(site=whole, into=into, records=records) if whole == site:
            yield f"judgements cut out {_records(len(records))}, which became {site_id(into)}"
        case Merged(site=gone, into=into) if gone == site:
            yield f"merged into {site_id(into)}, and redirects there"
        case Merged(site=gone, into=into) if into == site:
            yield f"{site_id(gone)} was merged into it"
        case Restored(site=back, out_of=out_of) if back == site:
            yield f"split from {site_id(out_of)}, and stands again"
        case Restored(site=back, out_of=out_of) if out_of == site:
            yield f"{site_id(back)} was split from it, and stands again"


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"
