"""The rooms downstairs, composed: so far, from the members' files to which rows are one site.

`sources` finds the lists, `link` reads and links them, `folder` makes a folder appear at once or not at all.
"""

from comity.round.link import LinkedLists, link_lists
from comity.round.sources import Source, find_sources

__all__ = ["LinkedLists", "Source", "find_sources", "link_lists"]
