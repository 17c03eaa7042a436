"""Adding lanes and policies, having a policy previewed, adopting it."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from comity.core import Progress
from comity.core.working_folder import working_folder
from comity.membership.lanes import lane_from, require_list_of_sites
from comity.portal.jobs.services import start_job
from comity.portal.ledger.services import record
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import counting_lists
from comity.portal.membership.models import Round, RoundLane
from comity.portal.membership.queries import current_round, programme_known
from comity.portal.membership.rules import policy_of
from comity.portal.ports.clock import now
from comity.portal.programme.models import Adoption, LaneVersion, PolicyVersion, SurveyRules
from comity.portal.programme.queries import adopted, lane_of, policy_from_text, policy_now
from comity.portal.rounds.models import Assembly
from comity.portal.rounds.services import laid_out, registry_path
from comity.portal.rulebook.errors import (
    NoiseUnlikely,
    NothingToPreview,
    NotPreviewed,
    OwnProposal,
    RoundUnderWay,
    SameVersion,
)
from comity.portal.rulebook.models import PolicyPreview
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Programme
from comity.registry import Registry
from comity.release import Policy
from comity.round import AssembledRound, ReadingHelp, RoundSettings, Source, assemble_round, is_published
from comity.survey import Rule
from comity.survey.noise import require_noise

PREVIEW = "programme.preview"  # as jobs that wait have been called since the room below held it


@transaction.atomic
def add_lane(*, actor: Actor, text: str) -> LaneVersion:
    """A lane of a name that is known becomes its next version. Raises LaneProblem."""
    lane = lane_from(text, where="your text")
    slug = slugify(lane.name)[:60] or "lane"
    before = LaneVersion.objects.within(actor.scope).filter(slug=slug).first()
    if before is not None and before.digest == lane.digest:
        raise SameVersion(
            f"This is version {before.number} of “{lane.name}”, byte for byte.",
            remedy="Change what is to differ.",
        )
    version = LaneVersion.objects.add(
        actor.scope,
        slug=slug,
        number=before.number + 1 if before else 1,
        text=text,
        digest=lane.digest,
        person=actor.person,
        at=now(),
    )
    facts = {"version": version.number, "digest": version.digest}
    record(actor=actor, verb="lane-added", subject=lane.name, facts=facts)
    return version


@transaction.atomic
def serve_round(*, actor: Actor, round_: Round, lane: LaneVersion | None) -> None:
    """None is the lane that comes with Comity. Not once lists came: they were read under the other."""
    if ListVersion.objects.within(actor.scope).filter(round=round_).exists():
        raise RoundUnderWay(
            f"Lists came for {round_.slug} already, and were read under its lane.",
            remedy="Give the lane to the next round, before it opens.",
        )
    if lane is not None:
        require_list_of_sites(lane_of(lane))
    RoundLane.objects.within(actor.scope).filter(round=round_).delete()
    if lane is not None:
        RoundLane.objects.add(actor.scope, round=round_, lane=lane)
    called = f"{lane.slug}, version {lane.number}" if lane else "on-site audit, as it comes with Comity"
    record(actor=actor, verb="lane-chosen", subject=round_.slug, facts={"lane": called})


@transaction.atomic
def propose_policy(*, actor: Actor, text: str, note: str) -> PolicyVersion:
    """Raises PolicyProblem, and ProgrammeContradicted where the programme says otherwise."""
    policy = policy_from_text(text)
    _require_fits(actor, policy)
    known = PolicyVersion.objects.within(actor.scope).filter(digest=policy.digest).first()
    if known is not None or policy.digest == policy_now(actor.scope).digest:
        named = f"version {known.number}" if known else "what the programme goes by"
        raise SameVersion(
            f"These are the rules of {named}.", remedy="Change a rule, or preview that version."
        )
    last = PolicyVersion.objects.within(actor.scope).aggregate(last=Max("number"))["last"]
    version = PolicyVersion.objects.add(
        actor.scope,
        number=(last or 0) + 1,
        text=text,
        digest=policy.digest,
        note=note,
        person=actor.person,
        at=now(),
    )
    facts = {"digest": policy.digest, "note": note}
    record(actor=actor, verb="policy-proposed", subject=f"version {version.number}", facts=facts)
    return version


def _require_fits(actor: Actor, policy: Policy) -> None:
    round_ = current_round(actor.scope)
    if round_ is not None:
        RoundSettings.under(programme_known(actor.scope), round_.slug, policy)


@transaction.atomic
def start_preview(*, actor: Actor, policy: PolicyVersion) -> PolicyPreview:
    """On the lists that count in the current round; where none came yet, on those of the last assembly."""
    round_, lists = _lists_in_hand(actor)
    preview = PolicyPreview.objects.add(
        actor.scope, policy=policy, round=round_, lists=lists, person=actor.person, at=now()
    )
    facts = {"round": round_.slug, "lists": len(lists)}
    record(actor=actor, verb="policy-previewed", subject=f"version {policy.number}", facts=facts)
    start_job(actor=actor, kind=PREVIEW, argument=preview.pk)
    return preview


def _lists_in_hand(actor: Actor) -> tuple[Round, dict[str, int]]:
    round_ = current_round(actor.scope)
    if round_ is not None and (counting := counting_lists(actor.scope, round_)):
        return round_, {name: one.pk for name, one in sorted(counting.items())}
    last = Assembly.objects.within(actor.scope).select_related("round").order_by("-at", "-id").first()
    if last is None:
        raise NothingToPreview(
            "No list counts yet, so there is nothing to try the rules on.", remedy="Wait for the first lists."
        )
    return last.round, last.lists


def preview_policy(*, actor: Actor, preview: PolicyPreview, progress: Progress) -> None:
    """Decides the round twice on a copy of the registry. Done twice it comes to the same."""
    known = programme_known(actor.scope)
    policies = {"now": policy_of(actor.programme), "then": policy_from_text(preview.policy.text)}
    with working_folder() as folder:
        sources, reading = laid_out(actor, preview.lists, folder / "lists")
        found = {}
        for name, policy in policies.items():
            rules = replace(RoundSettings.under(known, preview.round.slug, policy), older_cutoff=True)
            copy = _copied(registry_path(actor.programme.slug), folder / f"{name}.db")
            found[name] = _decided(sources, reading, copy, rules, progress)
    preview.result = compared(found["now"], found["then"])
    preview.save(update_fields=["result"])


def _copied(registry: Path, copy: Path) -> Path:
    """SQLite's own backup: whole, whoever is writing."""
    if registry.exists():
        with closing(sqlite3.connect(f"{registry.as_uri()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(copy)) as target:  # fmt: skip
            source.backup(target)
    return copy


def _decided(
    sources: list[Source], reading: ReadingHelp, registry: Path, rules: RoundSettings, progress: Progress
) -> AssembledRound:
    """The seed of a copy that is thrown away may be anything; that of a registry that is there is its own."""
    with (
        Registry.open(registry, new_secret=bytes(32), published=is_published) as memory,
        memory.transaction(),
    ):
        return assemble_round(sources, memory, settings=rules, reading=reading, progress=progress)


def compared(now_: AssembledRound, then: AssembledRound) -> dict[str, Any]:
    """In figures. A policy that takes other rows (window, protocols) can make other sites: they stand under "–"."""
    outcomes = [dict(one.release.decisions.select("site", "outcome").iter_rows()) for one in (now_, then)]
    moves = Counter(
        (outcomes[0].get(site, "–"), outcomes[1].get(site, "–")) for site in {*outcomes[0], *outcomes[1]}
    )
    reasons = [_reasons(one) for one in (now_, then)]
    return {
        "now": _figures(now_),
        "then": _figures(then),
        "moves": [[one, other, count] for (one, other), count in sorted(moves.items()) if one != other],
        "reasons": [
            [outcome, reason, reasons[0][outcome, reason], reasons[1][outcome, reason]]
            for outcome, reason in sorted({*reasons[0], *reasons[1]})
        ],
    }


def _figures(one: AssembledRound) -> dict[str, Any]:
    release = one.release
    counted = dict(release.decisions["outcome"].value_counts().iter_rows())
    return {
        "released": release.common_list is not None,
        "mode": release.mode.value,
        "not_before": release.not_before.isoformat(),
        "accepted": sum(it.audits.height for it in one.lists),
        "shown": counted.get("shown", 0),
        "check_only": counted.get("check-only", 0),
        "withheld": counted.get("withheld", 0),
        "refusals": [it.message for it in release.refusals],
    }


def _reasons(one: AssembledRound) -> Counter[tuple[str, str]]:
    kept = one.release.decisions.filter(pl.col("outcome") != "shown").select("outcome", "reason")
    return Counter((outcome, reason) for outcome, reason in kept.iter_rows())


@transaction.atomic
def adopt_policy(*, actor: Actor, policy: PolicyVersion) -> Adoption:
    """From the next assembly on; what was released stays as it is, under the rules of its day."""
    last = adopted(actor.scope)
    if last is not None and last.policy_id == policy.pk:
        return last
    if policy.person_id == actor.person.pk:
        raise OwnProposal(
            "You proposed this version, and nobody adopts what they proposed.", remedy="Ask counsel."
        )
    if not PolicyPreview.objects.within(actor.scope).filter(policy=policy).exclude(result={}).exists():
        raise NotPreviewed("Nobody has seen what this version would do.", remedy="Have it previewed first.")
    _require_fits(actor, policy_from_text(policy.text))
    adoption = Adoption.objects.add(actor.scope, policy=policy, person=actor.person, at=now())
    Programme.objects.filter(pk=actor.scope.programme_id).update(policy=policy.text)
    facts = {"digest": policy.digest}
    record(actor=actor, verb="policy-adopted", subject=f"version {policy.number}", facts=facts)
    return adoption


@transaction.atomic
def set_survey_rules(
    *, actor: Actor, rule: Rule | None, is_gate: bool, epsilon: Fraction | None, budget: Fraction | None
) -> SurveyRules:
    """For surveys that open, and figures that are published, from now on. Raises NoiseUnlikely, or PrivacyBudget without OpenDP."""
    if epsilon is not None:
        if budget is None or not 0 < epsilon <= MOST_EPSILON or budget < epsilon:
            raise NoiseUnlikely(
                f"Noise of ε {float(epsilon):g} and a budget of {float(budget or 0):g} do not go together.",
                remedy=f"Give an ε above 0 and up to {MOST_EPSILON}, and a budget for all years that is at least as large.",
            )
        require_noise()
    rules = SurveyRules.objects.add(
        actor.scope,
        rule=rule.value if rule else "",
        epsilon=str(epsilon) if epsilon is not None else "",
        budget=str(budget) if epsilon is not None and budget is not None else "",
        person=actor.person,
        at=now(),
    )
    Programme.objects.filter(pk=actor.programme.pk).update(survey_is_gate=is_gate)
    facts = {
        "rule": rules.rule or "as the questionnaire",
        "gate": is_gate,
        "epsilon": rules.epsilon or "none",
        "budget": rules.budget,
    }
    record(actor=actor, verb="survey-rules-set", subject=actor.programme.name, facts=facts)
    return rules


@transaction.atomic
def ask_members_for_factor(*, actor: Actor, is_asked: bool) -> None:
    """From their next page on: who has none sets one up before it."""
    Programme.objects.filter(pk=actor.programme.pk).update(members_second_factor=is_asked)
    record(
        actor=actor,
        verb="second-factor-asked" if is_asked else "second-factor-left",
        subject=actor.programme.name,
    )


MOST_EPSILON = 10
"""Above it, noise hides nobody, and the word would promise what it does not keep."""
