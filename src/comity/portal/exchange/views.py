"""A member's requests and keys, and the supplier's two pages behind a link."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import AgeBand
from comity.exchange import DAILY_CAP, Purpose, State
from comity.exchange.marking import in_latin
from comity.lists import Assurance
from comity.portal.exchange import words
from comity.portal.exchange.desk_views import address_of
from comity.portal.exchange.letters import letter_of
from comity.portal.exchange.models import Ask
from comity.portal.exchange.queries import (
    OPENERS,
    ask_named,
    asks_of,
    company_key,
    doubled,
    fingerprint,
    grants_of,
    holder_key,
    receipts_of,
    sealed_parts,
    shown,
)
from comity.portal.exchange.services import (
    chosen_drafts,
    day_of,
    draft,
    draft_from_check,
    publish_key,
    report_read,
    require_sendable,
    send,
    send_due,
    set_addresses,
    withdraw,
)
from comity.portal.exchange.steps import platform_signer
from comity.portal.lists.services import content_of
from comity.portal.ports.clock import now, today
from comity.portal.shell.days import DayInput
from comity.portal.shell.downloads import file_answer
from comity.portal.shell.sentences import in_own_words_later
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import Role

ASKERS = (Role.ADMIN, Role.REQUESTER)
READERS = (Role.ADMIN, Role.REQUESTER, Role.DECIDER)
_TIME = "%Y-%m-%dT%H:%M:%SZ"

PURPOSES = [(one.name, in_own_words_later(one.value)) for one in Purpose]


def _in(days: int) -> date:
    return today() + timedelta(days=days)


class TermsForm(forms.Form):
    purpose = forms.ChoiceField(
        label=gettext_lazy("Why you ask"), choices=PURPOSES, initial=PURPOSES[0][0], widget=forms.RadioSelect
    )
    answer_by = forms.DateField(label=gettext_lazy("An answer is awaited until"), widget=DayInput())


class AskForm(TermsForm):
    supplier = forms.CharField(label=gettext_lazy("Supplier"), max_length=200)
    site = forms.CharField(
        label=gettext_lazy("Site"),
        max_length=400,
        help_text=gettext_lazy("As your own list calls and places it."),
    )
    email = forms.EmailField(label=gettext_lazy("The supplier's e-mail address"))
    age = forms.ChoiceField(
        label=gettext_lazy("The list says: audited within"),
        required=False,
        choices=[
            ("", gettext_lazy("the last three years")),
            *((one.value, in_own_words_later(one.value)) for one in AgeBand),
        ],
    )
    assurance = forms.ChoiceField(
        label=gettext_lazy("The list says: class"),
        required=False,
        choices=[
            ("", gettext_lazy("not said")),
            *((one.value, in_own_words_later(one.value)) for one in Assurance),
        ],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the supplier's page"), choices=words.languages, initial="en"
    )
    field_order = ("supplier", "site", "email", "language", "age", "assurance", "purpose", "answer_by")


class ManyForm(TermsForm):
    file = forms.FileField(
        label=gettext_lazy("Your suppliers"),
        help_text=gettext_lazy("The file that you would check: Excel, OpenDocument or CSV."),
    )
    accept_months = forms.IntegerField(
        label=gettext_lazy("An audit of your own counts for (months)"), min_value=0, max_value=60, initial=12
    )
    field_order = ("file", "accept_months", "purpose", "answer_by")


def told_drafted(count: int) -> str:
    told = ngettext(
        "%(count)s request was drafted; nothing was sent.",
        "%(count)s requests were drafted; nothing was sent.",
        count,
    )
    return told % {"count": count}


def _here(request: HttpRequest, actor: Actor, name: str, **more: object) -> str:
    del request
    return reverse(
        name, kwargs={"programme": actor.programme.slug, "organisation": actor.organisation.slug, **more}
    )


def _found(actor: Actor, ref: str) -> Ask:
    return there(ask_named(actor.scope, ref))


# A member's requests

OPEN_WORDS = {
    "opened": gettext_lazy("It is the report that the supplier sealed, byte for byte. Your copy names you on every page; save it below."),
    "cleaned": gettext_lazy("It is the report that the supplier sealed, byte for byte. Scripts and embedded files were taken out of your copy, which names you on every page; save it below."),
    "unmarked": gettext_lazy("Your copy cannot be written here, so nothing is shown. Open it with the command below, which can."),
    "key": gettext_lazy("This file holds no key of a company. Choose the file that was saved under Keys."),
    "wrong-key": gettext_lazy("The report was sealed to another key. Use the one it was granted to; a key that was replaced is in the same file."),
    "grant-swapped": gettext_lazy("The access is of another report, request or supplier, or was altered. Do not rely on it; ask the supplier, and tell the Secretariat."),
    "grant-expired": gettext_lazy("The supplier gave access until an earlier day. Ask it to grant the report anew."),
    "body-damaged": gettext_lazy("The sealed report was cut off or changed. Try again; if it stays so, ask the supplier to share it anew."),
    "active": gettext_lazy("The workbook holds macros or links to other files. Open it with the command below, which writes it anew with its values alone."),
    "plan": gettext_lazy("The action plan beside it was not opened:"),
    "kind": gettext_lazy("What was sealed is neither a PDF nor a workbook. Tell the supplier."),
    "two-kinds": gettext_lazy("What was sealed is two kinds of file at once. Do not rely on it; tell the supplier."),
    "locked": gettext_lazy("The report is locked with a password. Ask the supplier for one without."),
    "cut": gettext_lazy("The PDF ends too early. Ask the supplier for the whole one."),
    "missing": gettext_lazy("The platform does not hold it any more: the supplier may have taken it back."),
    "refused": gettext_lazy("The access is over, or was taken back. Ask the supplier."),
    "other": gettext_lazy("This did not work. Is the browser up to date?"),
}  # fmt: skip


@require_safe
@admits(*READERS)
def requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = asks_of(actor.scope, at=now())
    drafts = [one for one in found if one.state is State.DRAFTED and one.ask.send_on is None]
    page = {
        "asks": [one for one in found if one not in drafts],
        "drafts": drafts,
        "addressed": sum(bool(one.ask.email) for one in drafts),
        "has_key": company_key(actor.scope) is not None,
        "may_ask": actor.may(*ASKERS),
        "cap": DAILY_CAP,
        "doubled": doubled(found, at=now()),
    }
    return render(request, "exchange/requests.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*ASKERS)
def new_request(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begun from a check it is a POST: whom a member would ask stands in no address, and so in no log."""
    begins = "begin" in request.POST
    known = {name: request.POST[name] for name in AskForm.base_fields if name in request.POST}
    first = {"answer_by": _in(30), **(known if begins else {})}
    form = AskForm(request.POST if request.method == "POST" and not begins else None, initial=first)
    if form.is_valid():
        said = form.cleaned_data
        draft(actor=actor, **{**said, "answer_by": day_of(said["answer_by"])})
        return redirect(_here(request, actor, "requests"))
    many = ManyForm(initial={"answer_by": _in(45)})
    return render(
        request,
        "exchange/new.html",
        {"form": form, "many": many},
        status=422 if form.is_bound else 200,
    )


