from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from comity.core import UnreadableInput
from comity.exchange import Ground, Key, State, recall_paper
from comity.exchange.errors import KeyUnreadable, ReportRefused
from comity.lists import Assurance
from comity.portal.exchange.models import Ask
from comity.portal.exchange.queries import bodies_of, shown
from comity.portal.exchange.services import report_read
from comity.portal.ledger.queries import entries_told
from comity.portal.ports.clock import now, playing_on
from comity.portal.ports.recognitions import recognitions
from comity.portal.recognition.models import Decided
from comity.portal.recognition.queries import alerts_of, comparison_of, own_counted
from comity.portal.recognition.services import Said, compare, decide_on, note_order, recall, take_notice
from comity.portal.survey.known import known_to_the_platform
from comity.portal.tenants.gates import Actor
from comity.recognition import (
    AvoidedState,
    Choice,
    DecidedMeanwhile,
    OwnPolicy,
    RecognitionProblem,
    ScopeAnswer,
    ScopeQuestion,
    read_reliance,
)
from tests.portal.addresses import ALDER, CEDAR
from tests.portal.exchange.cast import Shared, asked, key_of, latest_body, read, shared

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[3] / "examples" / "protocols"
SAID = Said(
    choice=Choice.RECOGNISE, reason="Recent, and it covers what we ask.", protocol="Birch audit 2",
    audited_on=date(2026, 3, 12), assurance=Assurance.MEETS, report_site="Ege Tekstil, Izmir", policy=OwnPolicy(),
    scope=dict.fromkeys(ScopeQuestion, ScopeAnswer.YES), due_on=date(2026, 10, 1),
)  # fmt: skip


def named(name: str) -> tuple[str, bytes]:
    return name, (EXAMPLES / name).read_bytes()


@pytest.fixture
def opened(ada: Actor, alder_key: Key) -> tuple[Ask, Shared]:
    ask, token = asked(ada)
    made = shared([ask], token)
    read(ada, ask, made)
    return ask, made


def test_what_remains_open_is_worked_out_from_both_protocols(ada: Actor, opened: tuple[Ask, Shared]) -> None:
    ask, _ = opened
    compare(
        actor=ada, ask=ask, own=named("alder-foods.xlsx"), answers=named("alder-foods-answers.csv"),
        other=named("birch-bakeries-answers.csv"),
    )  # fmt: skip

    found = comparison_of(ask)

    assert found is not None
    assert found[0].answered + len(found[0].open) == found[0].asked
    assert found[0].guaranteed.met <= found[0].pairwise.met


def test_a_table_that_lacks_a_column_is_told_and_not_kept(ada: Actor, opened: tuple[Ask, Shared]) -> None:
    ask, _ = opened

    with pytest.raises(UnreadableInput, match="no column"):
        compare(
            actor=ada,
            ask=ask,
            own=named("alder-foods.xlsx"),
            answers=("a.csv", b"x\n1\n"),
            other=("b.csv", b"y\n"),
        )

    assert comparison_of(ask) is None


def test_a_decision_leaves_a_reliance_file_and_no_word_of_it_in_the_ledger(
    ada: Actor, ines: Actor, opened: tuple[Ask, Shared]
) -> None:
    ask, made = opened

    row = decide_on(actor=ada, ask=ask, said=SAID, seen=0)

    found = read_reliance(row.reliance.encode())
    assert (found.choice, found.report, found.by) == (Choice.RECOGNISE, made.sealed.file.digest, "Ada Quist")
    entry = entries_told(ines.scope, most=1)[0]
    assert entry.verb == "request-decided"
    assert "recognise" not in str(entry.details)
    assert SAID.reason not in str(entry.details)


def test_of_two_people_deciding_at_once_the_second_is_told(ada: Actor, opened: tuple[Ask, Shared]) -> None:
    ask, _ = opened
    decide_on(actor=ada, ask=ask, said=SAID, seen=0)

    with pytest.raises(DecidedMeanwhile, match="Ada Quist decided"):
        decide_on(actor=ada, ask=ask, said=replace(SAID, choice=Choice.DO_NOT), seen=0)
    decide_on(actor=ada, ask=ask, said=replace(SAID, choice=Choice.DO_NOT), seen=1)

    assert [one.choice for one in Decided.objects.within(ada.scope)] == ["recognise", "do not recognise"]


