from dataclasses import fields, replace
from datetime import datetime

import pytest

from comity.core import AgeBand
from comity.exchange import (
    KnownAudit,
    Moved,
    Party,
    Request,
    State,
    consent_to,
    follow_sites,
    run_out,
    take_step,
    write_letter,
)
from comity.exchange.errors import AskProblem, StepProblem
from comity.lists import Assurance
from tests.exchange.cast import DAY, NOW, known, request

WHO = {Party.MEMBER: "Alder Foods", Party.SUPPLIER: "Yıldız Ambalaj A.Ş.", Party.TIME: ""}
PATHS: dict[State, tuple[State, ...]] = {
    State.DRAFTED: (),
    State.SENT: (State.SENT,),
    State.OPENED: (State.SENT, State.OPENED),
    State.DECLINED: (State.SENT, State.OPENED, State.DECLINED),
    State.NO_SUCH_AUDIT: (State.SENT, State.OPENED, State.NO_SUCH_AUDIT),
    State.WITHDRAWN: (State.SENT, State.WITHDRAWN),
    State.CONSENTED: (State.SENT, State.OPENED, State.CONSENTED),
    State.DELIVERED: (State.SENT, State.OPENED, State.CONSENTED, State.DELIVERED),
    State.READ: (State.SENT, State.OPENED, State.CONSENTED, State.DELIVERED, State.READ),
    State.DECIDED: (State.SENT, State.OPENED, State.CONSENTED, State.DELIVERED, State.READ, State.DECIDED),
    State.REVOKED: (State.SENT, State.OPENED, State.CONSENTED, State.REVOKED),
}
MEMBERS = (State.SENT, State.READ, State.DECIDED, State.WITHDRAWN)


def step(one: Request, to: State, at: datetime) -> Request:
    party = Party.MEMBER if to in MEMBERS else Party.SUPPLIER
    if to is State.CONSENTED:
        return consent_to(one, at=at, by=WHO[party], access_until=NOW + 90 * DAY).request
    return take_step(one, to, at=at, by=WHO[party], party=party).request


def in_state(state: State) -> Request:
    one = request()
    for number, to in enumerate(PATHS[state]):
        one = step(one, to, NOW + number * DAY / 24)
    return one


# From the issue, not from the code: who may do what.
STEPS = {
    (State.DRAFTED, State.SENT): Party.MEMBER,
    (State.DRAFTED, State.WITHDRAWN): Party.MEMBER,
    (State.SENT, State.OPENED): Party.SUPPLIER,
    (State.SENT, State.WITHDRAWN): Party.MEMBER,
    (State.OPENED, State.CONSENTED): Party.SUPPLIER,
    (State.OPENED, State.DECLINED): Party.SUPPLIER,
    (State.OPENED, State.NO_SUCH_AUDIT): Party.SUPPLIER,
    (State.OPENED, State.WITHDRAWN): Party.MEMBER,
    (State.CONSENTED, State.DELIVERED): Party.SUPPLIER,
    (State.CONSENTED, State.REVOKED): Party.SUPPLIER,
    (State.CONSENTED, State.WITHDRAWN): Party.MEMBER,
    (State.DELIVERED, State.READ): Party.MEMBER,
    (State.DELIVERED, State.REVOKED): Party.SUPPLIER,
    (State.READ, State.DECIDED): Party.MEMBER,
    (State.READ, State.REVOKED): Party.SUPPLIER,
    (State.DECIDED, State.DECIDED): Party.MEMBER,
    (State.DECIDED, State.REVOKED): Party.SUPPLIER,
}


@pytest.mark.parametrize("before", PATHS)
@pytest.mark.parametrize("to", State)
@pytest.mark.parametrize("party", Party)
def test_only_drawn_steps_are_taken_and_by_their_party_alone(before: State, to: State, party: Party) -> None:
    one = in_state(before)
    at = NOW + 2 * DAY
    is_allowed = STEPS.get((before, to)) is party

    if to is State.CONSENTED:
        if is_allowed:
            made = consent_to(one, at=at, by=WHO[party], access_until=NOW + 9 * DAY)
            assert made.request.state_at(at) is to
        else:
            with pytest.raises(StepProblem):
                take_step(one, to, at=at, by=WHO[party], party=party)
    elif is_allowed:
        made = take_step(one, to, at=at, by=WHO[party], party=party)
        assert made.request.state_at(at) is to
        assert made.request.history[:-1] == one.history
        assert made.fact.kind == f"request-{to.value.replace(' ', '-')}"
        assert made.fact.details["request"] == "R1"
    else:
        with pytest.raises(StepProblem):
            take_step(one, to, at=at, by=WHO[party], party=party)


def test_without_an_answer_nothing_is_shared_and_the_request_ends() -> None:
    one = in_state(State.OPENED)

    assert one.state_at(NOW + 30 * DAY - DAY / 24) is State.OPENED
    assert one.state_at(NOW + 30 * DAY) is State.EXPIRED
    with pytest.raises(StepProblem, match="expired"):
        consent_to(one, at=NOW + 30 * DAY, by="x", access_until=NOW + 60 * DAY)


