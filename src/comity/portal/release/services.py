"""Signing off an assembly, publishing it, withdrawing what was published."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.mail import send_mail_later
from comity.portal.release.errors import FourEyes, NotReleasable, NotSigned, TooEarly
from comity.portal.release.models import Publication, SignOff
from comity.portal.release.queries import called, publication_of, published_rounds, sign_off_of
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.rounds.queries import last_assembly
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.queries import seats_within
from comity.portal.tenants.roles import MEMBER


@transaction.atomic
def sign_off(*, actor: Actor, assembly: Assembly, manifest: str) -> SignOff:
    """`manifest` is the digest that counsel had on the page."""
    assembly = _held(actor, assembly)
    _require_releasable(actor, assembly)
    if manifest != assembly.manifest:
        raise NotReleasable(
            "What is on your page is not what would be signed.", remedy="Open the page again, and look anew."
        )
    if (before := sign_off_of(assembly)) is not None:
        return before
    signed = SignOff.objects.add(
        actor.scope, assembly=assembly, person=actor.person, manifest=manifest, at=now()
    )
    record(actor=actor, verb="release-signed-off", subject=called(assembly), facts={"manifest": manifest})
    return signed


@transaction.atomic
def publish(*, actor: Actor, assembly: Assembly) -> Publication:
    assembly = _held(actor, assembly)
    _require_releasable(actor, assembly)
    if (before := publication_of(assembly)) is not None:
        return before
    signed = sign_off_of(assembly)
    if signed is None or signed.manifest != assembly.manifest:
        raise NotSigned(
            "Counsel has not signed this assembly.", remedy="Ask counsel to look at the evidence."
        )
    if signed.person_id == actor.person.pk:
        raise FourEyes(
            "You signed this release as counsel, and nobody publishes what they signed.",
            remedy="Ask another manager of the Secretariat.",
        )
    if assembly.not_before is not None and today() < assembly.not_before:
        raise TooEarly(
            f"This list may not go out before {assembly.not_before:%-d %B %Y}.",
            remedy="Its lag keeps anybody from telling whose audit is new. Publish it then.",
        )
    published = Publication.objects.add(
        actor.scope,
        assembly=assembly,
        person=actor.person,
        at=now(),
        rows=assembly.released["shown"],
        sealed=assembly.released["check_only"],
    )
    record(
        actor=actor,
        verb="release-published",
        subject=called(assembly),
        facts={"manifest": assembly.manifest},
    )
    return published


@transaction.atomic
def withdraw_release(*, actor: Actor, publication: Publication, reason: str) -> None:
    """Ends access at once. Copies that were downloaded cannot be called back: who took one is told, and asked to delete it."""
    open_ = Publication.objects.within(actor.scope).filter(pk=publication.pk, withdrawn_at=None)
    if open_.update(withdrawn_at=now()):
        record(
            actor=actor,
            verb="release-withdrawn",
            subject=called(publication.assembly),
            facts={"reason": reason},
        )
        _tell_recipients(actor, publication.assembly, reason)


def _tell_recipients(actor: Actor, assembly: Assembly, reason: str) -> None:
    """Everybody who may read the common list for a member; each in their language."""
    people = {one.person_id: one.person for one in seats_within(actor.scope) if one.role in MEMBER}
    for person in people.values():
        if not person.is_active:
            continue
        with translation.override(person.language or settings.LANGUAGE_CODE):
            said = {
                "name": person.name or person.email,
                "round": assembly.round.slug,
                "programme": actor.programme.name,
                "reason": reason,
            }
            send_mail_later(
                to=person.email,
                subject=_("%(programme)s: the common list of round %(round)s is withdrawn") % said,
                text=_(
                    "Dear %(name)s,\n\n"
                    "the common list of round %(round)s is withdrawn from now on. The reason: %(reason)s\n\n"
                    "Nobody can open it any more. If you downloaded a copy, please delete it, and plan nothing by it. "
                    "We write again when a corrected list is out.\n\n"
                    "With kind regards\nThe Secretariat"
                )
                % said,
            )


def note_download(*, actor: Actor, publication: Publication, form: str) -> None:
    record(
        actor=actor,
        verb="common-list-downloaded",
        subject=called(publication.assembly),
        facts={"form": form, "by_member": actor.organisation.slug},
    )


def _held(actor: Actor, assembly: Assembly) -> Assembly:
    """As it is now, and so until we are done: whoever acts on it at the same moment comes after us, and sees what we did."""
    return Assembly.objects.within(actor.scope).select_for_update(of=("self",)).get(pk=assembly.pk)


def _require_releasable(actor: Actor, assembly: Assembly) -> None:
    if assembly.state != AssemblyState.READY:
        raise NotReleasable(
            f"This assembly is {assembly.get_state_display()}.",
            remedy="Only one that passed the leak test goes out.",
        )
    last = last_assembly(actor.scope, assembly.round)
    if last is not None and last.pk != assembly.pk:
        raise NotReleasable(
            f"Assembly {last.number} of this round is newer.",
            remedy="Look at that one; this one stays as evidence.",
        )
    others = [one for one in published_rounds(actor.scope) if one.assembly.round_id == assembly.round_id]
    if any(one.assembly_id != assembly.pk for one in others):
        raise NotReleasable(
            "This round has a published list already.", remedy="Withdraw that one first, with its reason."
        )
