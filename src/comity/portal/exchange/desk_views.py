"""The supplier's two pages behind a link, in its own language, on a phone; and its account."""

from collections.abc import Callable, Mapping
from functools import wraps
from itertools import groupby

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import ComityError
from comity.exchange import MOST_BYTES, State
from comity.exchange.errors import AskProblem, LinkRefused
from comity.exchange.links import LinkPurpose
from comity.portal.exchange import words
from comity.portal.exchange.desk import (
    answer,
    begin_account,
    new_links,
    open_page,
    refer_to_platform,
    revoke,
    send_desk_link,
    supplier_actor,
    take_sealed,
    visit_token,
)
from comity.portal.exchange.errors import SealedTooLarge
from comity.portal.exchange.models import Desk
from comity.portal.exchange.queries import (
    KeptReport,
    Shown,
    asks_at,
    desk_of,
    grants_of,
    kept_grant_of,
    kept_reports,
    looked,
    member_keys,
    receipts_of,
)
from comity.portal.exchange.steps import Address, platform_signer
from comity.portal.ports.clock import now, today
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits, open_to_all, there
from comity.portal.tenants.queries import seats_for
from comity.portal.tenants.roles import Role

LINK_ONLY = "a signed link is the key: it serves one purpose, ends, and says nothing when guessed"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def address_of(request: HttpRequest) -> Address:
    return lambda purpose, token: request.build_absolute_uri(reverse(purpose, kwargs={"token": token}))


def _page(request: HttpRequest, first: str, **more: object) -> dict[str, object]:
    asked = request.POST.get("lang") or request.GET.get("lang", "")
    code = words.chosen(asked, request.headers.get("Accept-Language", ""), first)
    return {
        "t": words.texts(code),
        "lang": code,
        "is_rtl": words.is_right_to_left(code),
        "is_machine": words.is_machine_assisted(code),
        "languages": words.languages(),
        **more,
    }


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "exchange/no_link.html", _page(request, "en"), status=404)


