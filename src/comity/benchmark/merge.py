"""Several review files of one benchmark made one: what member, reviewer and second reviewer each said, in one log.

In: the logs, the first of which is kept as it is. Out: one log. Laws: nothing that stood in any of them is lost; what all of
them hold is held once; two files that speak for one party are not mixed, because nobody could tell which of two answers
she meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from comity.benchmark.decisions import Decision, Entry, Party, Undone
from comity.benchmark.errors import DecisionProblem, ReviewProblem
from comity.benchmark.links import Proposal
from comity.benchmark.log import Log
from comity.benchmark.memory import TAUGHT
from comity.benchmark.review_file import ReadReview
from comity.benchmark.standing import fold


def merged(reviews: Sequence[ReadReview]) -> Log:
    """Raises ReviewProblem for files that do not belong together."""
    first = reviews[0]
    log = first.log
    for other in reviews[1:]:
        if other.protocol.digest != first.protocol.digest:
            raise ReviewProblem(
                f"One file is of the protocol “{first.protocol.name}”, the other of “{other.protocol.name}” or of another "
                "version of it.",
                remedy="Hand in files of one protocol; two protocols are laid side by side by “comity benchmark compare”.",
            )
        if other.criteria.digest != first.criteria.digest:
            raise ReviewProblem(
                f"One file is on {first.criteria.name}, the other on {other.criteria.name} or another edition of it.",
                remedy="Carry the older one over: “comity benchmark run … --earlier”.",
            )
        log = _joined(log, other.log)
    return log


def for_a_member(log: Log) -> Log:
    """Without the proposals that rest on other protocols (`memory`), so that the file can be handed to the member."""
    kept = [entry for entry in log.entries if not (entry.party is None and entry.by.endswith(TAUGHT))]
    return log if len(kept) == len(log.entries) else renumbered(Log(), kept)


def _joined(log: Log, other: Log) -> Log:
    """Only what people said tells whether two logs begin alike: proposals are made anew for whoever reads them."""
    ours, theirs = _said_by_people(log), _said_by_people(other)
    shared = 0
    for one, two in zip(ours, theirs, strict=False):
        if one[0] != two[0]:
            break
        shared += 1
    speak, too = ({entry.party for _, entry in rest[shared:]} for rest in (ours, theirs))
    party = next((one for one in Party if one in speak and one in too), None)
    if party is not None:
        raise ReviewProblem(
            f"Both files speak for the {party}, and each has answers that the other lacks.",
            remedy=f"Hand one of them in as another party (sheet Summary, “Decided as”: {Party.SECOND}), or compare the two "
            "with “comity benchmark agree”.",
        )
    numbers = {two[1].seq: one[1].seq for one, two in zip(ours[:shared], theirs[:shared], strict=True)}
    held = {entry.seq for _, entry in theirs[:shared]}
    known = set(log.standing.proposals)
    further = [
        entry
        for entry in other.entries
        if entry.seq not in held
        and not (isinstance(entry.decision, Proposal) and entry.decision.link in known)
    ]
    return renumbered(log, further, numbers)


_Said = tuple[Party | None, str, str, Decision]


def _said_by_people(log: Log) -> list[tuple[_Said, Entry]]:
    """Each entry of a person, and what it says whatever its number is: an undo by the place of what it takes back."""
    people = [entry for entry in log.entries if entry.party is not None]
    place = {entry.seq: at for at, entry in enumerate(people, start=1)}
    found = []
    for entry in people:
        said = entry.decision
        if isinstance(said, Undone):
            said = Undone(seq=place[said.seq])
        found.append(((entry.party, entry.by, entry.at, said), entry))
    return found


def renumbered(log: Log, entries: Iterable[Entry], numbers: Mapping[int, int] | None = None) -> Log:
    """The log with these entries after its own; `numbers`: of entries that they may take back, here."""
    now = dict(numbers or {})
    added: list[Entry] = []
    for seq, entry in enumerate(entries, start=log.standing.last + 1):
        said = entry.decision
        now[entry.seq] = seq
        added.append(
            replace(entry, seq=seq, decision=Undone(seq=now[said.seq]) if isinstance(said, Undone) else said)
        )
    try:
        return Log(entries=(*log.entries, *added), standing=fold(added, log.standing))
    except DecisionProblem as error:
        raise ReviewProblem(
            f"The two files contradict each other: {error.message}", remedy="Hand in the later one alone."
        ) from error
