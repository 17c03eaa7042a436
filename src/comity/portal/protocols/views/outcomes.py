"""The Secretariat's page of outcomes, and proposing another office for what is before one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.portal.ports.clock import today
from comity.portal.programme.queries import equivalence_rule_now
from comity.portal.protocols.queries import case_before_office, kept_rule, latest_cases, offices_for
from comity.portal.protocols.services import propose_office
from comity.portal.protocols.words import equivalence_in_words
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.roles import SECRETARIAT, Role


class OfficeForm(forms.Form):
    office = forms.ChoiceField(label=gettext_lazy("The office that is to review it"), required=False)

    def __init__(self, *arguments: object, offices: list[Organisation], **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type] # Django's own arguments, handed through
        nobody = ("", gettext_lazy("none: it stays where it is"))
        self.fields["office"].choices = [nobody, *((one.slug, one.name) for one in offices)]  # type: ignore[attr-defined] # a choice


@require_safe
@admits(*SECRETARIAT)
def show_outcomes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """States and numbers; of what a protocol says, nothing."""
    now_ = equivalence_rule_now(actor.scope)[1]
    cases = [(one, kept_rule(one.rule)[1]) for one in latest_cases(actor.scope)]
    page = {
        "cases": [(one, equivalence_in_words(rule) if rule != now_ else []) for one, rule in cases],
        "rule": equivalence_in_words(now_),
        "may_propose": actor.may(Role.MANAGER),
        "on": today(),
    }
    return render(request, "protocols/outcomes.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(Role.MANAGER)
def propose_another(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = there(case_before_office(actor.scope, case))
    others = [one for one in offices_for(actor.programme, known.organisation) if one.pk != known.reviewer_id]
    stands = known.next_reviewer.slug if known.next_reviewer else ""
    form = OfficeForm(request.POST or None, offices=others, initial={"office": stands})
    if request.method == "POST" and form.is_valid():
        propose_office(actor=actor, case=known, office=form.cleaned_data["office"])
        messages.success(request, _("The member is asked, and nothing is handed on before it agrees."))
        return redirect("protocol-outcomes", programme=actor.programme.slug)
    page = {"case": known, "form": form, "others": others}
    return render(request, "protocols/other_office.html", page, status=422 if form.errors else 200)
