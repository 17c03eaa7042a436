"""How well reviewers agree on pairs that two judged without seeing each other's word."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from comity.portal.matches.models import Opinion, Word
from comity.portal.tenants.scope import Scope
from comity.round.review import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Two reviewers on the pairs that both judged without seeing each other's word."""

    one: str
    other: str
    both_same: int
    both_different: int
    only_one_same: int
    only_other_same: int

    @property
    def compared(self) -> int:
        return self.both_same + self.both_different + self.only_one_same + self.only_other_same

    @property
    def alike(self) -> int:
        return self.both_same + self.both_different

    @property
    def kappa(self) -> float | None:
        """Cohen's κ (1960): how far they agree beyond chance. None where chance alone would make them agree always."""
        count = self.compared
        one_same, other_same = self.both_same + self.only_one_same, self.both_same + self.only_other_same
        by_chance = one_same * other_same + (count - one_same) * (count - other_same)
        if not count or by_chance == count**2:
            return None
        return (self.alike * count - by_chance) / (count**2 - by_chance)


_CELLS = ((True, True), (False, False), (True, False), (False, True))


def agreements(scope: Scope) -> list[Agreed]:
    """Every two reviewers who judged a pair both, those with the most pairs first. Of one person's words the last counts."""
    words: dict[Pair, dict[int, Opinion]] = defaultdict(dict)
    told = Opinion.objects.within(scope).filter(withdrawn_at=None, settles=False).exclude(word=Word.SKIPPED)
    for one in told.select_related("person"):
        if one.person_id is not None:
            words[one.pair][one.person_id] = one
    tables: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    names: dict[int, str] = {}
    for by in words.values():
        for first, second in combinations(sorted(by), 2):
            same = by[first].word == Word.SAME, by[second].word == Word.SAME
            tables[first, second][_CELLS.index(same)] += 1
            names |= {person: str(by[person].person) for person in (first, second)}
    found = [
        Agreed(
            one=names[one],
            other=names[other],
            both_same=counts[0],
            both_different=counts[1],
            only_one_same=counts[2],
            only_other_same=counts[3],
        )
        for (one, other), counts in tables.items()
    ]
    return sorted(found, key=lambda agreed: (-agreed.compared, agreed.one, agreed.other))
