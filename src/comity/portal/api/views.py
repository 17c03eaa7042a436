"""The page of a person's tokens: made, told once, taken back."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from comity.portal.api.models import Grant
from comity.portal.api.queries import tokens_seen_by
from comity.portal.api.services import make_token, revoke_token
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role

OF_PROGRAMME = (*sorted(SECRETARIAT), Role.AUDITOR)
DAYS = ((30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("a year")))


OF_BOTH = (
    Grant.PROTOCOLS,
    Grant.SURVEY_READ,
    Grant.SURVEY_WRITE,
    Grant.STATISTICS,
    Grant.PEOPLE,
    Grant.WEBHOOKS,
)
OF_MEMBERS = (
    Grant.STANDING,
    Grant.STATEMENT,
    Grant.LISTS_READ,
    Grant.LISTS_WRITE,
    Grant.COMMON_LIST,
    Grant.CHECK,
    Grant.REQUESTS_READ,
    Grant.REQUESTS_WRITE,
    Grant.REPORTS,
    Grant.KEYS,
    Grant.DECISIONS_READ,
    Grant.DECISIONS_WRITE,
    *OF_BOTH,
)
OF_SUPPLIERS: tuple[Grant, ...] = (Grant.DESK,)
OF_REVIEWERS: tuple[Grant, ...] = (Grant.PROTOCOLS,)
AT_A_DESK = (Role.SUPPLIER, Role.BENCHMARK_REVIEWER)
OF_OFFICE = (*(one for one in Grant if one not in (*OF_MEMBERS, *OF_SUPPLIERS)), *OF_BOTH)
"""What is offered; what a token may really do is for the gate of each operation."""


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What will use it"),
        max_length=80,
        help_text=gettext_lazy("Such as “nightly upload from our supplier system”."),
    )
    grants = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=Grant.choices,
        coerce=Grant,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than you may yourself."),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("It ends after"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, actor: Actor, said: QueryDict | None = None) -> None:
        super().__init__(said)
        offered = OF_OFFICE if actor.scope.organisation_id is None else OF_MEMBERS
        if actor.may(*AT_A_DESK):
            own = OF_SUPPLIERS if actor.may(Role.SUPPLIER) else ()
            own += OF_REVIEWERS if actor.may(Role.BENCHMARK_REVIEWER) and not actor.may(*MEMBER) else ()
            offered = own if not actor.may(*MEMBER) else (*OF_MEMBERS, *own)
        grants = cast(forms.TypedMultipleChoiceField, self.fields["grants"])
        grants.choices = [(one.value, one.label) for one in offered]


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*MEMBER)
def tokens(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*AT_A_DESK)
def desk_tokens(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*OF_PROGRAMME)
def programme_tokens(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor)


@require_POST
@admits(*MEMBER)
def revoke(request: HttpRequest, actor: Actor, token: int) -> HttpResponse:
    return _revoked(request, actor, token)


@require_POST
@admits(*AT_A_DESK)
def revoke_of_desk(request: HttpRequest, actor: Actor, token: int) -> HttpResponse:
    return _revoked(request, actor, token)


@require_POST
@admits(*OF_PROGRAMME)
def revoke_of_programme(request: HttpRequest, actor: Actor, token: int) -> HttpResponse:
    return _revoked(request, actor, token)


def _page(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = TokenForm(actor)
    key, status = "", 200
    if request.method == "POST":
        sent = TokenForm(actor, request.POST)
        if sent.is_valid():
            key = make_token(actor=actor, **sent.cleaned_data)
        else:
            form, status = sent, 422
    page = {"form": form, "key": key, "tokens": tokens_seen_by(actor), "place": _address(actor)}
    return render(request, "api/tokens.html", page, status=status)


def _revoked(request: HttpRequest, actor: Actor, token: int) -> HttpResponse:
    found = there(tokens_seen_by(actor).filter(pk=token).first())
    revoke_token(actor=actor, token=found)
    messages.success(request, _("“%(name)s” is taken back.") % {"name": found.name})
    return redirect(_address(actor))


def _address(actor: Actor) -> str:
    kwargs = {"programme": actor.programme.slug}
    if actor.scope.organisation_id is None:
        return reverse("programme-tokens", kwargs=kwargs)
    name = "tokens" if actor.may(*MEMBER) else "desk-tokens"
    return reverse(name, kwargs={**kwargs, "organisation": actor.organisation.slug})