@require_POST
@admits(*ASKERS)
def requests_from_check(request: HttpRequest, actor: Actor) -> HttpResponse:
    many = ManyForm(request.POST, request.FILES)
    if not many.is_valid():
        page = {"form": AskForm(initial={"answer_by": _in(30)}), "many": many}
        return render(request, "exchange/new.html", page, status=422)
    said = many.cleaned_data
    drafts = draft_from_check(
        actor=actor, filename=said["file"].name, content=content_of(said["file"]), accept_months=said["accept_months"],
        purpose=said["purpose"], answer_by=day_of(said["answer_by"]),
    )  # fmt: skip
    messages.success(request, told_drafted(len(drafts)))
    return redirect(_here(request, actor, "requests"))


@require_POST
@admits(*ASKERS)
def request_addresses(request: HttpRequest, actor: Actor) -> HttpResponse:
    found, unknown = set_addresses(actor=actor, lines=request.POST.get("lines", "")[:200_000])
    now_addressed = ngettext(
        "%(count)s draft has its address now.", "%(count)s drafts have their address now.", found
    )
    messages.success(request, now_addressed % {"count": found})
    if unknown:
        told = _("%(count)s lines fit no draft; the first: %(line)s") % {
            "count": len(unknown),
            "line": unknown[0],
        }
        messages.warning(request, told)
    return redirect(_here(request, actor, "requests"))


def _chosen(request: HttpRequest, actor: Actor) -> list[Ask]:
    refs = request.POST.getlist("ref")
    if request.POST.get("which") == "all":
        drafts = [one.ask for one in asks_of(actor.scope, at=now()) if one.state is State.DRAFTED]
        refs = [one.ref for one in drafts if one.email]
    return chosen_drafts(actor=actor, refs=refs)