def told_in_its_language(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What cannot be done is said on the supplier's page, and not on one of ours: its reader has no account, and another language."""

    @wraps(view)
    def tells(request: HttpRequest, token: str, **rest: object) -> HttpResponseBase:
        try:
            return view(request, token=token, **rest)
        except LinkRefused:
            return _refused(request)
        except ComityError as problem:
            page = _page(request, "en")
            said = words.problems(str(page["lang"]))
            page["said"] = said["reference"] if isinstance(problem, AskProblem) else said["other"]
            page["back"] = _desk(request, token)
            return render(request, "exchange/not_done.html", page, status=409)

    return tells


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(LINK_ONLY)
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    """To look changes nothing, however often a mail scanner does; the answer is a POST."""
    try:
        link = looked(token, LinkPurpose.ANSWER, at=now())
    except LinkRefused:
        return _refused(request)
    open_ = [one for one in asks_at(link.desk, at=now()) if one.state in (State.SENT, State.OPENED)]
    open_.sort(key=lambda one: one.ask.ref != link.subject)
    first = open_[0].ask.language if open_ else "en"
    page = _page(request, first)
    if request.method == "POST" and link.used_at is None:
        answers = {
            one.ask.ref: request.POST[f"answer-{one.ask.ref}"]
            for one in open_
            if request.POST.get(f"answer-{one.ask.ref}")
        }
        if answers:
            desk, manage = answer(
                token=token,
                answers=answers,
                months=_months(request.POST.get("months", "")),
                each={ref: _months(said) for ref in answers if (said := request.POST.get(f"months-{ref}"))},
            )
            send_desk_link(desk=desk, address=address_of(request), language=str(page["lang"]))
            return redirect(f"{reverse('desk', kwargs={'token': manage})}?lang={page['lang']}")
        page["problem"] = True
    elif link.used_at is not None:
        page["answered"] = True  # the first answer stands, and she is told so in her language
    page["asks"] = [words.Told.of(one, str(page["lang"])) for one in open_]
    page["token"] = token
    return render(request, "exchange/answer.html", page, status=422 if page.get("problem") else 200)


def _months(said: str) -> int:
    return int(said) if said in {"3", "6", "12"} else 12


@require_POST
@open_to_all(LINK_ONLY)
def page_opened(request: HttpRequest, token: str) -> HttpResponse:
    """What the page's script says once a person touches the page, by hand or by key."""
    del request
    try:
        open_page(token=token)
    except LinkRefused as problem:
        raise Http404 from problem
    return HttpResponse(status=204)


@require_safe
@open_to_all(LINK_ONLY)
def desk_page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = looked(token, LinkPurpose.MANAGE, at=now())
    except LinkRefused:
        return _refused(request)
    found = asks_at(link.desk, at=now())
    grants = grants_of([one.ask for one in found])
    page = _page(request, found[0].ask.language if found else "en", token=token, desk=link.desk)
    keys = member_keys([one.ask for one in found])
    told = [
        words.Told.of(
            one,
            str(page["lang"]),
            grants=grants.get(one.ask.pk, ()),
            key=keys.get(one.ask.organisation_id, ""),
        )
        for one in found
        if one.state is not State.WITHDRAWN
    ]
    waiting = [one for one in told if one.shown.state is State.CONSENTED and not one.shown.ask.platform]
    kept = kept_reports(link.desk)
    page |= _account(request, link.desk)
    page |= {
        "asks": told,
        "waiting": _by_site(waiting),
        "is_one": len(waiting) == 1,
        "kept": kept,
        "still_counting": [one for one in kept if not one.body.recalled],
        "grounds": words.grounds(str(page["lang"])),
        "facts": _facts(str(page["lang"]), link.desk, [one.shown for one in waiting], keys, kept),
    }
    return render(request, "exchange/desk.html", page)


def _account(request: HttpRequest, desk: Desk) -> dict[str, object]:
    """Of whom keeps the desk in an account, and is signed in: a way to its keys, its password, and out."""
    person = request.user
    if not person.is_authenticated or desk.organisation is None:
        return {}
    home = {"programme": desk.programme.slug, "organisation": desk.organisation.slug}
    if not seats_for(person, **home, roles=(Role.SUPPLIER,)):
        return {}
    return {"is_kept_in_an_account": True, "keys": reverse("desk-tokens", kwargs=home)}


def _by_site(waiting: list[words.Told]) -> list[tuple[str, list[words.Told]]]:
    """One report is of one site: those who ask for the same stand together."""
    named = sorted(waiting, key=lambda one: one.shown.ask.site.casefold())
    return [(site, list(asks)) for site, asks in groupby(named, key=lambda one: one.shown.ask.site)]


def _facts(
    code: str, desk: Desk, waiting: list[Shown], keys: Mapping[int, str], kept: list[KeptReport]
) -> dict[str, object]:
    """What the page's script needs to seal, and to say what it does."""
    return {
        "day": today().isoformat(),
        "now": now().strftime(_TIME),
        "public": desk.public,
        "kept": [one.body.digest for one in kept],
        "problems": words.problems(code),
        "words": words.progress(code),
        "asks": [
            {
                "ref": one.ask.ref,
                "member": one.request.member,
                "supplier": one.ask.supplier,
                "site": one.ask.site,
                "until": one.ask.access_until.strftime(_TIME) if one.ask.access_until else "",
                "key": keys.get(one.ask.organisation_id, ""),
            }
            for one in waiting
        ],
    }


@require_safe
@admits(Role.SUPPLIER)
def own_desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For who keeps the desk in an account: its page, by a link for this visit."""
    desk = there(desk_of(actor.scope))
    return redirect("desk", token=visit_token(desk))


def _desk(request: HttpRequest, token: str) -> str:
    return f"{reverse('desk', kwargs={'token': token})}?lang={_spoken(request)}"


def _back(request: HttpRequest, token: str) -> HttpResponse:
    return redirect(_desk(request, token))


def _spoken(request: HttpRequest) -> str:
    """The language of the page that a form stood on."""
    lang = request.POST.get("lang", "")
    return lang if lang in words.codes() else "en"


@require_POST
@open_to_all(LINK_ONLY)
def take_upload(request: HttpRequest, token: str) -> HttpResponse:
    """Sealed bytes from the page's script, which is told what is wrong in a code and two sentences."""
    try:
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES + 2 * 1024**2:
            raise SealedTooLarge(
                f"A report has at most {MOST_BYTES // 1024**2} MB.",
                remedy="Save it with smaller pictures, or without its annexes.",
            )
        files = {name: file.read() for name, file in request.FILES.items() if not isinstance(file, list)}
        grants = {
            name.removeprefix("grant-"): data for name, data in files.items() if name.startswith("grant-")
        }
        take_sealed(
            token=token, public=request.POST.get("public", ""), part=request.POST.get("part", "report"),
            body=files.get("body", b""), kept=files.get("kept", b"") or next(iter(grants.values()), b""), grants=grants,
            again=request.POST.get("again", ""),
        )  # fmt: skip
    except ComityError as error:
        said = {"code": error.code, "message": f"{error.message} {error.remedy}"}
        return JsonResponse(said, status=413 if isinstance(error, SealedTooLarge) else 409)
    return JsonResponse({"stored": True})


@require_safe
@open_to_all(LINK_ONLY)
@told_in_its_language
def kept_grant(request: HttpRequest, token: str) -> HttpResponseBase:
    """The supplier's own grant of one report, sealed to its own key."""
    link = looked(token, LinkPurpose.MANAGE, at=now())
    return file_answer(there(kept_grant_of(link.desk, request.GET.get("of", ""))), name="kept.grant")


@require_POST
@open_to_all(LINK_ONLY)
@told_in_its_language
def revoke_grant(request: HttpRequest, token: str) -> HttpResponse:
    revoke(token=token, ref=request.POST.get("ref", ""))
    return _back(request, token)


@require_POST
@open_to_all(LINK_ONLY)
@told_in_its_language
def name_platform(request: HttpRequest, token: str) -> HttpResponse:
    refer_to_platform(
        token=token,
        ref=request.POST.get("ref", ""),
        platform=request.POST.get("platform", ""),
        reference=request.POST.get("reference", ""),
    )
    return _back(request, token)


@require_POST
@open_to_all(LINK_ONLY)
@told_in_its_language
def ask_for_account(request: HttpRequest, token: str) -> HttpResponse:
    begin_account(token=token, address=address_of(request), language=_spoken(request))
    return _back(request, token)


@require_safe
@open_to_all(LINK_ONLY)
@told_in_its_language
def desk_receipts(request: HttpRequest, token: str, ref: str | None = None) -> FileResponse:
    """Of one request, or of all."""
    del request
    desk = looked(token, LinkPurpose.MANAGE, at=now()).desk
    refs = [one.ask.ref for one in asks_at(desk, at=now()) if ref in (None, one.ask.ref)]
    if ref is not None and not refs:
        raise Http404
    data = receipts_of(supplier_actor(desk).scope, refs, platform_signer(desk.programme.slug))
    return file_answer(data, name=f"receipt-{ref}.json" if ref else "receipts.json")


@require_POST
@open_to_all(LINK_ONLY)
@told_in_its_language
def new_link_please(request: HttpRequest, token: str) -> HttpResponse:
    """The same page for everybody: a guess learns nothing."""
    new_links(token=token, address=address_of(request))
    return render(request, "exchange/link_sent.html", _page(request, "en"))
