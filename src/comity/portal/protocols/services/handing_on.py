"""A case goes on to another reviewers' office: the Secretariat proposes it, and the member, whose papers they are, says yes or no.

The Secretariat finds no paper, and moves none. The new office begins anew: what the former one said stays in the log, taken back, so that
a verdict is one office's own word.
"""

from collections.abc import Callable

from django.db import transaction

from comity.portal.ports.clock import today
from comity.portal.protocols.errors import NoReviewer, NotYourTurn
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import ASSESSORS, PREPARERS, offices_for, opened
from comity.portal.protocols.services import letters
from comity.portal.protocols.services.writing import UNDER_REVIEW, by_of, hand_to, moved, noted
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.models import Organisation


@transaction.atomic
def propose_office(*, actor: Actor, case: Case, office: str) -> Case:
    """By the Secretariat, of a case that is before an office. An empty name takes the proposal back."""
    rows = Case.objects.within(actor.scope).select_for_update(of=("self",))
    found = there(rows.select_related("organisation", "programme").filter(pk=case.pk).first())
    if found.state not in UNDER_REVIEW:
        raise NotYourTurn("This protocol is before no reviewers' office.", remedy="Look at the table again.")
    chosen = _apart(found, office) if office else None
    found.next_reviewer = chosen
    found.save(update_fields=["next_reviewer"])
    if chosen is None:
        noted(actor, found, "protocol-office-not-proposed")
        return found
    noted(actor, found, "protocol-office-proposed", to=chosen.name)
    subject, text = letters.office_proposed(found, chosen)
    letters.write_to(found, found.organisation, PREPARERS, subject=subject, text=text)
    return found


def _apart(case: Case, named: str) -> Organisation:
    for one in offices_for(case.programme, case.organisation):
        if one.slug == named and one.pk != case.reviewer_id:
            return one
    raise NoReviewer(
        "This is no other office that may review this member's protocol.",
        remedy="Choose one that does nothing else in the programme, and is not of the member's group.",
    )


@transaction.atomic
def answer_office(*, actor: Actor, case: Case, office: str, agreed: bool) -> Case:
    """By the member; `office`: the one that it was shown, because the Secretariat may have named another since."""
    found = opened(actor, case, locked=True)
    chosen = found.case.next_reviewer
    if chosen is None or chosen.slug != office:
        raise NotYourTurn("This office is not proposed to you now.", remedy="Look at the protocol again.")
    found.case.next_reviewer = None
    if not agreed:
        found.case.save(update_fields=["next_reviewer"])
        noted(actor, found.case, "protocol-office-refused", to=chosen.name)
        return found.case
    _apart(found.case, chosen.slug)  # it may have become kin meanwhile
    former = found.case.reviewer
    step = found.benchmark.hand_on(
        day=today(), by=by_of(actor), party=found.party, note=_handed_to(former, chosen)
    )
    found.papers.office_notes = []  # of the former office's answers
    found.papers.save(update_fields=["office_notes"])
    hand_to(actor, found.case, found.papers, chosen)
    found.case.assessor, found.case.begins_anew = None, True
    moved(actor, found.case, found.papers, step)
    noted(actor, found.case, "protocol-handed-on", to=chosen.name)
    _write(found.case, chosen, letters.handed_in(found.case))
    if former is not None:
        _write(found.case, former, letters.handed_on(found.case), has_page=False)
    return found.case


def _handed_to(former: Organisation | None, chosen: Organisation) -> str:
    return f"Handed on from {former.name if former else '–'} to {chosen.name}."


def _write(
    case: Case,
    office: Organisation,
    words: tuple[Callable[[], str], Callable[[], str]],
    *,
    has_page: bool = True,
) -> None:
    subject, text = words
    letters.write_to(case, office, ASSESSORS, subject=subject, text=text, has_page=has_page)
