"""Which rows, of different lists and sometimes of one, are the same site.

`link_rows` is the door. Behind it: `text` folds spelling away, `prepare` turns records into arrays, an engine finds the
pairs worth comparing, `compare` gives each pair its level of every kind of `evidence`, `contest` asks whether a better
partner stands in the same list, `weigh` adds up, `judgements` brings in what people said, `cluster` forms sites and `learn` asks what
they teach (both led by `decide`), and `answers` puts it in words.

Laws: the order of rows and lists changes nothing; a judgement is kept; numbered units stay apart; known sites are
joined or parted by judgements alone.
"""

from comity.linkage.errors import PartFailed, SparkMissing
from comity.linkage.explain import Evidence, Explanation, Outcome, Turn, explain_pair
from comity.linkage.files import link_files
from comity.linkage.index import SiteIndex, open_index, write_index
from comity.linkage.keys import site_keys
from comity.linkage.link import link_rows
from comity.linkage.records import (
    CLUSTERS_FRAME,
    DOUBTFUL_FRAME,
    KNOWN_FRAME,
    LINKS_FRAME,
    NEAR_FRAME,
    ROWS_FRAME,
    Candidates,
    Constraint,
    Contradiction,
    Lesson,
    Linkage,
    LinkedFiles,
)

__all__ = [
    "CLUSTERS_FRAME",
    "DOUBTFUL_FRAME",
    "KNOWN_FRAME",
    "LINKS_FRAME",
    "NEAR_FRAME",
    "ROWS_FRAME",
    "Candidates",
    "Constraint",
    "Contradiction",
    "Evidence",
    "Explanation",
    "Lesson",
    "Linkage",
    "LinkedFiles",
    "Outcome",
    "PartFailed",
    "SiteIndex",
    "SparkMissing",
    "Turn",
    "explain_pair",
    "link_files",
    "link_rows",
    "open_index",
    "site_keys",
    "write_index",
]
