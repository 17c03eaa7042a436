"""The pages of people: who has a seat, who is invited, and who ends it. A Secretariat's, and each member's own."""

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
from comity.portal.tenants.apart import kinds_within
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.queries import open_invitations, organisation_of, seats_within
from comity.portal.tenants.roles import KIND_OF, MEMBER, Kind, Role, roles_at


class InviteForm(forms.Form):
    """A member's administrator invites into the own company; the Secretariat says into which."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none(), to_field_name="slug"
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own, handed through
        role: Any = self.fields["role"]
        if _is_members(actor):
            role.choices = [(one.value, one.label) for one in sorted(MEMBER)]
            del self.fields["organisation"]
            return
        kinds = kinds_within(actor.programme)
        there = frozenset().union(*(roles_at(one) for one in kinds.values()))
        role.choices = [
            (kind.label, [(one.value, one.label) for one in sorted(there) if KIND_OF[one] is kind])
            for kind in Kind
            if any(KIND_OF[one] is kind for one in there)
        ]
        known = Organisation.objects.filter(pk__in=kinds)
        self.fields["organisation"].queryset = known.order_by("name")  # type: ignore[attr-defined] # a model's


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
    invite_by_mail(
        actor=actor,
        email=said["email"],
        organisation=said.get("organisation") or organisation_of(actor.scope),
        role=Role(said["role"]),
        address=lambda token: request.build_absolute_uri(reverse("begin", kwargs={"token": token})),
    )
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
