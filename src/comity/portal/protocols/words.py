"""What downstairs calls states, relations and strengths, in the reader's language."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.benchmark import (
    Basis,
    Credit,
    Criticality,
    Decision,
    Depth,
    Judgement,
    Kind,
    NotApplicable,
    NotCovered,
    Outcome,
    Party,
    Relation,
    Rule,
    Strength,
)
from comity.benchmark.case import State

Choices = list[tuple[str, object]]

STATES: Mapping[str, object] = {
    State.DRAFT: _("draft"),
    State.SUBMITTED: _("handed in"),
    State.IN_REVIEW: _("in review"),
    State.QUERIED: _("the member is asked"),
    State.EQUIVALENT: _("equivalent"),
    State.NOT_YET: _("not yet equivalent"),
    State.EXPIRED: _("run out"),
    State.SUPERSEDED: _("superseded"),
}
TONES: Mapping[str, str] = {
    State.EQUIVALENT: "good", State.QUERIED: "warn", State.NOT_YET: "warn", State.EXPIRED: "bad",
}  # fmt: skip
OUTCOMES: Mapping[str, object] = {
    Outcome.EQUIVALENT: _("equivalent"),
    Outcome.NOT_YET: _("not yet equivalent"),
    Outcome.OPEN: _("not decided: what is open, or was read by nobody, could turn it"),
}
RELATIONS: Mapping[str, object] = {
    Relation.EQUAL: _("the same"),
    Relation.SUPERSET: _("the same and more"),
    Relation.SUBSET: _("a part of it"),
    Relation.INTERSECTS: _("a part of it, and something else"),
}
DEPTHS: Mapping[str, object] = {
    Depth.POLICY: _("a document is there"),
    Depth.PRACTICE: _("what happens is looked at"),
    Depth.VERIFIED: _("and workers are asked"),
}
STRENGTHS: Mapping[str, object] = {Strength.FULL: _("in full"), Strength.PART: _("in part")}
CREDITS: Mapping[str, object] = {
    Credit.FULL: _("in full"), Credit.PART: _("in part"), Credit.NONE: _("not met"),
}  # fmt: skip
KINDS: Mapping[str, object] = {
    Kind.REQUIREMENT: _("requirement"), Kind.GUIDANCE: _("guidance"), Kind.DATA_FIELD: _("data field"),
}  # fmt: skip
PARTIES: Mapping[str, object] = {
    Party.MEMBER: _("Member"), Party.REVIEWER: _("Reviewer"), Party.SECOND: _("Second reviewer"),
}  # fmt: skip
CRITICALITIES: Mapping[str, object] = {
    Criticality.CRITICAL: _("critical"), Criticality.MAJOR: _("major"), Criticality.MINOR: _("minor"),
}  # fmt: skip


def choices(words: Mapping[str, object], *, empty: object | None = None) -> Choices:
    told = [(str(one), said) for one, said in words.items()]
    return [("", empty), *told] if empty is not None else told


def told(decision: Decision) -> str:
    """What somebody said of a criterion, in a line."""
    match decision:
        case Judgement(link=link, confirmed=True, strength=strength, relation=relation, depth=depth):
            more = [str(RELATIONS[relation])] if relation and relation in RELATIONS else []
            more += [str(DEPTHS[depth])] if depth else []
            said = {"questions": ", ".join(link.questions), "how": STRENGTHS[strength] if strength else ""}
            line = gettext("Question %(questions)s: met %(how)s") % said
            return " · ".join([line, *more, *(one for one in (decision.rationale, decision.evidence) if one)])
        case Judgement(link=link, rationale=rationale):
            line = gettext("Question %(questions)s: does not answer it") % {
                "questions": ", ".join(link.questions)
            }
            return " · ".join([line, *([rationale] if rationale else [])])
        case NotCovered(rationale=rationale):
            return " · ".join([gettext("No question answers it"), *([rationale] if rationale else [])])
        case NotApplicable(reason=reason):
            return gettext("Cannot apply: %(reason)s") % {"reason": reason}
        case _:
            return ""


BASES: Mapping[str, object] = {
    Basis.FULL: _("criteria that are met in full"),
    Basis.WITH_HALVES: _("those that are met in part count one half"),
}


def equivalence_in_words(rule: Rule) -> list[str]:
    """Each test in a line; a gate that is off is none."""
    lines = [
        gettext("%(share)s of the criteria that apply") % {"share": share_in_words(rule.threshold)},
        str(BASES[rule.basis]),
    ]
    if rule.no_critical_missing:
        lines.append(gettext("no critical criterion missing"))
    if rule.pillar_floor is not None:
        lines.append(
            gettext("at least %(share)s of every pillar") % {"share": share_in_words(rule.pillar_floor)}
        )
    return lines


def share_in_words(share: Fraction) -> str:
    """Exactly: in percent where that ends, else as the fraction it is."""
    hundredths = share * 100
    for digits in range(4):
        scaled = hundredths * 10**digits
        if scaled.denominator == 1:
            whole, rest = divmod(scaled.numerator, 10**digits)
            return f"{whole}.{rest:0{digits}d} %" if digits else f"{whole} %"
    return str(share)
