"""When a protocol is equivalent: seen on what was decided so far, proposed, and adopted by a second person."""

from fractions import Fraction

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.benchmark import Basis, Rule, exact_share
from comity.benchmark.rules import rule_from
from comity.core import ComityError
from comity.portal.programme.queries import equivalence_rule_now, equivalence_rule_numbered, equivalence_rules
from comity.portal.protocols.queries import decided_by
from comity.portal.protocols.words import BASES, equivalence_in_words, share_in_words
from comity.portal.rulebook.services import adopt, propose_equivalence_rule
from comity.portal.shell.sentences import in_own_words
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import SECRETARIAT, Role

ADOPTERS = frozenset({Role.MANAGER, Role.COUNSEL})


class EquivalenceForm(forms.Form):
    threshold = forms.CharField(
        label=gettext_lazy("Share of the criteria that is needed"),
        max_length=20,
        help_text=gettext_lazy("As 85 %, 0.85 or 17/20: it is kept exactly, and never rounded up."),
    )
    basis = forms.ChoiceField(label=gettext_lazy("What counts towards it"), choices=list(BASES.items()))
    no_critical_missing = forms.BooleanField(
        label=gettext_lazy("No critical criterion may be missing"), required=False
    )
    pillar_floor = forms.CharField(
        label=gettext_lazy("Least share of every pillar"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Empty: no pillar needs a share of its own."),
    )

    def clean_threshold(self) -> Fraction:
        return self._share("threshold")

    def clean_pillar_floor(self) -> Fraction | None:
        return self._share("pillar_floor") if self.cleaned_data["pillar_floor"] else None

    def _share(self, name: str) -> Fraction:
        try:
            share = exact_share(self.cleaned_data[name])
        except ComityError as error:
            raise forms.ValidationError(in_own_words(f"{error.message} {error.remedy}")) from error
        if not 0 < share <= 1:
            raise forms.ValidationError(_("It lies above 0 % and is 100 % at most."))
        return share


@require_http_methods(["GET", "HEAD", "POST"])
@admits(Role.MANAGER)
def equivalence_rule(request: HttpRequest, actor: Actor) -> HttpResponse:
    """First what it would do, then the proposal: two buttons of one form."""
    _number, stands = equivalence_rule_now(actor.scope)
    form = EquivalenceForm(request.POST or None, initial=_as_written(stands))
    page: dict[str, object] = {
        "form": form,
        "versions": [
            (one, equivalence_in_words(rule_from(one.facts))) for one in equivalence_rules(actor.scope)
        ],
        "shipped": equivalence_in_words(Rule()),
        "now": equivalence_rule_now(actor.scope)[0],
    }
    if request.method == "POST" and form.is_valid():
        rule = _rule_said(form)
        if request.POST.get("step") == "preview":
            shown = {"preview": decided_by(actor.scope, rule), "then": equivalence_in_words(rule)}
            return render(request, "rulebook/equivalence_rule.html", {**page, **shown})
        try:
            version = propose_equivalence_rule(actor=actor, rule=rule)
        except ComityError as error:
            form.add_error(None, in_own_words(f"{error.message} {error.remedy}"))
        else:
            messages.success(request, _("Proposed. Nothing changes until somebody else adopts it."))
            return redirect("equivalence-version", programme=actor.programme.slug, number=version.number)
    return render(request, "rulebook/equivalence_rule.html", page, status=422 if form.errors else 200)


def _as_written(rule: Rule) -> dict[str, object]:
    return {
        "threshold": share_in_words(rule.threshold),
        "basis": rule.basis.value,
        "no_critical_missing": rule.no_critical_missing,
        "pillar_floor": "" if rule.pillar_floor is None else share_in_words(rule.pillar_floor),
    }


def _rule_said(form: EquivalenceForm) -> Rule:
    said = form.cleaned_data
    return Rule(
        threshold=said["threshold"],
        basis=Basis(said["basis"]),
        no_critical_missing=said["no_critical_missing"],
        pillar_floor=said["pillar_floor"],
    )


@require_safe
@admits(*SECRETARIAT)
def show_version(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    version = there(equivalence_rule_numbered(actor.scope, number))
    rule, (now, stands) = rule_from(version.facts), equivalence_rule_now(actor.scope)
    page = {
        "version": version,
        "rule": equivalence_in_words(rule),
        "stands": equivalence_in_words(stands),
        "is_now": number == now,
        "preview": decided_by(actor.scope, rule),
        "is_overtaken": version.adopted_at is None and number < now,
        "may_adopt": actor.may(*ADOPTERS) and version.person_id != actor.person.pk,
    }
    return render(request, "rulebook/equivalence_version.html", page)


@require_POST
@admits(*ADOPTERS)
def adopt_rule(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    adopt(actor=actor, version=there(equivalence_rule_numbered(actor.scope, number)))
    messages.success(request, _("Adopted. Protocols that are handed in from now on are judged by it."))
    return redirect("equivalence-version", programme=actor.programme.slug, number=number)
