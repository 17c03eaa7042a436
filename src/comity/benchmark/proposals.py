"""Which links to ask people about: the words of a protocol against the criteria, weighed again after every decision.

In: protocol, criteria, a sentence model or none, what other protocols taught; then what stands. Out: proposals, each with a
probability and a reason. Texts are compared once (seconds); after a decision they are only weighed again (milliseconds).
Laws: guidance and data fields are not proposed, and are as soon as a person says that they are requirements; every
requirement keeps its best criterion and every criterion its best question, however weak, unless nothing speaks for them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from comity.benchmark.criteria import CriteriaSet, Criterion
from comity.benchmark.decisions import Party
from comity.benchmark.kinds import Kind
from comity.benchmark.links import LinkKey, Proposal, Relation
from comity.benchmark.log import Log
from comity.benchmark.memory import NO_MEMORY, TAUGHT, Memory, Recollection
from comity.benchmark.protocol import Protocol
from comity.benchmark.standing import Standing
from comity.benchmark.suggest import LINKS_FRAME, Encoder
from comity.benchmark.suggest.evidence import Evidence
from comity.benchmark.suggest.items import checked_items
from comity.benchmark.suggest.propose import Weighed, compare, weigh
from comity.benchmark.suggest.reasons import Reasons
from comity.benchmark.suggest.weigh import prepare_to_learn
from comity.core import Progress, silent

_WORTH_ASKING = 0.1
_SECOND_BEST = 0.05  # of a criterion: where the best is weak, too, a person wants a choice
_LEAST = 0.02
_CHOICES = 8
"""Criteria of one question that are worth asking. What stood lower was linked in 2 of 100 where it was measured, and a protocol
of ten thousand questions that suit everything a little would fill more rows than a sheet has."""
_MOVED = 0.05  # a smaller change of a probability is not worth a line of the log
_DIGITS = 2
"""Of a probability as it leaves: finer steps mean nothing to a person, and would tell more of what was learned elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposer:
    """Made by `proposer`. Holds what the texts say; `after` adds what people decided."""

    criteria: CriteriaSet
    protocol: Protocol
    engine: str
    left: pl.DataFrame = field(repr=False)
    right: pl.DataFrame = field(repr=False)
    evidence: Evidence = field(repr=False)
    reasons: Reasons = field(repr=False)
    recollection: Recollection = field(repr=False)

    def after(self, standing: Standing, *, party: Party = Party.REVIEWER) -> tuple[Proposal, ...]:
        """By criterion, the likeliest first. Weighs what this party decided, and nobody else."""
        links = pl.DataFrame(list(_decided(standing, party)), schema=LINKS_FRAME, orient="row")
        weighed = weigh(self.left, self.right, links=links, evidence=self.evidence)
        settled = weighed.decided.linked | weighed.decided.rejected
        probability = np.where(settled, weighed.probability, self.recollection.joined(weighed.probability))
        ids, codes = self.left["id"].to_list(), self.right["id"].to_list()
        kinds = self.protocol.with_kinds(standing.kinds)
        requirements = {one.id for one in kinds.questions if one.kind is Kind.REQUIREMENT}
        asked = np.array([id_ in requirements for id_ in ids], dtype=np.bool_)
        probability = np.where(asked[:, None], probability, 0.0)
        rows, columns = np.nonzero(
            worth_asking(probability) | self._still_likely(probability, standing.proposals)
        )
        found = [
            Proposal(
                link=LinkKey.of(codes[column], [ids[row]]),
                probability=round(float(probability[row, column]), _DIGITS),
                reason=self._reason(weighed, row, column),
            )
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
        places = {code: at for at, code in enumerate(codes)}
        return tuple(sorted(found, key=lambda one: (places[one.link.criterion], -one.probability, one.link)))

    def renewed(self, log: Log, *, party: Party = Party.REVIEWER) -> Log:
        """The log with what is proposed now. What was proposed before and is no longer likely stays, as unlikely."""
        now = self.after(log.standing, party=party)
        judged, before = log.standing.judgements(party), log.standing.proposals
        fresh = {one.link for one in now}
        faded = [
            Proposal(link=link, probability=0.0, reason="no longer likely after what was decided")
            for link, one in before.items()
            if link not in fresh and len(link.questions) == 1 and one.probability >= _MOVED
        ]
        moved = [
            one
            for one in (*now, *faded)
            if one.link not in judged
            and (one.link not in before or abs(before[one.link].probability - one.probability) >= _MOVED)
        ]
        return log.with_decisions(moved, party=None, by=self.engine)

    def _still_likely(
        self, probability: NDArray[np.floating], proposals: Mapping[LinkKey, Proposal]
    ) -> NDArray[np.bool_]:
        """What was proposed and is as likely as that still: that others rose above it is no reason to withdraw it."""
        before = np.zeros(probability.shape, dtype=np.bool_)
        row = {id_: at for at, id_ in enumerate(self.left["id"].to_list())}
        column = {code: at for at, code in enumerate(self.right["id"].to_list())}
        for link, one in proposals.items():
            if one.probability > 0 and len(link.questions) == 1 and link.questions[0] in row:
                before[row[link.questions[0]], column[link.criterion]] = True
        return np.asarray(before & (probability >= _WORTH_ASKING), dtype=np.bool_)

    def _reason(self, weighed: Weighed, row: int, column: int) -> str:
        adds = [
            float(weight * step[row, column])
            for weight, step in zip(weighed.weights, weighed.steps, strict=True)
        ]
        like = int(weighed.mapped_like[row, column])
        said = self.reasons.of(row, column, adds=adds, decided=weighed.decided, mapped_like=like)
        return "; ".join(part for part in (self.recollection.reason(row, column), said) if part)


def proposer(
    criteria: CriteriaSet,
    protocol: Protocol,
    *,
    model: Encoder | None = None,
    memory: Memory = NO_MEMORY,
    party: Party = Party.REVIEWER,
    progress: Progress = silent,
) -> Proposer:
    """Cost grows with questions times criteria. For a member's own file, less is remembered of others (`memory`)."""
    progress("comparing texts", 0, 2)
    left = checked_items(
        pl.DataFrame(
            [{"id": one.id, "text": one.text, "section": one.section} for one in protocol.questions]
        ),
        side="protocol",
    )
    right = checked_items(
        pl.DataFrame([{"id": one.code, "text": as_text(one), "section": one.section} for one in criteria]),
        side="criteria set",
    )
    evidence = compare(left, right, model=model)
    prepare_to_learn()
    progress("comparing texts", 1, 2)
    own_eyes = party is Party.MEMBER
    others = memory.without(protocol)
    if own_eyes:
        others = others.for_a_member()
    recalled = others.recall(left, list(criteria.by_code), model=model, counted=not own_eyes)
    engine = f"proposals_v1, {model.name}" if model else "proposals_v1, words alone"
    progress("comparing texts", 2, 2)
    return Proposer(
        criteria=criteria,
        protocol=protocol,
        engine=engine + TAUGHT if recalled.likely is not None and not own_eyes else engine,
        left=left,
        right=right,
        evidence=evidence,
        reasons=Reasons(left, right, evidence),
        recollection=recalled,
    )


def as_text(one: Criterion) -> str:
    """Title first; conventions as texts cite them; translations, since a protocol may be in any of their languages."""
    cited = " ".join(f"ILO {reference}" for reference in one.ilo)
    other = " ".join(f"{it.title}. {it.requirement}" for it in one.translations)
    return " ".join(part for part in (f"{one.title}. {one.requirement}", other, cited) if part)


def _decided(standing: Standing, party: Party) -> Iterator[tuple[str, str, str]]:
    """Links as the engine learns from them: question, criterion, relation. What nobody read teaches nothing."""
    standing = standing.as_read
    for link, said in sorted(standing.judgements(party).items()):
        relation = said.relation or Relation.INTERSECTS
        if said.confirmed:
            yield from ((id_, link.criterion, relation.value) for id_ in link.questions)
        elif len(link.questions) == 1:
            yield (link.questions[0], link.criterion, Relation.NONE.value)
    confirmed = {
        id_ for link, said in standing.judgements(party).items() if said.confirmed for id_ in link.questions
    }
    for id_ in sorted(standing.not_mappable(party).keys() - confirmed):
        yield (id_, "", Relation.NONE.value)


def worth_asking(probability: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Questions x criteria: the pairs that a reviewer is shown."""
    rows, columns = np.arange(probability.shape[0]), np.arange(probability.shape[1])
    chosen = np.zeros(probability.shape, dtype=np.bool_)
    few = min(_CHOICES, columns.size)
    best_of_row = np.argpartition(-probability, few - 1, axis=1)[:, :few]
    chosen[rows[:, None], best_of_row] = probability[rows[:, None], best_of_row] >= _WORTH_ASKING
    chosen[rows, probability.argmax(axis=1)] = True
    order = np.argsort(-probability, axis=0, kind="stable")
    for best, least in zip(order, (_LEAST, _SECOND_BEST), strict=False):
        chosen[best, columns] |= probability[best, columns] >= least
    return chosen & (probability >= _LEAST)
