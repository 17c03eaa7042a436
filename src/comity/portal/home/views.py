"""The beginning, and a member's home."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.exchange import State
from comity.membership import Duty, DutyState, links_of
from comity.portal.check.views import CHECKERS
from comity.portal.exchange.queries import OPENERS, asks_of
from comity.portal.exchange.views import ASKERS
from comity.portal.lists.models import ReadState
from comity.portal.lists.queries import latest_lists, members_being_read
from comity.portal.membership.queries import current_round, programme_known, survey_days
from comity.portal.ports.clock import now
from comity.portal.recognition.queries import alerts_of
from comity.portal.release.queries import readable_list, withdrawn_last
from comity.portal.rounds.queries import own_standing
from comity.portal.tenants.gates import Actor, admits, open_to_all
from comity.portal.tenants.models import Person, Seat
from comity.portal.tenants.queries import seats_of
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role


@require_safe
@open_to_all("the door: it shows a stranger how to sign in, and everybody else their own seats")
def start(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    places = places_of(request.user)
    if len(places) == 1:
        return redirect(places[0][1])
    return render(request, "home/seats.html", {"places": places})


def places_of(person: Person) -> list[tuple[Seat, str, list[str]]]:
    """One line for each organisation that the person has seats for: a seat, its page, the roles."""
    found: dict[tuple[int, int], tuple[Seat, str, list[str]]] = {}
    for seat in seats_of(person):
        key = (seat.programme_id, seat.organisation_id)
        line = found.setdefault(key, (seat, page_of(seat), []))
        line[2].append(str(seat.get_role_display()))
    return list(found.values())


def page_of(seat: Seat) -> str:
    kwargs = {"programme": seat.programme.slug}
    if seat.role in SECRETARIAT:
        return reverse("rounds", kwargs=kwargs)
    if seat.role in MEMBER:
        return reverse("member-home", kwargs={**kwargs, "organisation": seat.organisation.slug})
    if seat.role == Role.SUPPLIER:
        return reverse("own-desk", kwargs={**kwargs, "organisation": seat.organisation.slug})
    if seat.role == Role.BENCHMARK_REVIEWER:
        return reverse("protocol-reviews", kwargs={**kwargs, "organisation": seat.organisation.slug})
    if seat.role == Role.AUDITOR:
        return reverse("ledger", kwargs=kwargs)
    return reverse("notice")


@require_safe
@admits(*MEMBER)
def member_home(request: HttpRequest, actor: Actor) -> HttpResponse:
    round_ = current_round(actor.scope)
    page: dict[str, object] = {"round": round_}
    if round_ is not None:
        known = programme_known(actor.scope)
        own, lists = actor.organisation.slug, latest_lists(actor.scope, round_)
        standing = own_standing(actor.scope, round_, own, known=known, lists=lists)
        missing = {one.link: one for one in standing.missing}
        newest = lists.get(own)
        is_stored = newest is not None and newest.state == ReadState.STORED and not newest.withdrawn_at
        page |= {
            "standing": standing,
            "chain": [(link.value, missing.get(link)) for link in links_of(known)],
            "duties": _open_duties(actor, standing.duties),
            "waiting": _waiting(actor),
            "list": newest,
            "is_being_read": is_stored and own in members_being_read(actor.scope, round_),
            "readable": readable_list(actor.scope, actor.organisation, known=known),
            "withdrawn": withdrawn_last(actor.scope),
            "may_check": actor.may(*CHECKERS),
            "may_sign": actor.may(Role.ADMIN),
            "may_send": actor.may(Role.ADMIN, Role.CONTRIBUTOR),
        }
    return render(request, "home/member.html", page)


def _waiting(actor: Actor) -> dict[str, int]:
    """What of requests and decisions is before this person: how many of each kind, and none that somebody else must do."""
    states = Counter(
        one.state
        for one in asks_of(actor.scope, at=now())
        if one.ask.send_on is None or one.state is not State.DRAFTED
    )
    found: dict[str, int] = {}
    if actor.may(*OPENERS):
        found |= {"recalled": len(alerts_of(actor.scope))}
        found |= {"shared": states[State.DELIVERED], "read": states[State.READ]}
    if actor.may(*ASKERS):
        found |= {"drafted": states[State.DRAFTED]}
    return {kind: count for kind, count in found.items() if count}


def _open_duties(actor: Actor, duties: Iterable[Duty]) -> list[tuple[Duty, date]]:
    """Each with its day: a survey that was opened is due when it closes, not at the year's end."""
    closing = survey_days(actor.scope)
    return [
        (one, closing.get(one.due.year, one.due) if one.code == "survey" else one.due)
        for one in duties
        if one.state is not DutyState.DONE
    ]
