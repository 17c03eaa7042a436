"""The programme's settings: lanes and policies, in versions."""

from fractions import Fraction

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import ComityError
from comity.portal.jobs.queries import last_job
from comity.portal.lists.queries import versions_of
from comity.portal.membership.queries import round_named, rounds_of
from comity.portal.programme.models import PolicyVersion
from comity.portal.programme.queries import (
    adopted,
    criteria_now,
    criteria_versions,
    equivalence_rule_now,
    equivalence_rules,
    lane_numbered,
    lane_of,
    lane_template,
    policies_of,
    policy_from_text,
    policy_now,
    policy_numbered,
    policy_text_now,
    survey_rules_now,
)
from comity.portal.protocols.words import equivalence_in_words
from comity.portal.rulebook.queries import changes, lanes_known, previews_of
from comity.portal.rulebook.services import (
    PREVIEW,
    add_lane,
    adopt_policy,
    ask_members_for_factor,
    propose_policy,
    serve_round,
    set_survey_rules,
    start_preview,
)
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import SECRETARIAT, Role
from comity.survey import Rule

_TEXT = forms.Textarea(attrs={"rows": 24, "class": "code", "spellcheck": "false"})


class LaneForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The lane, as text (TOML)"),
        max_length=50_000,
        strip=False,
        widget=_TEXT,
        help_text=gettext_lazy("A name that is known makes its next version; a new name makes a new lane."),
    )


class PolicyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The rules, as text (TOML)"),
        max_length=50_000,
        strip=False,
        widget=_TEXT,
        help_text=gettext_lazy(
            "Every number is explained above it. What you leave out stays as it comes with Comity."
        ),
    )
    note = forms.CharField(label=gettext_lazy("What is to change, and why"), max_length=300)


_AS_QUESTIONNAIRE = ("", gettext_lazy("as the questionnaire says"))
_RULES = [
    (Rule.MEDIAN.value, gettext_lazy("the median of its questions; of two in the middle, the lower")),
    (Rule.WEAKEST_LINK.value, gettext_lazy("the weakest link: its lowest question")),
]


