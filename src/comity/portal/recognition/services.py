"""Comparing, deciding, and a supplier's word that a report no longer counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from comity.core import digest_bytes
from comity.exchange import Ground, read_recall
from comity.exchange.errors import KeyUnreadable, ReportRefused
from comity.exchange.links import LinkPurpose
from comity.lists import Assurance
from comity.portal.exchange.desk import supplier_actor
from comity.portal.exchange.models import Ask, Desk, SealedBody
from comity.portal.exchange.queries import address_of, bodies_of, looked, openers_of, scope_of
from comity.portal.exchange.services import save_decided
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.mail import send_mail_later
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import criteria_now
from comity.portal.recognition.errors import NotTold
from comity.portal.recognition.models import Compared, Decided, Notice
from comity.portal.recognition.queries import (
    alerts_of,
    comparison_of,
    decided_by,
    decisions_on,
    kept_compared,
    keys_of,
    last_compared,
    reliances,
    reports_read_of,
)
from comity.portal.shell.sentences import in_own_words
from comity.portal.tenants.gates import Actor, whole_programmes
from comity.portal.tenants.scope import Scope
from comity.recognition import (
    AuditFacts,
    Choice,
    Decision,
    OwnPolicy,
    RecognitionProblem,
    ScopeAnswer,
    ScopeFit,
    ScopeQuestion,
    compare_with_policy,
    decide,
    reliance_json,
    reliance_pdf,
    supplement_pdf,
    supplement_workbook,
)
from comity.recognition.compare import Named, compare_files


@transaction.atomic
def compare(*, actor: Actor, ask: Ask, own: Named | None, answers: Named | None, other: Named) -> None:
    """Without `own` the member's last one serves. Nothing is kept of files that cannot be compared, and of what was compared for
    this request before nothing stays that nothing else needs."""
    list(
        Compared.objects.within(actor.scope).select_for_update()
    )  # whose files go, or serve again: of two, one waits
    last, criteria = last_compared(actor.scope), criteria_now(actor.scope).criteria
    if own is None and last is None:
        raise RecognitionProblem(
            "To see what remains, both protocols are needed.", remedy="Choose your own protocol's file, too."
        )
    if own is not None:
        found, _coverage = compare_files(own, (answers, criteria) if answers else None, other)
        own_name, own_key = own[0], storage().keep(BytesIO(own[1]))
        answers_key = storage().keep(BytesIO(answers[1])) if answers else ""
    elif last is not None:
        own_name, own_key, answers_key = last.own_name, last.own_key, last.answers_key
        if answers_key and last.criteria_digest != criteria.digest:
            raise RecognitionProblem(
                f"The links of your protocol that you sent last are of {last.criteria}; now {criteria.name} counts here.",
                remedy="Send your own protocol again with its links to these criteria, or its review file.",
            )
        read = storage().read
        links = (("", read(answers_key)), criteria) if answers_key else None
        found, _coverage = compare_files((own_name, read(own_key)), links, other)
    before = list(Compared.objects.within(actor.scope).filter(ask=ask))
    Compared.objects.within(actor.scope).filter(ask=ask).delete()
    Compared.objects.add(
        actor.scope, ask=ask, own_name=own_name, own_key=own_key, answers_key=answers_key, other_name=other[0],
        other_key=storage().keep(BytesIO(other[1])), criteria=found.benchmark, criteria_digest=found.benchmark_digest,
        at=now(),
    )  # fmt: skip
    _forget_unneeded(actor.scope, before)


def forget_compared() -> int:
    """Of every programme, when their time is over. Of how many requests they were."""
    gone = 0
    for _programme, scope in whole_programmes():
        over = Compared.objects.within(scope).filter(at__date__lte=today() - kept_compared())
        for member in sorted(set(over.values_list("organisation_id", flat=True))):
            gone += _forget_over(scope.narrowed(member))
    return gone


@transaction.atomic
def _forget_over(scope: Scope) -> int:
    """Of one member: all its rows are held, because one file serves several requests."""
    rows = list(Compared.objects.within(scope).select_for_update())
    over = [one for one in rows if one.at.date() + kept_compared() <= today()]
    Compared.objects.within(scope).filter(pk__in=[one.pk for one in over]).delete()
    _forget_unneeded(scope, over)
    return len(over)


def _forget_unneeded(scope: Scope, gone: Collection[Compared]) -> None:
    """The rows went first: where the machine stops between the two, no page leads to the bytes."""
    for key in keys_of(gone) - keys_of(Compared.objects.within(scope)):
        transaction.on_commit(lambda key=key: storage().forget(key))  # type: ignore[misc] # bound at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person filled in, checked by the form."""

    choice: Choice
    reason: str
    protocol: str
    audited_on: date
    assurance: Assurance
    report_site: str
    policy: OwnPolicy
    pillars: tuple[str, ...] = ()
    scope: Mapping[ScopeQuestion, ScopeAnswer] = field(default_factory=dict)
    due_on: date | None = None


