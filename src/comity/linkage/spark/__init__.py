"""Linkage spread over a cluster with Apache Spark: the kernels of one machine, sent to where the rows are.

`session_on` starts a session, `way.link_table` links a table of Spark, `way.link_frame` rows of this machine, `files.link_files` rows
that lie where the cluster sees them. `records` numbers them, `pairs` finds and compares, `overlapping` counts over all lists, `components`
takes apart what hangs together, `sites` forms sites in each, `answers` puts them in words.
"""

from collections.abc import Sequence

from comity.core import Progress, silent
from comity.linkage.records import LinkedFiles
from comity.linkage.spark.session import require_spark, session_on

__all__ = ["link_files", "require_spark", "session_on"]


def link_files(
    rows: Sequence[str], out: str, *, master: str, scratch: str | None = None, progress: Progress = silent
) -> LinkedFiles:
    """Link rows that lie where the cluster sees them into a new folder there; see `files`."""
    require_spark()
    from comity.linkage.spark import files  # needs the extra "spark"

    return files.link_files(rows, out, master=master, scratch=scratch, progress=progress)
