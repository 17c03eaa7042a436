"""Alder has 147 questions of its own; a report by another protocol answers 139 of them."""

from datetime import UTC, date, datetime
from functools import cache

from comity.benchmark import (
    Coverage,
    Credit,
    CriteriaSet,
    Judgement,
    LinkKey,
    Log,
    Party,
    Protocol,
    Question,
    Relation,
    Standing,
    Strength,
    coverage,
    load_criteria,
)
from comity.lists import Assurance
from comity.recognition import (
    AuditFacts,
    Choice,
    Decision,
    Delta,
    OwnPolicy,
    ScopeAnswer,
    ScopeFit,
    ScopeQuestion,
    compare_with_policy,
    delta,
)

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
REPORT = "sha256:" + "ab" * 32
FITS = ScopeFit(answers=dict.fromkeys(ScopeQuestion, ScopeAnswer.YES))


def criteria() -> CriteriaSet:
    return load_criteria("smeta-4p-6.0")


@cache
def own(count: int = 147) -> tuple[Protocol, Standing]:
    """A question for each of the first criteria, which it meets and asks nothing beyond."""
    codes = [one.code for one in criteria()][:count]
    protocol = Protocol(
        name="Alder audit",
        version="3",
        questions=tuple(
            Question(id=f"q-{code}", text=f"Does the site do what {code} asks?", section="All", row=at)
            for at, code in enumerate(codes, start=2)
        ),
    )
    log = Log().with_decisions(
        [
            Judgement(
                link=LinkKey.of(code, [f"q-{code}"]),
                confirmed=True,
                strength=Strength.FULL,
                relation=Relation.EQUAL,
            )
            for code in codes
        ],
        party=Party.REVIEWER,
        by="Rowan",
    )
    return protocol, log.standing


def other(missing: int = 8) -> Coverage:
    """Leaves out the first criteria, and meets all others."""
    codes = [one.code for one in criteria()]
    return coverage(
        criteria(), {code: Credit.NONE if at < missing else Credit.FULL for at, code in enumerate(codes)}
    )


def found(missing: int = 8) -> Delta:
    return delta(*own(), other(missing))


def facts(audited_on: date = date(2026, 3, 12), **changed: object) -> AuditFacts:
    known: dict[str, object] = {
        "protocol": "Birch audit", "protocol_version": "2", "audited_on": audited_on, "pillars": ("Labour",),
        "assurance": Assurance.MEETS, "site": "Yildiz Ambalaj Gebze",
    }  # fmt: skip
    return AuditFacts(**{**known, **changed})  # type: ignore[arg-type] # the table above has the right types


def decision(**changed: object) -> Decision:
    policy = OwnPolicy()
    known: dict[str, object] = {
        "member": "Alder Foods", "request": "R1", "supplier": "Yıldız Ambalaj A.Ş.", "site": "Yıldız Ambalaj, Gebze",
        "report": REPORT, "facts": facts(), "choice": Choice.WITH_SUPPLEMENT, "reason": "Recent and thorough.",
        "by": "Ann Reader", "at": NOW, "policy": policy,
        "remarks": compare_with_policy(policy, facts(), other(), on=NOW.date()), "scope": FITS,
        "checks": ("It holds no active content.",), "delta": found(),
    }  # fmt: skip
    return Decision(**{**known, **changed})  # type: ignore[arg-type] # the table above has the right types
