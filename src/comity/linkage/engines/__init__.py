"""Engines: one way each to find the pairs worth comparing and to weigh them. All give the same sites.

`reference` compares every pair of a country; `columnar` finds neighbours first. Both use one table of evidence, so an
engine can differ only in what it does not look at, and a test holds that against the reference.
"""

from collections.abc import Mapping
from types import MappingProxyType

from comity.linkage.engines import columnar, reference
from comity.linkage.engines.interface import Engine

ENGINES: Mapping[str, Engine] = MappingProxyType(
    {"columnar": columnar.candidate_pairs, "reference": reference.candidate_pairs}
)

SPARK = "spark"
"""The name of what carries these kernels over a cluster (`comity.linkage.spark`)."""

__all__ = ["ENGINES", "SPARK", "Engine"]
