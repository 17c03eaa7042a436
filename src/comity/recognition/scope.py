"""Whether the audit is of what this member buys: asked of the person who decides, never assumed.

Most wrong acceptances are the right audit of the wrong thing: another site of the company, another process, another
group of workers. Laws: a question that nobody answered is not answered “yes”; a “no” is always shown beside the decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ScopeQuestion(StrEnum):
    SITE = "Is the audited site the one that makes what you buy?"
    PROCESS = "Were the processes audited that your products go through?"
    WORKERS = "Were all groups of workers included that work on them, such as agency workers, dormitories, night shifts?"


class ScopeAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFit:
    answers: Mapping[ScopeQuestion, ScopeAnswer]

    @property
    def unanswered(self) -> tuple[ScopeQuestion, ...]:
        return tuple(one for one in ScopeQuestion if one not in self.answers)

    @property
    def misfits(self) -> tuple[ScopeQuestion, ...]:
        return tuple(one for one in ScopeQuestion if self.answers.get(one) is ScopeAnswer.NO)

    @property
    def doubts(self) -> tuple[ScopeQuestion, ...]:
        return tuple(one for one in ScopeQuestion if self.answers.get(one) is ScopeAnswer.NOT_KNOWN)
