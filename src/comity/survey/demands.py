"""How many members demand each common criterion, told so that no member's protocol can be solved for.

In: one `Coverage` a member (companies of a group are one), how many requirements of each no criterion holds, and what was told
before. Out: `Told`, which is also what the next count needs of this one.

- Of each criterion it is told how many demand it in full, in part or not: answers that fewer than `fewest` members give are merged
  with their neighbours (`disclosure`), and where that leaves one group only, no count is told.
- Whether a majority demands it in full is told of every criterion: that is what the common criteria have to answer for. Where no
  count is told, it says that nearly all do, or hardly anybody.
- With fewer than twice `fewest` members nothing is told: no two groups could be.
- A running figure would give each new verdict away, so what was told stands, criterion by criterion, until so many changed that the
  change could be told openly (`stands`).
- That a criterion cannot apply to a member is not told: the member counts among those who do not demand it.

Laws: proven against members who know their own protocol, every rule, and two others' (tests/survey/test_demands.py); nobody's verdict
alone changes anything that is told; the order of members changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from comity.benchmark import Coverage, Credit, CriteriaSet
from comity.benchmark.compare import Demand, convergence
from comity.survey.disclosure import Distribution, Outcome, Safety, distributions
from comity.survey.figures_file import plain_table, table_from
from comity.survey.stands import may_count_anew, may_sum_anew
from comity.survey.sums import Total, totals

FULL, PART, NOT = range(3)
"""In this order answers that are rare are first merged away from “in full”, which is what is asked for."""
_ANSWER = {Credit.NONE: NOT, Credit.PART: PART, Credit.FULL: FULL}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDemand:
    """Of one criterion, as it was counted on that day. `answered` names members, and is for the next count alone."""

    criterion: str
    table: Distribution  # over FULL, PART, NOT
    is_majority: bool  # demands it in full
    of: int
    on: date
    answered: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_told(self) -> bool:
        return self.table.outcome is not Outcome.WITHHELD

    @property
    def is_nearly_all(self) -> bool:
        return self.is_majority and not self.is_told


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBeyond:
    """How many requirements of all members together no criterion holds: there the common criteria may lag."""

    total: Total
    of: int
    on: date
    answered: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    members: int  # whose protocols are compared now
    demands: tuple[ToldDemand, ...]  # in the order of the criteria; none while there are too few
    beyond: ToldBeyond | None

    @property
    def nearly_all(self) -> tuple[ToldDemand, ...]:
        """There members converge."""
        return tuple(one for one in self.demands if one.is_nearly_all)

    @property
    def without_majority(self) -> tuple[ToldDemand, ...]:
        """There the common criteria are ahead of most members, or past their time."""
        return tuple(one for one in self.demands if not one.is_majority)


def fewest_members(safety: Safety) -> int:
    return 2 * safety.fewest


def demands_told(
    criteria: CriteriaSet,
    members: Mapping[str, Coverage],
    beyond: Mapping[str, int],
    *,
    on: date,
    before: Told | None = None,
    safety: Safety,
) -> Told:
    """Raises CriteriaProblem for a protocol that was compared with another edition."""
    if len(members) < fewest_members(safety):
        return (
            replace(before, members=len(members))
            if before
            else Told(members=len(members), demands=(), beyond=None)
        )
    counted = {who: replace(members[who], excused=frozenset()) for who in sorted(members)}
    known = {one.criterion: one for one in before.demands} if before else {}
    fresh = [_counted(one, counted, on, safety) for one in convergence(criteria, counted).demands]
    return Told(
        members=len(members),
        demands=tuple(_standing(one, known.get(one.criterion), safety) for one in fresh),
        beyond=_beyond({who: beyond.get(who, 0) for who in counted}, on, before, safety),
    )


def _counted(demand: Demand, members: Mapping[str, Coverage], on: date, safety: Safety) -> ToldDemand:
    code = demand.criterion.code
    answers = [_ANSWER[one.credit(code)] for one in members.values()]
    [table] = distributions(np.array(answers, dtype=np.int64), answers=3, cuts=(), safety=safety)
    return ToldDemand(
        criterion=code,
        table=table,
        is_majority=demand.is_majority,
        of=demand.of,
        on=on,
        answered={who: str(answer) for who, answer in zip(members, answers, strict=True)},
    )


def _standing(fresh: ToldDemand, before: ToldDemand | None, safety: Safety) -> ToldDemand:
    if before is None:
        return fresh
    then, now = ({who: (said, "") for who, said in one.answered.items()} for one in (before, fresh))
    return fresh if may_count_anew(then, now, safety=safety) else before


def _beyond(amounts: Mapping[str, int], on: date, before: Told | None, safety: Safety) -> ToldBeyond:
    [total] = totals(np.array(list(amounts.values()), dtype=np.float64), cuts=(), safety=safety)
    answered = {who: str(amount) for who, amount in amounts.items()}
    fresh = ToldBeyond(total=total, of=len(amounts), on=on, answered=answered)
    was = before.beyond if before else None
    if was is None:
        return fresh
    then, now = ({who: (said, "") for who, said in one.answered.items()} for one in (was, fresh))
    return fresh if may_sum_anew(then, now, safety=safety) else was


def plain_told(found: Told, *, with_answers: bool) -> dict[str, Any]:
    """For a file. Without answers it may be shown; with them it is what the next count needs, and is opened by nobody."""

    def said(one: ToldDemand | ToldBeyond) -> dict[str, Any]:
        return {"of": one.of, "on": one.on.isoformat()} | (
            {"answered": dict(one.answered)} if with_answers else {}
        )

    demands = [
        {
            "criterion": one.criterion,
            "table": plain_table(one.table),
            "majority": one.is_majority,
            **said(one),
        }
        for one in found.demands
    ]
    beyond = {"total": plain_table(found.beyond.total), **said(found.beyond)} if found.beyond else None
    return {"members": found.members, "demands": demands, "beyond": beyond}


def told_from(plain: Mapping[str, Any]) -> Told:
    demands, beyond = [], plain["beyond"]
    for one in plain["demands"]:
        table = table_from(one["table"])
        assert isinstance(table, Distribution)  # noqa: S101 -- as it was written above
        demands.append(
            ToldDemand(criterion=one["criterion"], table=table, is_majority=one["majority"], **_said_in(one))
        )
    total = table_from(beyond["total"]) if beyond else None
    return Told(
        members=plain["members"],
        demands=tuple(demands),
        beyond=ToldBeyond(total=total, **_said_in(beyond)) if isinstance(total, Total) else None,
    )


def _said_in(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"of": one["of"], "on": date.fromisoformat(one["on"]), "answered": one.get("answered", {})}