def _policy_row(policy: OwnPolicy) -> dict[str, object]:
    return {
        "accept_months": policy.accept_months,
        "pillars": list(policy.pillars),
        "classes": [one.value for one in policy.classes],
        "most_critical_gaps": policy.most_critical_gaps,
    }


def _facts(said: Said) -> AuditFacts:
    return AuditFacts(
        protocol=said.protocol, protocol_version="", audited_on=said.audited_on, pillars=said.pillars,
        assurance=said.assurance, site=said.report_site,
    )  # fmt: skip


def remarks_on(*, ask: Ask, said: Said) -> list[str]:
    """Where the report departs from the member's own policy, or does not fit what it buys: told before it is relied on."""
    if not said.choice.is_reliance:
        return []
    found = comparison_of(ask)
    remarks = compare_with_policy(said.policy, _facts(said), found[1] if found else None, on=now().date())
    fit = ScopeFit(answers=said.scope)
    return [
        *(one.sentence for one in remarks if not one.keeps),
        *(f"{one.value} {said.scope[one].value.capitalize()}." for one in (*fit.misfits, *fit.doubts)),
    ]


def require_pillars(*, ask: Ask, said: Said) -> None:
    """Raises RecognitionProblem for a pillar of other criteria."""
    scope = Scope(programme_id=ask.programme_id, organisation_id=ask.organisation_id)
    criteria = decided_by(scope, comparison_of(ask))
    for one in (*said.pillars, *said.policy.pillars):
        if one not in criteria.pillars:
            raise RecognitionProblem(
                f"There is no pillar “{one}” in {criteria.name}.",
                remedy=f"It has: {', '.join(criteria.pillars)}.",
            )


def require_told(*, ask: Ask, said: Said, is_told: bool) -> None:
    """Raises NotTold: a page shows the remarks first, and a program hears them as a problem."""
    require_pillars(ask=ask, said=said)
    remarks = [] if is_told else remarks_on(ask=ask, said=said)
    if remarks:
        raise NotTold(
            " ".join(remarks),
            remedy="The decision stays yours: say that you know it, and decide all the same.",
        )


SUPPLEMENTS = {"xlsx": supplement_workbook, "pdf": supplement_pdf}


def supplement_of(*, actor: Actor, ask: Ask, form: str) -> bytes | None:
    """None until the protocols were compared."""
    found = comparison_of(ask)
    if found is None or form not in SUPPLEMENTS:
        return None
    return SUPPLEMENTS[form](found[0], member=actor.organisation.name, supplier=ask.supplier, site=ask.site)


@transaction.atomic
def decide_on(*, actor: Actor, ask: Ask, said: Said, seen: int) -> Decided:
    """Raises DecidedMeanwhile where a colleague was first. The row of the request is held, so that of two one waits."""
    ask = (
        Ask.objects.within(actor.scope)
        .select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=ask.pk)
    )
    if not ask.report:
        raise ReportRefused(
            "Nobody of your company has opened this report yet.", remedy="Open it first, then decide."
        )
    require_pillars(ask=ask, said=said)
    at = now()
    found = comparison_of(ask)
    facts = _facts(said)
    decision = Decision(
        member=actor.organisation.name, request=ask.ref, supplier=ask.supplier, site=ask.site, report=ask.report,
        facts=facts, choice=said.choice, reason=said.reason, by=actor.person.name or actor.person.email, at=at,
        policy=said.policy, remarks=compare_with_policy(said.policy, facts, found[1] if found else None, on=at.date()),
        scope=ScopeFit(answers=said.scope), checks=tuple(ask.checks), delta=found[0] if found else None,
    )  # fmt: skip
    decide(reliances(decisions_on(actor.scope, ask.report)), decision, seen=seen)
    reliance = reliance_json(decision)
    row = Decided.objects.add(
        actor.scope, ask=ask, person=actor.person, at=at, choice=said.choice.value, report=ask.report,
        reliance=reliance.decode(), paper_key=storage().keep(BytesIO(reliance_pdf(decision))), due_on=said.due_on,
        policy=_policy_row(said.policy),
    )  # fmt: skip
    save_decided(actor=actor, ask=ask, choice=said.choice.value, commitment=digest_bytes(reliance))
    return row