@require_POST
@admits(*ASKERS)
def preview_requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The letters as they would leave, with a place where the link will be."""
    chosen = _chosen(request, actor)
    require_sendable(actor=actor, asks=chosen)
    letters = [(one, letter_of(one, link="https://…")) for one in chosen[:5]]
    return render(request, "exchange/preview.html", {"letters": letters, "chosen": chosen, "cap": DAILY_CAP})


@require_POST
@admits(*ASKERS)
def send_requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    left, later = send(actor=actor, asks=_chosen(request, actor), address=address_of(request))
    sent = ngettext("%(left)s request was sent.", "%(left)s requests were sent.", left) % {"left": left}
    if later:
        follow = ngettext(
            "%(later)s follows on the next working days.",
            "%(later)s follow on the next working days.",
            later,
        )
        sent = f"{sent} {follow % {'later': later}}"
    messages.success(request, sent)
    return redirect(_here(request, actor, "requests"))


@require_POST
@admits(*ASKERS)
def send_due_requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    left, reminded = send_due(actor=actor, address=address_of(request))
    told = _("%(left)s requests and %(reminded)s reminders were sent.") % {
        "left": left,
        "reminded": reminded,
    }
    messages.success(request, told)
    return redirect(_here(request, actor, "requests"))


@require_safe
@admits(*READERS)
def show_request(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    ask = _found(actor, ref)
    one = shown(ask, at=now())
    grants = grants_of([ask]).get(ask.pk, [])
    signed_by = next((it.public for it in grants if it.body.part == "report"), "")
    page = {
        "one": one,
        "grants": grants,
        "may_open": actor.may(*OPENERS) and one.state in (State.DELIVERED, State.READ, State.DECIDED),
        "may_ask": actor.may(*ASKERS),
        "may_withdraw": actor.may(*ASKERS)
        and one.state in (State.DRAFTED, State.SENT, State.OPENED, State.CONSENTED),
        "may_decide": actor.may(*OPENERS) and bool(ask.report) and one.state in (State.READ, State.DECIDED),
        "supplier_key": signed_by,
        "supplier_digits": fingerprint(signed_by) if signed_by else "",
        "own_key": company_key(actor.scope),
        "person": in_latin(actor.person.name or actor.person.email),
        "company": in_latin(actor.organisation.name),
        "now": now().strftime(_TIME),
        "open_words": {name: str(text) for name, text in OPEN_WORDS.items()},
    }
    return render(request, "exchange/request.html", page)


@require_POST
@admits(*ASKERS)
def withdraw_request(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    withdraw(actor=actor, ask=_found(actor, ref))
    return redirect(_here(request, actor, "requests"))


@require_safe
@admits(*OPENERS)
def sealed_file(request: HttpRequest, actor: Actor, ref: str, part: str, what: str) -> FileResponse:
    """Ciphertext; what it says is read in the member's browser, or by `comity report open`."""
    del request
    ask = _found(actor, ref)
    found = there(sealed_parts(ask, at=now()).get(part))
    return file_answer(
        found[0 if what == "body" else 1], name=f"{part}.{'age' if what == 'body' else 'grant'}"
    )


@require_POST
@admits(*OPENERS)
def request_read(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    report_read(
        actor=actor,
        ask=_found(actor, ref),
        digest=request.POST.get("report", ""),
        checks=request.POST.getlist("check"),
    )
    return HttpResponse(status=204)


@require_safe
@admits(*READERS)
def receipts(request: HttpRequest, actor: Actor, ref: str | None = None) -> FileResponse:
    """Of one request, or of all."""
    del request
    refs = [_found(actor, ref).ref] if ref else [one.ask.ref for one in asks_of(actor.scope, at=now())]
    data = receipts_of(actor.scope, refs, platform_signer(actor.programme.slug))
    return file_answer(data, name=f"receipt-{ref}.json" if ref else "receipts.json")


# Keys


@require_safe
@admits(*READERS)
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    own, holder = company_key(actor.scope), holder_key(actor.scope)
    page = {
        "own": own,
        "own_digits": fingerprint(own.public) if own else "",
        "holder": holder,
        "holder_digits": fingerprint(holder.public) if holder else "",
        "facts": {
            "day": today().isoformat(),
            "owner": actor.organisation.name,
            "holder": holder.public if holder else "",
            "kept": f"{actor.organisation.name}, {actor.person}",
        },
        "may_make": actor.may(Role.ADMIN),
        "may_hold": actor.may(*OPENERS),
    }
    return render(request, "exchange/keys.html", page)


@require_POST
@admits(*OPENERS)
def publish(request: HttpRequest, actor: Actor) -> HttpResponse:
    is_holder = request.POST.get("kind") == "holder"
    publish_key(actor=actor, public=request.POST.get("public", "")[:2000], is_holder=is_holder)
    return redirect(_here(request, actor, "keys"))
