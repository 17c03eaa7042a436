"""The pages of people: who has a seat, who is invited, and who ends it. A Secretariat's, and each member's own."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.portal.accounts.services import end_seat, invite_by_mail, withdraw_invitation
from comity.portal.shell.sentences import in_own_words
from comity.portal.tenants.apart import kinds_within
from comity.portal.tenants.errors import NotApart, RoleElsewhere
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.queries import open_invitations, organisation_of, seats_within
from comity.portal.tenants.roles import KIND_OF, MEMBER, Kind, Role, roles_at


class WithItsRoles(forms.Select):
    """Beside each organisation the roles that it can have: a script leaves no others to choose."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-narrows": "id_role"})
        self.roles: Mapping[int, frozenset[Role]] = {}

    def create_option(self, name: str, value: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        made = super().create_option(name, value, *rest, **more)
        if value:
            made["attrs"]["data-leaves"] = " ".join(sorted(self.roles[value.instance.pk]))
        return made


class InviteForm(forms.Form):
    """A member's administrator invites into the own company; the Secretariat says into which. No role is the usual one: who does
    not choose gives none."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        empty_label=gettext_lazy("Please choose"),
        widget=WithItsRoles,
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own, handed through
        role: Any = self.fields["role"]
        if _is_members(actor):
            role.choices = [_NONE, *((one.value, one.label) for one in sorted(MEMBER))]
            del self.fields["organisation"]
            return
        kinds = kinds_within(actor.programme)
        roles = {pk: roles_at(one) for pk, one in kinds.items()}
        there = frozenset().union(*roles.values())
        role.choices = [
            _NONE,
            *(
                (kind.label, [(one.value, one.label) for one in sorted(there) if KIND_OF[one] is kind])
                for kind in Kind
                if any(KIND_OF[one] is kind for one in there)
            ),
        ]
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.filter(pk__in=kinds).order_by("name")
        organisation.widget.roles = roles


_NONE = ("", gettext_lazy("Please choose"))


def _is_members(actor: Actor) -> bool:
    return actor.scope.organisation_id is not None


@require_safe
@admits(Role.MANAGER)
def show_people(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, InviteForm(actor=actor, initial=_asked_for(request)))


@require_safe
@admits(Role.ADMIN)
def show_own_people(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, InviteForm(actor=actor))


@require_POST
@admits(Role.MANAGER)
def invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _invite(request, actor)


@require_POST
@admits(Role.ADMIN)
def invite_own(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _invite(request, actor)


@require_POST
@admits(Role.MANAGER)
def end(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _end(request, actor)


@require_POST
@admits(Role.ADMIN)
def end_own(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _end(request, actor)


def _page(request: HttpRequest, actor: Actor, form: InviteForm, status: int = 200) -> HttpResponse:
    page = {
        "form": form,
        "seats": seats_within(actor.scope),
        "invitations": open_invitations(actor.scope, at=datetime.now(UTC)),
        "invite_address": _here(actor, "invite"),
        "end_address": _here(actor, "end-seat"),
        "is_members": _is_members(actor),
    }
    return render(request, "people/people.html", page, status=status)


def _invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = InviteForm(request.POST, actor=actor)
    if not form.is_valid():
        return _page(request, actor, form, status=422)
    said = form.cleaned_data
    try:
        invite_by_mail(
            actor=actor,
            email=said["email"],
            organisation=said.get("organisation") or organisation_of(actor.scope),
            role=Role(said["role"]),
            address=lambda token: request.build_absolute_uri(reverse("begin", kwargs={"token": token})),
        )
    except (RoleElsewhere, NotApart) as problem:
        # Beside what was typed: on a page of its own the address would have to be typed again.
        form.add_error(None, f"{in_own_words(problem.message)} {in_own_words(problem.remedy)}")
        return _page(request, actor, form, status=409)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": said["email"]})
    return redirect(_here(actor, "people"))


def _end(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Of a seat, or of an invitation that nobody has used."""
    seats = {str(one.pk): one for one in seats_within(actor.scope)}
    invited = {str(one.pk): one for one in open_invitations(actor.scope, at=datetime.now(UTC))}
    if (seat := seats.get(request.POST.get("seat", ""))) is not None:
        end_seat(actor=actor, seat=seat)
        messages.success(request, _("%(name)s has this seat no more.") % {"name": seat.person})
    elif (invitation := invited.get(request.POST.get("invitation", ""))) is not None:
        withdraw_invitation(actor=actor, invitation=invitation)
        messages.success(
            request, _("The invitation of %(email)s is taken back.") % {"email": invitation.email}
        )
    else:
        raise Http404
    return redirect("/" if seat is not None and seat.person_id == actor.person.pk else _here(actor, "people"))


def _here(actor: Actor, name: str) -> str:
    kwargs = {"programme": actor.programme.slug}
    if _is_members(actor):
        return reverse(f"own-{name}", kwargs={**kwargs, "organisation": actor.organisation.slug})
    return reverse(name, kwargs=kwargs)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("organisation", "role")}