@transaction.atomic
def note_order(*, actor: Actor, decided: Decided, ordered_on: date | None) -> None:
    """An audit was ordered for the site all the same: then none was avoided."""
    decided.ordered_on = ordered_on
    decided.save(update_fields=["ordered_on"])
    record(actor=actor, verb="audit-order-noted", subject=decided.ask.ref)


@transaction.atomic
def recall(*, token: str, ground: str, report: str) -> None:
    """`report`: the digest of the sealed body. Alerts go to who relied on it, and to nobody else."""
    link = looked(token, LinkPurpose.MANAGE, at=now())
    desk = link.desk
    said = next((one for one in Ground if one.name == ground), None)
    body = next((one for one in bodies_of(desk) if one.part == "report" and one.digest == report), None)
    if said is None or body is None:
        raise ReportRefused("It was not said which report no longer counts, or why.", remedy="Choose both.")
    if body.recalled:
        return
    SealedBody.objects.within(scope_of(desk)).filter(pk=body.pk).update(recalled=said.name, recalled_at=now())
    record(
        actor=supplier_actor(desk),
        verb="report-recalled",
        subject=body.digest[:23],
        facts={"body": body.digest, "ground": said.value},
    )
    _tell_who_relied(scope_of(desk), reports_read_of(body), desk=desk)


def _tell_who_relied(scope: Scope, reports: Collection[str], *, desk: Desk | None = None) -> None:
    """Those alone whose decision stands on one of these."""
    for one in alerts_of(scope):
        decided, called = one.decided, one.called
        is_meant = decided.report in reports and desk in (None, decided.ask.desk)
        if not is_meant:
            continue
        for reader in openers_of(decided.ask, first=decided.person):
            with translation.override(reader.language or settings.LANGUAGE_CODE):
                said = {
                    "by": called.by,
                    "ground": in_own_words(called.ground.value),
                    "site": decided.ask.site,
                    "address": address_of(decided.ask),
                }
                send_mail_later(
                    to=reader.email,
                    subject=_("A report that you relied on was recalled"),
                    text=_(
                        "%(by)s says: %(ground)s.\nIt concerns %(site)s. You decide what follows:\n\n%(address)s"
                    )
                    % said
                    + "\n",
                )


@transaction.atomic
def take_notice(*, actor: Actor, paper: bytes, digits: str) -> Notice:
    """An issuer's signed notice (docs/guide/recognition.md). `digits`: of its key, as the issuer told them by telephone.

    Nobody learns whom it concerns, the Secretariat included.
    """
    found = read_recall(paper)
    if "".join(digits.split()).casefold() != found.by.fingerprint.replace(" ", ""):
        raise KeyUnreadable(
            "These are not the digits of the key that signed the notice.",
            remedy="Ask the issuer for its sixteen digits by telephone, not in the message that brought the notice.",
        )
    known = Notice.objects.within(actor.scope).filter(paper=found.paper).first()
    if known is not None:
        return known
    row = Notice.objects.add(
        actor.scope, report=found.report[:80], ground=found.ground.name, by_name=found.by_name[:200],
        public=str(found.by), signed_at=found.at, paper=found.paper, at=now(), person=actor.person,
    )  # fmt: skip
    facts = {"ground": found.ground.value, "by": found.by_name, "notice": found.paper}
    record(actor=actor, verb="report-recalled", subject=found.report[:23], facts=facts)
    _tell_who_relied(actor.scope, {found.report})
    return row
