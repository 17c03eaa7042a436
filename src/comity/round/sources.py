"""Which files are the members' lists, and which member each belongs to.

In: files, folders, and names given by hand; who contributed to the last release. Out: one `Source` per list, by name.
Laws: a member has one list in a round; the order in which files are named changes nothing; the last release's lists
under other names are never new members without a word.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import polars as pl

from comity.core import UnreadableInput
from comity.lists.folders import LIST_SUFFIXES, is_list_file
from comity.round.errors import AmbiguousMember, NoLists, RenamedLists

_AS_MANY = 0.75  # of the groups that are gone: some of them may have left in truth
_LEAST_SITES = 10
_SAME_SITES = 0.9  # of the smaller list: one such pair is enough to ask
_LIKE_SITES, _LIKE_NAME = 0.5, 0.6  # enough to be named as probably meant
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Source:
    name: str  # the member's, or the file's stem
    path: Path
    by_hand: bool = field(default=False, compare=False)  # a person said whose list it is


def find_sources(paths: Iterable[Path], *, named: Mapping[str, Path] | None = None) -> tuple[Source, ...]:
    """Folders give the lists right inside them; hidden files and a spreadsheet's lock files are passed over."""
    named = dict(named or {})
    by_path = {path.resolve(): name for name, path in named.items()}
    found: dict[str, Source] = {}
    for path in [*named.values(), *(file for place in paths for file in _files(place))]:
        said = by_path.get(path.resolve())
        name = said or path.stem
        other = found.setdefault(name, Source(name=name, path=path, by_hand=said is not None))
        if other.path.resolve() != path.resolve():
            raise AmbiguousMember(
                f"“{other.path}” and “{path}” would both be the list of “{name}”.",
                remedy="Rename one of them, or name its member with --member NAME=FILE.",
            )
    if not found:
        raise NoLists(
            "There is no list to read.", remedy="Name the members' files, or a folder that holds them."
        )
    return tuple(sorted(found.values()))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if is_list_file(file)]
        if not files:
            raise NoLists(
                f"The folder “{path}” holds no list.",
                remedy="Lists end in " + ", ".join(sorted(LIST_SUFFIXES)) + ".",
            )
        return files
    if not path.exists():
        raise UnreadableInput(
            "There is no such file.", remedy="Check the name and the folder.", where=str(path)
        )
    return [path]


def require_known_names(last: pl.DataFrame, now: pl.DataFrame, sources: Sequence[Source]) -> None:
    """Raises RenamedLists. `last` and `now` are the contributions (site, record, member, group) of the last release and
    of this round.

    A list under a new name counts beside what its old name contributed, so one group counts as two. It is asked about
    where most groups went and as many came, or where one that came lists the sites of one that went.
    """
    gone, came = _without(last, now), _without(now, last)
    came -= {source.name for source in sources if source.by_hand}
    if not (gone and came):
        return
    shares = {(one, other): _shared(last, now, one, other) for one in gone for other in came}
    groups, left, new = last["group"].n_unique(), _groups_of(last, gone), _groups_of(now, came)
    if not (2 * left > groups and new >= _AS_MANY * left) and max(shares.values()) < _SAME_SITES:
        return
    pairs = _likely(gone, came, shares)
    file_of = {source.name: source.path.name for source in sources}
    old, name = pairs[0] if pairs else (min(gone), min(came))
    raise RenamedLists(
        f"Of the {groups:,} groups of the last release {left:,} sent nothing, and {new:,} came that were not in it"
        f"{_told(pairs)}. A list under a new name would count as one more member.",
        remedy="Give the lists the names that they had, or say whose they are: "
        f"--member {old}={file_of.get(name, name)}. Where they are of new members, say --new-members.",
    )


def _without(these: pl.DataFrame, those: pl.DataFrame) -> set[str]:
    """Members of groups of which nobody is in the other frame: a member that joined a group has not gone."""
    stayed = these.filter(pl.col("member").is_in(those["member"].unique().implode()))["group"].unique()
    return set(these.filter(~pl.col("group").is_in(stayed.implode()))["member"])


def _groups_of(contributions: pl.DataFrame, members: Collection[str]) -> int:
    return contributions.filter(pl.col("member").is_in(list(members)))["group"].n_unique()


def _shared(last: pl.DataFrame, now: pl.DataFrame, gone: str, came: str) -> float:
    """How much of the smaller list stands in the other, spelled the same; 0 where too little is there to tell."""
    one = set(last.filter(pl.col("member") == gone)["record"])
    other = set(now.filter(pl.col("member") == came)["record"])
    least = min(len(one), len(other))
    return len(one & other) / least if least >= _LEAST_SITES else 0.0


def _likely(
    gone: Collection[str], came: Collection[str], shares: Mapping[tuple[str, str], float]
) -> list[tuple[str, str]]:
    """(old name, new name), each name once, the surest first."""
    likeness = {pair: (share, _alike(*pair)) for pair, share in shares.items()}
    order = sorted(likeness, key=lambda pair: (*(-one for one in likeness[pair]), pair))
    pairs: dict[str, str] = {}
    for old, new in order:
        sites, name = likeness[old, new]
        if old not in pairs and new not in pairs.values() and (sites >= _LIKE_SITES or name >= _LIKE_NAME):
            pairs[old] = new
    return list(pairs.items())


def _alike(one: str, other: str) -> float:
    one, other = one.casefold(), other.casefold()
    if one.startswith(other) or other.startswith(one):
        return 1.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _told(pairs: Sequence[tuple[str, str]]) -> str:
    if not pairs:
        return ""
    told = ", ".join(f"“{old}” is probably “{new}” now" for old, new in pairs[:_MOST_NAMED])
    more = f", and {len(pairs) - _MOST_NAMED:,} more" if len(pairs) > _MOST_NAMED else ""
    return f" ({told}{more})"
