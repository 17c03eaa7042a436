"""The joint statement: read, sign, withdraw."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.membership import WITHDRAWAL_ENDS, WITHDRAWAL_LEAVES, statement_in
from comity.portal.membership.queries import required_statement, signature_in_force, statement_as_pdf
from comity.portal.membership.services import sign_statement, withdraw_from_statement
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.roles import MEMBER, Role


class SignForm(forms.Form):
    by = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    role = forms.CharField(
        label=gettext_lazy("Your role in the company"),
        max_length=120,
        help_text=gettext_lazy("In which you may bind it, such as “General Counsel”."),
    )
    digest = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=gettext_lazy("I have read the statement, and sign it for my company."))


class WithdrawForm(forms.Form):
    by = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    understood = forms.BooleanField(
        label=gettext_lazy("I have read what ends and what cannot be called back.")
    )


@require_safe
@admits(*MEMBER)
def show_statement(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor)


@require_safe
@admits(*MEMBER)
def statement_on_paper(request: HttpRequest, actor: Actor) -> FileResponse:
    data = statement_as_pdf(actor.scope, programme=actor.programme.name, member=actor.organisation.name)
    return file_answer(data, name=f"statement-{actor.organisation.slug}.pdf")


@require_POST
@admits(Role.ADMIN)
def sign(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, sign_form=form)
    said = form.cleaned_data
    sign_statement(actor=actor, by=said["by"], role=said["role"], digest=said["digest"])
    messages.success(request, _("The statement is signed. Your standing is on your home page."))
    return redirect("statement", programme=actor.programme.slug, organisation=actor.organisation.slug)


@require_POST
@admits(Role.ADMIN)
def withdraw(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, withdraw_form=form)
    withdraw_from_statement(actor=actor, by=form.cleaned_data["by"])
    messages.success(request, _("The signature is withdrawn, from today on."))
    return redirect("statement", programme=actor.programme.slug, organisation=actor.organisation.slug)


def _page(
    request: HttpRequest,
    actor: Actor,
    *,
    sign_form: SignForm | None = None,
    withdraw_form: WithdrawForm | None = None,
) -> HttpResponse:
    statement, signed = required_statement(actor.scope), signature_in_force(actor.scope)
    first = {"by": actor.person.name}
    page = {
        "statement": statement,
        "reading": statement_in(statement.version, (get_language() or "en").partition("-")[0]),
        "signature": signed,
        "is_signed": signed is not None and signed.statement >= statement.version,
        "may_sign": actor.may(Role.ADMIN),
        "sign_form": sign_form or SignForm(initial={**first, "digest": statement.digest}),
        "withdraw_form": withdraw_form or WithdrawForm(initial=first),
        "ends": WITHDRAWAL_ENDS,
        "leaves": WITHDRAWAL_LEAVES,
    }
    wrong = (sign_form is not None and sign_form.errors) or (
        withdraw_form is not None and withdraw_form.errors
    )
    return render(request, "membership/statement.html", page, status=422 if wrong else 200)
