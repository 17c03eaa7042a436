"""How many answers it takes: the review queue's order against random questions and the most uncertain first.

    python -m bench.linkage.questions SET [--answers 400] [--step 50] [--orders queue,random,uncertain,pair]

People are simulated from the truth: they are asked `step` questions, the rows are linked anew with all answers so far, and so on,
as in a round. What earlier answers settle is not asked. After each step stand precision, recall and F1 over pairs of rows of
different lists, and the calibration error over all pairs and over those that were not asked. The others than the queue choose among all links
that were said at .05 to .95:

  queue      as Comity asks (`Linkage.doubtful`): the pairs of rows that are wrong if the decision is, times the chance of that
  random     as they come, shuffled with a seed
  uncertain  the nearest to even odds first
  pair       the chance that what was decided of the pair is wrong, times the rows of the sites that it touches
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import polars as pl

from bench.linkage.given import rows_with_truth
from bench.linkage.measures import Quality, calibration_of, quality_of
from bench.linkage.sets import LabelledLists, read_set
from comity.linkage import Constraint, Linkage, link_rows
from comity.lists import ListKind
from comity.round import find_sources
from comity.round.reading import read_lists, rows_of

_SEED = 3
_NEAR_EVEN = 0.4
_OPEN = (0.05, 0.95)
_SAID_FROM = 0.2
Order = Callable[[Linkage, pl.DataFrame], pl.DataFrame]


def _queue(linkage: Linkage, rows: pl.DataFrame) -> pl.DataFrame:
    return linkage.doubtful


def _random(linkage: Linkage, rows: pl.DataFrame) -> pl.DataFrame:
    return _open(linkage).sort("left", "right").sample(fraction=1.0, shuffle=True, seed=_SEED)


def _uncertain(linkage: Linkage, rows: pl.DataFrame) -> pl.DataFrame:
    return _open(linkage).sort((pl.col("probability") - 0.5).abs(), "left", "right")


def _open(linkage: Linkage) -> pl.DataFrame:
    return linkage.links.filter(pl.col("probability").is_between(*_OPEN))


def _of_pair(linkage: Linkage, rows: pl.DataFrame) -> pl.DataFrame:
    cluster = linkage.clusters.select("record", "cluster")
    sizes = (
        rows.join(cluster, on="record").with_columns(size=pl.len().over("cluster")).select("record", "size")
    )
    met = linkage.links.join(sizes.unique(), left_on="left", right_on="record").join(
        sizes.unique(), left_on="right", right_on="record", suffix="_right"
    )
    p, touched = pl.col("probability"), (pl.col("size") * pl.col("size_right")).sqrt()
    apart = pl.when(p > _NEAR_EVEN).then(p * touched).otherwise(0.0)
    stake = pl.when("same").then((1 - p) * (pl.col("size") - 1)).otherwise(apart)
    return met.with_columns(stake=stake).sort(["stake", "left", "right"], descending=[True, False, False])


ORDERS: Mapping[str, Order] = MappingProxyType(
    {"queue": _queue, "random": _random, "uncertain": _uncertain, "pair": _of_pair}
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--answers", type=int, default=400)
    parser.add_argument("--step", type=int, default=50)
    parser.add_argument("--orders", default=",".join(ORDERS))
    given = parser.parse_args()
    labelled = read_set(given.set)
    rows = rows_of(read_lists(find_sources([labelled.lists]), kind=ListKind.SITES))
    truth = rows_with_truth(labelled).select("list", "row", "true_site").drop_nulls("true_site")
    for name in given.orders.split(","):
        print(f"\n{labelled.name}, {name}\n  answers  same  precision  recall     F1    ECE  unasked  open")
        asked(ORDERS[name], rows, truth, labelled, answers=given.answers, step=given.step)


class _Settled:
    """What answers say of pairs that were not asked: who is with whom, and who is not."""

    def __init__(self) -> None:
        self._leader: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}

    def _of(self, record: str) -> str:
        leader = self._leader.get(record, record)
        return leader if leader == record else self._of(leader)

    def answers(self, left: str, right: str) -> bool:
        one, other = self._of(left), self._of(right)
        return one == other or other in {self._of(far) for far in self._apart.get(one, ())}

    def learn(self, said: Constraint) -> None:
        one, other = self._of(said.left), self._of(said.right)
        if said.same:
            self._leader[one] = other
            self._apart.setdefault(other, set()).update(self._apart.get(one, ()))
        else:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)


def asked(
    order: Order, rows: pl.DataFrame, truth: pl.DataFrame, labelled: LabelledLists, *, answers: int, step: int
) -> None:
    site = dict(
        rows.join(truth, on=["list", "row"])
        .group_by("record")
        .agg(pl.col("true_site").unique())
        .filter(pl.col("true_site").list.len() == 1)
        .select("record", pl.col("true_site").list.first())
        .iter_rows()
    )
    said: list[Constraint] = []
    settled = _Settled()
    while True:
        linkage = link_rows(rows, constraints=said)
        questions = order(linkage, rows).select("left", "right").iter_rows()
        open_ = [pair for pair in questions if pair[0] in site and pair[1] in site]
        _print(said, _quality(linkage, rows, truth, labelled), _errors(linkage, site, said), len(open_))
        before = len(said)
        for left, right in open_:
            if len(said) == before + step or len(said) == answers:
                break
            if not settled.answers(left, right):
                said.append(Constraint(left=left, right=right, same=site[left] == site[right]))
                settled.learn(said[-1])
        if len(said) == before:
            return


def _quality(linkage: Linkage, rows: pl.DataFrame, truth: pl.DataFrame, labelled: LabelledLists) -> Quality:
    sites = rows.select("list", "row", "record").join(
        linkage.clusters.select("record", site="cluster"), on="record"
    )
    return quality_of(truth.join(sites, on=["list", "row"], how="left"), labelled.neither)


def _errors(linkage: Linkage, site: Mapping[str, str], said: list[Constraint]) -> tuple[float, float]:
    """The calibration error over all pairs, and over those that nobody was asked about."""
    true = pl.DataFrame({"record": site.keys(), "true_site": site.values()})
    judged = (
        linkage.links.filter(pl.col("probability") >= _SAID_FROM)
        .join(true, left_on="left", right_on="record")
        .join(true, left_on="right", right_on="record", suffix="_right")
        .with_columns(true=pl.col("true_site") == pl.col("true_site_right"))
    )
    ends = [sorted((one.left, one.right)) for one in said]
    asked = pl.DataFrame(ends, schema={"left": pl.String, "right": pl.String}, orient="row")
    every, others = (
        calibration_of(some["probability"].to_numpy(), some["true"].to_numpy()).error
        for some in (judged, judged.join(asked, on=["left", "right"], how="anti"))
    )
    return every, others


def _print(said: list[Constraint], quality: Quality, errors: tuple[float, float], still_open: int) -> None:
    every, others = errors
    print(
        f"  {len(said):7}  {sum(one.same for one in said):4}  {quality.precision:9.4f}  {quality.recall:.4f}  "
        f"{quality.f1:.4f}  {every:.3f}  {others:7.3f}  {still_open:4}",
        flush=True,
    )


if __name__ == "__main__":
    main()
