"""Letters about a protocol's case, in the reader's language. They say that something waits, and nothing of what the protocol says."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comity.portal.ports.mail import send_mail_later
from comity.portal.protocols.models import Case
from comity.portal.tenants.models import Organisation, Seat
from comity.portal.tenants.queries import seats_in
from comity.portal.tenants.roles import Role

Sides = Iterable[Role]


def write_to(
    case: Case,
    organisation: Organisation,
    roles: Sides,
    *,
    subject: Callable[[], str],
    text: Callable[[], str],
    has_page: bool = True,
) -> int:
    """Everybody there who has it before them, once. How many."""
    people = {seat.person_id: seat.person for seat in seats_in(case.programme, organisation, roles=roles)}
    for person in people.values():
        with translation.override(person.language or settings.LANGUAGE_CODE):
            address = settings.COMITY_ADDRESS + reverse(
                "protocol",
                kwargs={
                    "programme": case.programme.slug,
                    "organisation": organisation.slug,
                    "case": case.pk,
                },
            )
            where = f"\n\n{address}\n" if has_page else "\n"
            send_mail_later(to=person.email, subject=subject(), text=f"{text()}{where}")
    return len(people)


def handed_in(case: Case) -> tuple[Callable[[], str], Callable[[], str]]:
    said = {"member": case.organisation.name, "protocol": case.called}
    return (
        lambda: _("%(member)s has handed in its protocol") % said,
        lambda: _("%(member)s has handed in “%(protocol)s” to be compared with the common criteria.") % said,
    )


def tell_secretariat(case: Case) -> int:
    """That a member's protocol is equivalent, which is its benchmark from now on. How many managers."""
    managers = Seat.objects.filter(programme=case.programme, role=Role.MANAGER).select_related("person")
    people = {one.person_id: one.person for one in managers}
    said = {"member": case.organisation.name, "protocol": case.called}
    for person in people.values():
        with translation.override(person.language or settings.LANGUAGE_CODE):
            where = settings.COMITY_ADDRESS + reverse("protocol-outcomes", args=[case.programme.slug])
            text = _("“%(protocol)s” is equivalent, and the benchmark of %(member)s from today on.") % said
            send_mail_later(
                to=person.email,
                subject=_("A protocol of %(member)s is equivalent") % said,
                text=f"{text}\n\n{where}\n",
            )
    return len(people)


def review_begun(case: Case) -> tuple[Callable[[], str], Callable[[], str]]:
    said = {"protocol": case.called}
    return (
        lambda: _("The review of your protocol has begun"),
        lambda: (
            _("The benchmark reviewer reads “%(protocol)s” now. It cannot be taken back any more.") % said
        ),
    )


def queried(case: Case) -> tuple[Callable[[], str], Callable[[], str]]:
    said = {"protocol": case.called}
    return (
        lambda: _("A question about your protocol"),
        lambda: _("The benchmark reviewer asks you something about “%(protocol)s”. The question stands on its page.") % said,
    )  # fmt: skip


def query_withdrawn(case: Case) -> tuple[Callable[[], str], Callable[[], str]]:
    said = {"protocol": case.called}
    return (
        lambda: _("The question about your protocol is withdrawn"),
        lambda: _("The benchmark reviewer goes on with “%(protocol)s” without an answer of yours.") % said,
    )


def office_proposed(case: Case, office: Organisation) -> tuple[Callable[[], str], Callable[[], str]]:
    said = {"protocol": case.called, "office": office.name}
    return (
        lambda: _("Another office may review your protocol"),
        lambda: _("The Secretariat proposes that %(office)s reviews “%(protocol)s” instead. It reads nothing of it unless you agree, on its page.") % said,
    )  # fmt: skip


def handed_on(case: Case) -> tuple[Callable[[], str], Callable[[], str]]:
    said = {"member": case.organisation.name, "protocol": case.called}
    return (
        lambda: _("A protocol of %(member)s went on to another office") % said,
        lambda: _("“%(protocol)s” is not before you any more: the Secretariat proposed another office, and the member agreed.") % said,
    )  # fmt: skip


def answered(case: Case) -> tuple[Callable[[], str], Callable[[], str]]:
    said = {"member": case.organisation.name, "protocol": case.called}
    return (
        lambda: _("%(member)s has answered your question") % said,
        lambda: _("The answer about “%(protocol)s” stands on its page.") % said,
    )


def concluded(case: Case) -> tuple[Callable[[], str], Callable[[], str]]:
    if case.valid_until is None:
        said = {"protocol": case.called, "covered": case.covered}
        return (
            lambda: _("Your protocol is not equivalent yet"),
            lambda: _("“%(protocol)s” meets %(covered)s criteria in full. What is still to do stands on its page; it is a list, and no failure.") % said,
        )  # fmt: skip
    until = case.valid_until
    return (
        lambda: _("Your protocol is equivalent"),
        lambda: (
            _("“%(protocol)s” meets %(covered)s criteria in full, and is equivalent until %(day)s.")
            % {"protocol": case.called, "covered": case.covered, "day": date_format(until, "DATE_FORMAT")}
        ),
    )
