"""By what protocols are judged: the common criteria, and the share of them that is needed. One person proposes, a second one adopts."""

from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from comity.benchmark import CriteriaSet, Rule, load_criteria, shipped
from comity.benchmark.criteria import retiring
from comity.benchmark.crosswalk import crosswalk, read_steps
from comity.benchmark.errors import CriteriaProblem
from comity.benchmark.formats import HOLDS_NO_RETIRED, ReadCriteria, format_of, read_criteria
from comity.benchmark.rules import rule_facts
from comity.core import canonical_json
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now
from comity.portal.programme.models import CriteriaVersion, EquivalenceRule
from comity.portal.programme.queries import criteria_now, equivalence_rule_now
from comity.portal.rulebook.errors import CriteriaTooLarge, Overtaken, OwnProposal, SameVersion
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Programme

MOST_BYTES = 10 * 1024**2
LONGEST_NAME = 60
Version = TypeVar("Version", EquivalenceRule, CriteriaVersion)


@transaction.atomic
def propose_equivalence_rule(*, actor: Actor, rule: Rule) -> EquivalenceRule:
    """Nothing changes until somebody else adopts it."""
    _one_at_a_time(actor)
    _number, stands = equivalence_rule_now(actor.scope)
    if rule == stands:
        raise SameVersion("This is the rule that the programme goes by.", remedy="Change what is to differ.")
    rows = EquivalenceRule.objects.within(actor.scope)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    kept = EquivalenceRule.objects.add(
        actor.scope, number=number, facts=rule_facts(rule), person=actor.person, at=now()
    )
    facts = {"threshold": rule.threshold, "basis": rule.basis, "critical": rule.no_critical_missing, "floor": rule.pillar_floor or "none"}  # fmt: skip
    record(actor=actor, verb="equivalence-rule-proposed", subject=f"version {number}", facts=facts)
    return kept


@transaction.atomic
def propose_criteria(
    *, actor: Actor, data: bytes, filename: str, note: str, steps: bytes | None = None
) -> CriteriaVersion:
    """A set in any format that sets come in; `steps`: the crosswalk from the one in use, as CSV. Nothing changes until somebody else
    adopts it. Raises CriteriaUnreadable and CriteriaProblem."""
    for one in (data, steps or b""):
        if len(one) > MOST_BYTES:
            raise CriteriaTooLarge(
                f"The file has more than {MOST_BYTES // 1024**2} MB.", remedy="Send the criteria set alone."
            )
    _one_at_a_time(actor)
    stands = criteria_now(actor.scope).criteria
    read = _read(data, filename, stands)
    _require_new(actor, read.criteria, stands)
    said = read_steps(steps, where="crosswalk") if steps else ()
    if read.criteria.scheme == stands.scheme:
        crosswalk(stands, read.criteria, said)
    elif said:
        raise CriteriaProblem(
            f"{read.criteria.name} is of another scheme than {stands.name}, and no code of one means anything in the other.",
            remedy="Leave the crosswalk out.",
        )
    rows = CriteriaVersion.objects.within(actor.scope)
    version = CriteriaVersion.objects.add(
        actor.scope,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        name=read.criteria.name,
        digest=read.criteria.digest,
        text=canonical_json(read.criteria.content).decode(),
        note=note,
        remarks=list(read.remarks),
        follows=stands.digest,
        steps=[[one.change.value, list(one.older), list(one.newer), one.note] for one in said],
        person=actor.person,
        at=now(),
    )
    facts = {"name": version.name, "criteria": len(read.criteria), "digest": version.digest, "note": note}
    record(actor=actor, verb="criteria-proposed", subject=f"version {version.number}", facts=facts)
    return version


def _read(data: bytes, filename: str, stands: CriteriaSet) -> ReadCriteria:
    format_ = format_of(data, where=filename)
    read = read_criteria(data, format_, where=filename)
    if format_ not in HOLDS_NO_RETIRED or read.criteria.scheme != stands.scheme:
        return read
    whole = retiring(read.criteria, stands)
    if gone := sorted(set(whole.retired) - set(read.criteria.retired)):
        remark = f"The format cannot hold retired codes: what {stands.name} knew and the file lacks was taken as retired ({', '.join(gone)})."
        return ReadCriteria(criteria=whole, remarks=(*read.remarks, remark))
    return read


def _require_new(actor: Actor, found: CriteriaSet, stands: CriteriaSet) -> None:
    if found.digest == stands.digest:
        raise SameVersion(
            "These are the criteria that the programme goes by.", remedy="Change what is to differ."
        )
    if len(found.name) > LONGEST_NAME or not found.name.isprintable():
        raise CriteriaProblem(
            f"The scheme and the version are called “{found.name[:LONGEST_NAME]}…”.",
            remedy=f"Call them so that both have {LONGEST_NAME - 1} characters at most, without line breaks.",
        )
    named = CriteriaVersion.objects.within(actor.scope).filter(name=found.name).exclude(digest=found.digest)
    came = found.name in shipped() and load_criteria(found.name).digest != found.digest
    if came or named.exists():
        raise CriteriaProblem(
            f"Another set is called {found.name} here already, and what was compared with it names it so.",
            remedy="Give this one another version.",
        )


@transaction.atomic
def adopt(*, actor: Actor, version: Version) -> Version:
    """For what comes from now on; what came before is judged by what counted then. Raises OwnProposal and Overtaken."""
    _one_at_a_time(actor)
    version = type(version).objects.within(actor.scope).select_for_update(of=("self",)).get(pk=version.pk)
    if version.adopted_at is not None:
        return version
    if version.person_id == actor.person.pk:
        raise OwnProposal(
            "You proposed this version, and nobody adopts what they proposed.",
            remedy="Ask another manager, or counsel.",
        )
    _require_next(actor, version)
    version.adopted_by, version.adopted_at = actor.person, now()
    version.save(update_fields=["adopted_by", "adopted_at"])
    if isinstance(version, CriteriaVersion):
        facts = {"name": version.name, "digest": version.digest}
        record(actor=actor, verb="criteria-adopted", subject=f"version {version.number}", facts=facts)
    else:
        record(
            actor=actor, verb="equivalence-rule-set", subject=f"version {version.number}", facts=version.facts
        )
    return version


def _require_next(actor: Actor, version: EquivalenceRule | CriteriaVersion) -> None:
    """What it would change was shown against what counted when it was proposed."""
    if isinstance(version, CriteriaVersion):
        is_next = version.follows == criteria_now(actor.scope).criteria.digest
    else:
        is_next = version.number > equivalence_rule_now(actor.scope)[0]
    if not is_next:
        raise Overtaken(
            "Another version was adopted since this one was proposed.",
            remedy="Propose it anew, and look at what it changes.",
        )


def _one_at_a_time(actor: Actor) -> None:
    """Two at once make two versions, and one adoption after the other."""
    Programme.objects.select_for_update().get(pk=actor.programme.pk)