class SurveyForm(forms.Form):
    rule = forms.ChoiceField(
        label=gettext_lazy("A module's level is"),
        choices=[_AS_QUESTIONNAIRE, *_RULES],
        required=False,
        help_text=gettext_lazy("For surveys that are opened from now on; one that is open keeps its rule."),
    )
    is_gate = forms.BooleanField(
        label=gettext_lazy("Who has not answered by the closing day has no standing"),
        required=False,
        help_text=gettext_lazy("Otherwise the duty is told beside standing, and nothing hangs on it."),
    )
    epsilon = forms.DecimalField(
        label=gettext_lazy("Noise: ε of each year's figures"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=3,
        help_text=gettext_lazy(
            "Empty: figures without noise, merged until they are safe. With it counts of all alone are published, and each bears noise."
        ),
    )
    budget = forms.DecimalField(
        label=gettext_lazy("Noise: ε over all years"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=3,
        help_text=gettext_lazy(
            "A promise to members: when it is spent, no year is published with noise any more."
        ),
    )


@require_safe
@admits(*SECRETARIAT)
def show_programme(request: HttpRequest, actor: Actor) -> HttpResponse:
    known = lanes_known(actor.scope)
    rounds = rounds_of(actor.scope)
    latest = rounds[0] if rounds else None
    (rule_number, rule), criteria = equivalence_rule_now(actor.scope), criteria_now(actor.scope)
    page = {
        "lanes": known,
        "policies": policies_of(actor.scope),
        "adopted": adopted(actor.scope),
        "policy": policy_now(actor.scope),
        "survey_rules": survey_rules_now(actor.scope),
        "equivalence": equivalence_in_words(rule),
        "rules_waiting": [
            one
            for one in equivalence_rules(actor.scope)
            if one.adopted_at is None and one.number > rule_number
        ],
        "criteria_waiting": [
            one
            for one in criteria_versions(actor.scope)
            if one.adopted_at is None and one.follows == criteria.criteria.digest
        ],
        "criteria": criteria,
        "may_change": actor.may(Role.MANAGER),
        "latest": latest if latest and not versions_of(actor.scope, latest) else None,
    }
    return render(request, "rulebook/programme.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(Role.MANAGER)
def add_a_lane(request: HttpRequest, actor: Actor) -> HttpResponse:
    if request.method != "POST":
        form = LaneForm(initial={"text": lane_template()})
        return render(request, "rulebook/add_lane.html", {"form": form})
    form = LaneForm(request.POST)
    if not form.is_valid():
        return render(request, "rulebook/add_lane.html", {"form": form}, status=422)
    try:
        version = add_lane(actor=actor, text=form.cleaned_data["text"].replace("\r\n", "\n"))
    except ComityError as error:
        form.add_error("text", f"{error.message} {error.remedy}")
        return render(request, "rulebook/add_lane.html", {"form": form}, status=422)
    messages.success(request, _("Added. Give it to a round before the round opens."))
    return redirect("lane", programme=actor.programme.slug, slug=version.slug, number=version.number)


@require_safe
@admits(*SECRETARIAT)
def show_lane(request: HttpRequest, actor: Actor, slug: str, number: int) -> HttpResponse:
    version = there(lane_numbered(actor.scope, slug, number))
    return render(request, "rulebook/lane.html", {"version": version, "lane": lane_of(version)})


@require_POST
@admits(Role.MANAGER)
def choose_lane(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    round_ = there(round_named(actor.scope, round_slug))
    slug, _sep, number = request.POST.get("lane", "").rpartition("/")
    version = lane_numbered(actor.scope, slug, int(number)) if slug and number.isdigit() else None
    if slug and version is None:
        raise Http404
    serve_round(actor=actor, round_=round_, lane=version)
    messages.success(request, _("The round is served by this lane."))
    return redirect("programme", programme=actor.programme.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(Role.MANAGER)
def propose(request: HttpRequest, actor: Actor) -> HttpResponse:
    if request.method != "POST":
        form = PolicyForm(initial={"text": policy_text_now(actor.scope)})
        return render(request, "rulebook/propose_policy.html", {"form": form})
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return render(request, "rulebook/propose_policy.html", {"form": form}, status=422)
    said = form.cleaned_data
    try:
        version = propose_policy(actor=actor, text=said["text"].replace("\r\n", "\n"), note=said["note"])
    except ComityError as error:
        form.add_error("text", f"{error.message} {error.remedy}")
        return render(request, "rulebook/propose_policy.html", {"form": form}, status=422)
    messages.success(request, _("Proposed. Nothing changes until counsel adopts it; have it previewed now."))
    return redirect("policy", programme=actor.programme.slug, number=version.number)


def _policy(actor: Actor, number: int) -> PolicyVersion:
    return there(policy_numbered(actor.scope, number))


@require_safe
@admits(*SECRETARIAT)
def show_policy(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    version = _policy(actor, number)
    previews, last = previews_of(actor.scope, version), adopted(actor.scope)
    page = {
        "version": version,
        "changes": changes(policy_now(actor.scope), policy_from_text(version.text)),
        "is_adopted": last is not None and last.policy_id == version.pk,
        "adopted": last,
        "preview": previews[0] if previews else None,
        "job": last_job(actor.scope, kind=PREVIEW, argument=previews[0].pk) if previews else None,
        "may_preview": actor.may(Role.MANAGER, Role.COUNSEL),
        "may_adopt": actor.may(Role.COUNSEL) and version.person_id != actor.person.pk,
    }
    return render(request, "rulebook/policy.html", page)


@require_POST
@admits(Role.MANAGER, Role.COUNSEL)
def preview(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    start_preview(actor=actor, policy=_policy(actor, number))
    return redirect("policy", programme=actor.programme.slug, number=number)


@require_POST
@admits(Role.COUNSEL)
def adopt(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    adopt_policy(actor=actor, policy=_policy(actor, number))
    messages.success(request, _("Adopted. The next assembly goes by it; what was released stays as it is."))
    return redirect("policy", programme=actor.programme.slug, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(Role.MANAGER)
def survey_rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    stands = survey_rules_now(actor.scope)
    first = {
        "rule": stands.rule,
        "is_gate": actor.programme.survey_is_gate,
        "epsilon": float(Fraction(stands.epsilon)) if stands.epsilon else None,
        "budget": float(Fraction(stands.budget)) if stands.budget else None,
    }
    form = SurveyForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            set_survey_rules(
                actor=actor,
                rule=Rule(said["rule"]) if said["rule"] else None,
                is_gate=said["is_gate"],
                epsilon=Fraction(said["epsilon"]) if said["epsilon"] is not None else None,
                budget=Fraction(said["budget"]) if said["budget"] is not None else None,
            )
        except ComityError as error:
            form.add_error("epsilon", f"{error.message} {error.remedy}")
        else:
            messages.success(request, _("The survey goes by it from now on."))
            return redirect("programme", programme=actor.programme.slug)
    return render(request, "rulebook/survey_rules.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@admits(Role.MANAGER)
def ask_for_factor(request: HttpRequest, actor: Actor) -> HttpResponse:
    is_asked = request.POST.get("asked") == "on"
    ask_members_for_factor(actor=actor, is_asked=is_asked)
    messages.success(
        request,
        _("Members' people are asked for a second factor from their next page on.")
        if is_asked
        else _("Members' people sign in as they choose."),
    )
    return redirect("programme", programme=actor.programme.slug)
