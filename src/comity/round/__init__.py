"""One round, from the members' files to the folder `ROUND/`: the rooms downstairs, composed.

`sources` finds the lists, `reading` reads them, `link` and `assemble` decide, `explain` says why of two rows, `tables` and `files` turn decisions into
what people open, `programme` says whose lists are taken and who receives, `folder` and `publish` make it appear at once or not at all.
"""

from comity.round.assemble import AssembledRound, RoundSettings, assemble_round, round_id_of
from comity.round.explain import ExplainedRows, NamedRow, explain_rows, parse_row
from comity.round.link import LinkedLists, known_sites, link_lists
from comity.round.programme import count_contributions
from comity.round.public import PublicList, read_public
from comity.round.publish import is_published, write_round
from comity.round.reading import ReadingHelp, require_lists
from comity.round.sources import Source, find_sources

__all__ = [
    "AssembledRound",
    "ExplainedRows",
    "LinkedLists",
    "NamedRow",
    "PublicList",
    "ReadingHelp",
    "RoundSettings",
    "Source",
    "assemble_round",
    "count_contributions",
    "explain_rows",
    "find_sources",
    "is_published",
    "known_sites",
    "link_lists",
    "parse_row",
    "read_public",
    "require_lists",
    "round_id_of",
    "write_round",
]
