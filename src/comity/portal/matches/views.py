"""The reviewers' pages: one pair at a time, second opinions, disagreements, and sites by hand."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.portal.matches.models import Word
from comity.portal.matches.queries import (
    agreements,
    desk_of,
    is_assembling,
    lists_named,
    registry_of,
    remembered,
    shown,
    site_with,
    worded,
)
from comity.portal.matches.services import (
    Follows,
    answer,
    merge,
    preview_merge,
    preview_split,
    require_judging,
    settle,
    split,
    take_turn,
    undo,
)
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.roles import Role
from comity.round.review import Pair

JUDGES = (Role.REVIEWER, Role.MANAGER)
A_PAGE = 50
MOST_LESSONS = 5


class AnswerForm(forms.Form):
    left = forms.CharField(max_length=64)
    right = forms.CharField(max_length=64)
    word = forms.ChoiceField(choices=Word)
    second = forms.BooleanField(required=False)

    @property
    def pair(self) -> Pair:
        left, right = sorted((self.cleaned_data["left"], self.cleaned_data["right"]))
        return left, right


class MergeForm(forms.Form):
    site = forms.CharField(max_length=20, widget=forms.HiddenInput)
    other = forms.CharField(
        label=gettext_lazy("The other site"),
        max_length=20,
        help_text=gettext_lazy("Its id, such as S-000123-7."),
    )
    note = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class SplitForm(forms.Form):
    site = forms.CharField(max_length=20, widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("Why"), max_length=300)


@require_safe
@admits(*JUDGES)
def show_matches(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _turn(request, actor, is_second=False)


@require_safe
@admits(*JUDGES)
def show_second(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _turn(request, actor, is_second=True)


def _turn(request: HttpRequest, actor: Actor, *, is_second: bool) -> HttpResponse:
    page: dict[str, object] = {"is_second": is_second, "words": Word}
    if is_assembling(actor.scope):
        return render(request, "matches/matches.html", {**page, "waits": True})
    turn = take_turn(actor=actor, is_second=is_second)
    if turn is not None:
        desk = turn.desk
        page |= {
            "turn": turn,
            "desk": desk,
            "round": desk.assembly.round,
            "lessons": desk.assembly.summary.get("lessons", ())[:MOST_LESSONS],  # older ones say none
            "all": len(desk.questions),
            "open": len(desk.open),
            "judged": len(desk.questions) - len(desk.open) - len(desk.disputed),
            "disputed": len(desk.disputed),
            "shown": shown(
                actor.programme,
                desk.assembly_of(turn.question),
                turn.question,
                names=lists_named(actor.scope),
            )
            if turn.question
            else None,
        }
    return render(request, "matches/matches.html", page)


@require_POST
@admits(*JUDGES)
def give_answer(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():  # nobody's button sends that
        return _on(actor, is_second=False)
    is_second = form.cleaned_data["second"]
    answer(actor=actor, pair=form.pair, word=Word(form.cleaned_data["word"]), is_second=is_second)
    return _on(actor, is_second=is_second)


@require_POST
@admits(*JUDGES)
def take_back(request: HttpRequest, actor: Actor) -> HttpResponse:
    last = undo(actor=actor)
    if last is None:
        messages.info(request, _("There is no answer of yours to take back."))
    else:
        messages.success(request, _("Taken back: “%(word)s”.") % {"word": last.get_word_display()})
    if last is not None and last.settles:
        return redirect("disagreements", programme=actor.programme.slug)
    return _on(actor, is_second=last.is_second if last else "second" in request.POST)


def _on(actor: Actor, *, is_second: bool) -> HttpResponse:
    return redirect("second-opinions" if is_second else "matches", programme=actor.programme.slug)


@require_safe
@admits(*JUDGES)
def show_disagreements(request: HttpRequest, actor: Actor) -> HttpResponse:
    desk = None if is_assembling(actor.scope) else desk_of(actor.scope, actor.programme)
    disputed = desk.disputed if desk else ()
    page = Paginator(disputed, 10).get_page(request.GET.get("page"))
    names = lists_named(actor.scope)
    pairs = [
        (shown(actor.programme, desk.assembly_of(one), one, names=names), worded(desk.said_of(one)))
        for one in page.object_list
        if desk
    ]
    context = {
        "desk": desk,
        "pairs": pairs,
        "page": page,
        "words": Word,
        "agreements": agreements(actor.scope),
    }
    return render(request, "matches/disagreements.html", context)


@require_POST
@admits(*JUDGES)
def settle_pair(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = AnswerForm(request.POST)
    if form.is_valid() and form.cleaned_data["word"] != Word.SKIPPED:
        settle(actor=actor, pair=form.pair, word=Word(form.cleaned_data["word"]))
        messages.success(request, _("Settled, and remembered."))
    return redirect("disagreements", programme=actor.programme.slug)


@require_safe
@admits(*JUDGES)
def show_remembered(request: HttpRequest, actor: Actor) -> HttpResponse:
    number = request.GET.get("page", "1")
    start = (max(int(number), 1) - 1) * A_PAGE if number.isdigit() else 0
    found, count = remembered(actor.scope, actor.programme, start=start, most=A_PAGE)
    page = Paginator(range(count), A_PAGE).get_page(number)
    return render(request, "matches/remembered.html", {"found": found, "page": page, "count": count})


@require_safe
@admits(*JUDGES)
def show_site(request: HttpRequest, actor: Actor) -> HttpResponse:
    asked = request.GET.get("site", "").strip()
    if not asked:
        return render(request, "matches/site.html", {"asked": ""})
    require_judging(actor)
    return _site_page(request, actor, asked)


def _site_page(
    request: HttpRequest,
    actor: Actor,
    asked: str,
    *,
    merging: MergeForm | None = None,
    splitting: SplitForm | None = None,
    chosen: tuple[str, ...] = (),
) -> HttpResponse:
    with registry_of(actor.programme) as registry:
        site = site_with(registry, asked)
    page = {
        "asked": asked,
        "site": site,
        "merge_form": merging or MergeForm(initial={"site": site.site}, prefix="merge"),
        "split_form": splitting or SplitForm(initial={"site": site.site}, prefix="split"),
        "chosen": chosen,
    }
    is_wrong = merging is not None or splitting is not None
    return render(request, "matches/site.html", page, status=422 if is_wrong else 200)


@require_POST
@admits(*JUDGES)
def merge_sites(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = MergeForm(request.POST, prefix="merge")
    if not form.is_valid():
        return _site_page(request, actor, request.POST.get("merge-site", ""), merging=form)
    one, other, note = form.cleaned_data["site"], form.cleaned_data["other"], form.cleaned_data["note"]
    if "sure" not in request.POST:
        follows = preview_merge(actor=actor, one=one, other=other)
        return _preview(request, follows, back=one, address="merge-sites")
    merge(actor=actor, one=one, other=other, note=note)
    messages.success(request, _("Merged. The next assembly tells it of every row."))
    return _to_site(actor, one)


@require_POST
@admits(*JUDGES)
def split_site(request: HttpRequest, actor: Actor) -> HttpResponse:
    form, records = SplitForm(request.POST, prefix="split"), tuple(request.POST.getlist("record"))
    if not form.is_valid():
        return _site_page(request, actor, request.POST.get("split-site", ""), splitting=form, chosen=records)
    site, note = form.cleaned_data["site"], form.cleaned_data["note"]
    if "sure" not in request.POST:
        follows = preview_split(actor=actor, site=site, records=records)
        return _preview(request, follows, back=site, address="split-site")
    split(actor=actor, site=site, records=records, note=note)
    messages.success(request, _("Split. The next assembly tells it of every row."))
    return _to_site(actor, site)


def _preview(request: HttpRequest, follows: Follows, *, back: str, address: str) -> HttpResponse:
    said = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    kept = [(name, value) for name, value in said if name != "csrfmiddlewaretoken"]
    context = {"follows": follows, "back": back, "address": address, "kept": kept}
    return render(request, "matches/preview.html", context)


def _to_site(actor: Actor, site: str) -> HttpResponse:
    answer_ = redirect("match-site", programme=actor.programme.slug)
    answer_["Location"] += f"?site={site}"
    return answer_