def test_scope_is_asked_and_not_assumed(ada: Actor, opened: tuple[Ask, Shared]) -> None:
    ask, _ = opened

    with pytest.raises(RecognitionProblem, match="Is the audited site"):
        decide_on(actor=ada, ask=ask, said=replace(SAID, scope={}), seen=0)


def test_nobody_decides_on_a_report_that_nobody_opened(ada: Actor, alder_key: Key) -> None:
    ask, token = asked(ada)
    shared([ask], token)

    with pytest.raises(ReportRefused):
        decide_on(actor=ada, ask=ask, said=SAID, seen=0)


def test_a_recall_alerts_who_relied_and_nobody_else(
    ada: Actor, chiara: Actor, alder: Client, cedar: Client, alder_key: Key
) -> None:
    key_of(chiara)
    ask, _ = asked(ada)
    other, token = asked(chiara)
    made = shared([ask, other], token)
    read(ada, ask, made)
    read(chiara, other, made)
    decide_on(actor=ada, ask=ask, said=SAID, seen=0)
    decide_on(actor=chiara, ask=other, said=replace(SAID, choice=Choice.DO_NOT), seen=0)
    mail.outbox.clear()

    recall(token=made.token, ground="INVALID", report=latest_body(made.desk))
    recall(token=made.token, ground="INVALID", report=latest_body(made.desk))

    assert [one.to for one in mail.outbox] == [["ada@alder-foods.example"]]
    assert "/members/alder-foods/requests/of/" in str(mail.outbox[0].body)
    assert len(alerts_of(ada.scope)) == 1
    assert alerts_of(chiara.scope) == []
    assert "the report is invalid" in alder.get(f"{ALDER}decisions/").content.decode()
    assert "invalid" not in cedar.get(f"{CEDAR}decisions/").content.decode()


def test_a_later_decision_ends_the_alert(ada: Actor, opened: tuple[Ask, Shared]) -> None:
    ask, made = opened
    decide_on(actor=ada, ask=ask, said=SAID, seen=0)
    recall(token=made.token, ground="SUPERSEDED", report=latest_body(made.desk))

    decide_on(actor=ada, ask=ask, said=replace(SAID, choice=Choice.ANOTHER_AUDIT), seen=1)

    assert alerts_of(ada.scope) == []


def test_an_audit_counts_as_avoided_a_year_later_unless_one_was_ordered(
    ada: Actor, opened: tuple[Ask, Shared]
) -> None:
    ask, _ = opened
    row = decide_on(actor=ada, ask=ask, said=SAID, seen=0)

    assert [one.state for one in own_counted(ada.scope, on=date(2026, 12, 1))] == [AvoidedState.PENDING]
    assert [one.state for one in own_counted(ada.scope, on=date(2027, 10, 6))] == [AvoidedState.AVOIDED]
    told = recognitions(ada.scope, date(2027, 10, 6))
    assert told is not None
    assert [(one.member, one.period, one.recognised, one.avoided) for one in told] == [
        ("alder-foods", "2026-H2", 1, 0), ("alder-foods", "2027-H2", 0, 1),
    ]  # fmt: skip

    note_order(actor=ada, decided=row, ordered_on=date(2027, 2, 1))
    assert [one.state for one in own_counted(ada.scope, on=date(2027, 10, 6))] == [AvoidedState.ORDERED]


def test_decisions_and_their_files_are_their_members_alone(
    ada: Actor, alder: Client, cedar: Client, birch: Client, opened: tuple[Ask, Shared]
) -> None:
    ask, _ = opened
    row = decide_on(actor=ada, ask=ask, said=SAID, seen=0)
    places = (
        f"decisions/{row.pk}/reliance.json",
        f"decisions/{row.pk}/reliance.pdf",
        f"requests/of/{ask.ref}/decide/",
    )

    for place in places:
        assert alder.get(f"{ALDER}{place}").status_code == 200
        assert cedar.get(f"{CEDAR}{place}").status_code == 404
        assert cedar.get(f"{ALDER}{place}").status_code == 404
        assert birch.get(f"{ALDER}{place}").status_code == 404


def test_a_report_can_be_decided_on_after_its_access_ended(ada: Actor, opened: tuple[Ask, Shared]) -> None:
    ask, _ = opened

    with playing_on(date(2027, 11, 1)):
        decide_on(actor=ada, ask=ask, said=SAID, seen=0)
        assert (
            shown(Ask.objects.within(ada.scope).select_related("organisation").get(pk=ask.pk), at=now()).state
            is State.DECIDED
        )


