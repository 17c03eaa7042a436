"""Who relied on a report that no longer counts: each member finds its own decisions, and nobody else's.

In: a signed recall, the member's own reliance files, and the public keys it knows. Out: what is concerned, and whether the
signer is one that may recall it. Laws: a report is meant by its digest and by nothing else; a decision that a later one
replaced is not concerned; a recall decides nothing: the member does.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from comity.exchange import PublicKey, Recall
from comity.recognition.reliance import Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    recall: Recall
    concerned: tuple[Reliance, ...]  # decisions that stand and rely on the report
    is_known: bool  # the signer is among the keys that the member knows

    @property
    def sentence(self) -> str:
        ground = f"{self.recall.by_name} says since {self.recall.at:%Y-%m-%d}: {self.recall.ground}."
        if not self.concerned:
            return f"{ground} None of your decisions that stand relies on it."
        count = "1 decision" if len(self.concerned) == 1 else f"{len(self.concerned)} decisions"
        doubt = "" if self.is_known else " You do not know its signer's key: ask before you act."
        return f"{ground} You relied on it in {count}; decide anew.{doubt}"


def find_recalled(recall: Recall, own: Iterable[Reliance], known: Collection[PublicKey]) -> Recalled:
    """`own`: all reliance files of one member."""
    standing: dict[tuple[str, str], Reliance] = {}
    for one in sorted(own, key=lambda it: it.at):
        standing[one.report, one.site] = one
    return Recalled(
        recall=recall,
        concerned=tuple(
            one for one in standing.values() if one.report == recall.report and one.choice.is_reliance
        ),
        is_known=recall.by in known,
    )