def test_access_that_was_never_used_runs_out() -> None:
    assert in_state(State.DELIVERED).state_at(NOW + 90 * DAY) is State.EXPIRED
    assert in_state(State.READ).state_at(NOW + 90 * DAY) is State.READ


def test_consent_without_an_end_does_not_exist() -> None:
    one = in_state(State.OPENED)

    with pytest.raises(StepProblem, match="end"):
        take_step(one, State.CONSENTED, at=NOW + DAY, by="x", party=Party.SUPPLIER)
    with pytest.raises(StepProblem, match="before it begins"):
        consent_to(one, at=NOW + DAY, by="x", access_until=NOW)


def test_a_step_dated_before_the_last_one_is_refused() -> None:
    with pytest.raises(StepProblem, match="dated"):
        take_step(in_state(State.OPENED), State.DECLINED, at=NOW - DAY, by="x", party=Party.SUPPLIER)


def test_a_request_knows_of_the_audit_its_age_band_and_its_class_alone() -> None:
    """The types hold it: no text made from a request can say more of an audit than this."""
    assert {one.name for one in fields(KnownAudit)} == {"age", "assurance"}
    assert KnownAudit.__annotations__ == {"age": AgeBand | None, "assurance": Assurance | None}
    assert {one.name for one in fields(Request)} == {
        "id", "member", "supplier", "site", "site_id", "known", "purpose", "answer_by", "access_until", "history",
    }  # fmt: skip


def test_a_letter_says_no_more_than_the_request() -> None:
    letter = write_letter(request(), link="https://example.org/a/token")

    assert "Alder Foods asks Yıldız Ambalaj A.Ş." in letter.text
    assert "made in the last 12 months; it meets the programme's common benchmark." in letter.text
    assert "31 July 2026" in letter.text
    assert "without an answer nothing is shared" in letter.text.casefold()


def test_where_the_list_says_nothing_the_letter_says_nothing() -> None:
    letter = write_letter(request(known=known(None, None)), link="L")

    assert "made in the last three years." in letter.text
    assert "benchmark" not in letter.text


def test_many_members_asking_one_supplier_stay_unknown_to_each_other() -> None:
    for one, other in (("Alder Foods", "Birch Bakery"), ("Birch Bakery", "Alder Foods")):
        letter = write_letter(request(member=one), link="L")
        assert other not in letter.text
        assert other not in letter.subject


def test_a_supplier_that_is_itself_a_member_is_not_asked_by_itself() -> None:
    assert request(member="Yıldız Gıda").member == "Yıldız Gıda"
    with pytest.raises(AskProblem, match="itself"):
        request(member="yıldız ambalaj a.ş.", supplier="Yıldız Ambalaj A.Ş.")


@pytest.mark.parametrize("name", ["member", "supplier", "site"])
def test_a_request_names_who_whom_and_where(name: str) -> None:
    with pytest.raises(AskProblem, match=name):
        replace(request(), **{name: " "})  # type: ignore[arg-type] # the names above are of texts


def test_open_requests_follow_a_merged_site_and_doubles_are_said() -> None:
    first, second = in_state(State.OPENED), replace(request("R2"), site_id="S2")
    ended = replace(in_state(State.DECLINED), id="R3", site_id="S2")
    other = replace(request("R4", member="Birch Bakery"), site_id="S2")

    found = follow_sites([first, second, ended, other], {"S2": "S1"}, at=NOW + DAY)

    assert [one.site_id for one in found.requests] == ["S1", "S1", "S2", "S1"]
    assert [(keep.id, spare.id) for keep, spare in found.doubled] == [("R1", "R2")]


def test_every_line_of_history_says_who_and_when() -> None:
    assert in_state(State.SENT).history == (
        Moved(at=NOW, by="Alder Foods", party=Party.MEMBER, to=State.SENT),
    )


def test_what_time_ended_is_written_down_once_by_nobody() -> None:
    sent, delivered = in_state(State.SENT), in_state(State.DELIVERED)

    ended = [run_out(one, at=NOW + 400 * DAY) for one in (sent, delivered)]

    for one in ended:
        assert one is not None
        assert one.fact.kind == "request-expired"
        assert one.request.history[-1].party is Party.TIME
        assert one.request.state_at(NOW + 401 * DAY) is State.EXPIRED
        assert run_out(one.request, at=NOW + 401 * DAY) is None
    for still in (sent, in_state(State.DECLINED), in_state(State.READ), in_state(State.DRAFTED)):
        assert run_out(still, at=NOW + 2 * DAY) is None
    assert run_out(in_state(State.DECLINED), at=NOW + 400 * DAY) is None


@pytest.mark.parametrize("name", ["Mill\nBcc: x", "Mill https://elsewhere.example", "Mill \u202egnp.exe"])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(AskProblem, match="a link or a line break"):
        replace(request(), site=name)