def test_the_survey_is_offered_how_many_audits_a_member_recognised_in_the_year(
    ada: Actor, opened: tuple[Ask, Shared]
) -> None:
    before = known_to_the_platform(ada.scope, now().year)
    decide_on(actor=ada, ask=opened[0], said=SAID, seen=0)

    assert before == {}
    assert known_to_the_platform(ada.scope, now().year) == {"audits_recognised": "1"}
    assert known_to_the_platform(ada.scope, now().year - 1) == {"audits_recognised": "0"}


def signed_notice(report: str, issuer: Key, ground: Ground = Ground.INVALID) -> bytes:
    return recall_paper(report, ground, issuer, at=now())[0]


def test_an_issuers_notice_reaches_who_relied_on_the_report_and_nobody_else(
    ada: Actor, chiara: Actor, ines: Actor, cedar: Client, alder_key: Key
) -> None:
    key_of(chiara)
    ask, _ = asked(ada)
    other, token = asked(chiara)
    made = shared([ask, other], token)
    read(ada, ask, made)
    read(chiara, other, made)
    decide_on(actor=ada, ask=ask, said=SAID, seen=0)
    decide_on(actor=chiara, ask=other, said=replace(SAID, choice=Choice.DO_NOT), seen=0)
    issuer = Key.new("Assurance House", date(2026, 10, 5))
    mail.outbox.clear()

    paper = signed_notice(ask.report, issuer)
    for _ in range(2):
        take_notice(actor=ines, paper=paper, digits=issuer.public.fingerprint)

    assert [one.to for one in mail.outbox] == [["ada@alder-foods.example"]]
    assert "Assurance House says: the report is invalid" in str(mail.outbox[0].body)
    assert [one.called.by for one in alerts_of(ada.scope)] == ["Assurance House"]
    assert alerts_of(chiara.scope) == []
    assert "invalid" not in cedar.get(f"{CEDAR}decisions/").content.decode()


def test_a_notice_whose_signer_was_not_compared_is_not_taken(
    ada: Actor, ines: Actor, opened: tuple[Ask, Shared]
) -> None:
    ask, _ = opened
    decide_on(actor=ada, ask=ask, said=SAID, seen=0)
    issuer, other = (Key.new(one, date(2026, 10, 5)) for one in ("Assurance House", "Somebody"))
    paper = signed_notice(ask.report, issuer)

    with pytest.raises(KeyUnreadable, match="not the digits"):
        take_notice(actor=ines, paper=paper, digits=other.public.fingerprint)
    with pytest.raises(KeyUnreadable, match="altered"):
        take_notice(
            actor=ines, paper=paper.replace(b"invalid", b"superseded"), digits=issuer.public.fingerprint
        )

    assert alerts_of(ada.scope) == []


def test_who_names_a_strangers_report_as_its_own_makes_no_recall_fall_on_it(
    ada: Actor, chiara: Actor, opened: tuple[Ask, Shared]
) -> None:
    """A member and a supplier that work together cannot say of another supplier that its report no longer counts."""
    ask, _ = opened
    decide_on(actor=ada, ask=ask, said=SAID, seen=0)
    key_of(chiara)
    theirs, token = asked(chiara, supplier="Accomplice", email="office@accomplice.example")
    made = shared([theirs], token, held=b"another report")
    report_read(actor=chiara, ask=theirs, digest=ask.report, checks=[])
    mail.outbox.clear()

    recall(token=made.token, ground="INVALID", report=latest_body(made.desk))

    assert alerts_of(ada.scope) == []
    assert mail.outbox == []


def test_a_second_recall_of_one_desk_tells_nobody_of_the_first_again(
    ada: Actor, opened: tuple[Ask, Shared]
) -> None:
    ask, made = opened
    decide_on(actor=ada, ask=ask, said=SAID, seen=0)
    other, token = asked(ada, place="Denizli")
    later = shared([other], token, held=b"another report")
    read(ada, other, later)
    first = next(one.digest for one in bodies_of(made.desk) if one.digest != latest_body(made.desk))
    recall(token=made.token, ground="INVALID", report=first)
    mail.outbox.clear()

    recall(token=made.token, ground="SUPERSEDED", report=latest_body(made.desk))

    assert mail.outbox == []
    assert [one.called.ground for one in alerts_of(ada.scope)] == [Ground.INVALID]
