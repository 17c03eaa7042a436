"""When a protocol is equivalent is the programme's to say, from a day on; and what was handed in is judged by the rule of its day."""

import json
from datetime import date
from fractions import Fraction

import pytest
from django.test import Client

from comity.benchmark import Basis, Outcome, Rule, load_criteria
from comity.benchmark.rules import rule_facts
from comity.core import digest_bytes
from comity.portal.api.models import Grant
from comity.portal.api.services import make_token
from comity.portal.ledger.queries import entries_told
from comity.portal.programme.queries import equivalence_rule_now, equivalence_rules
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import (
    broken_verdicts,
    decided_by,
    evidence_of,
    kept_rule,
    opened,
    outcome_now,
)
from comity.portal.protocols.services import say, submit, take_back
from comity.portal.protocols.services.saying import Answer, Word
from comity.portal.rulebook.errors import Overtaken, OwnProposal, SameVersion
from comity.portal.rulebook.services import adopt, propose_equivalence_rule
from comity.portal.tenants.gates import Actor
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import (
    CRITERIA,
    OFFICE,
    again,
    concluded,
    counsel,
    decide_all,
    in_review,
    office_of,
    ruled,
    sent,
)
from tests.portal.protocols.test_office import at

pytestmark = pytest.mark.django_db
STRICT = Rule(threshold=Fraction(9, 10), no_critical_missing=True, pillar_floor=Fraction(3, 5))
UNTIL = date(2028, 10, 4)
SETTINGS = "/programmes/hedgerow/settings/equivalence/"


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


def test_what_was_handed_in_is_judged_by_the_rule_of_that_day(ada: Actor, pia: Actor, ines: Actor) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=132)
    ruled(ines, STRICT)

    done = concluded(pia, case, until=UNTIL)

    assert (done.state, kept_rule(done.verdict_rule)) == ("equivalent", (0, Rule()))
    assert broken_verdicts() == []
    assert json.loads(evidence_of(opened(pia, again(pia, case))).split(b"\n")[0])["rule"] == rule_facts(
        Rule()
    )


def test_what_is_handed_in_afterwards_is_judged_by_the_new_one_with_its_gates(
    ada: Actor, pia: Actor, ines: Actor
) -> None:
    ruled(ines, STRICT)
    case = in_review(ada, pia)
    decide_all(pia, case, full=140)  # 90.90 %: enough, but for what the gates ask
    found = opened(pia, again(pia, case))
    lacking = [one for one in list(load_criteria(CRITERIA))[140:] if one.criticality == "critical"]

    done = concluded(pia, case, until=UNTIL)

    assert found.rule == STRICT
    assert bool(lacking) or any("floor" in one for one in outcome_now(found).said.reasons)
    assert done.state == "not yet equivalent"
    assert json.loads(evidence_of(opened(pia, again(pia, case))).split(b"\n")[0])["rule"] == rule_facts(
        STRICT
    )
    assert broken_verdicts() == []


def test_a_draft_goes_by_what_the_programme_goes_by_and_a_verdict_by_its_own(
    ada: Actor, pia: Actor, ines: Actor
) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=130)
    concluded(pia, case, until=UNTIL)
    before = evidence_of(opened(pia, again(pia, case)))
    ruled(ines, STRICT)
    draft = sent(ada)

    assert opened(ada, draft).rule == STRICT
    assert opened(ada, again(ada, case)).rule == Rule()
    submit(actor=ada, case=again(ada, case))
    assert opened(ada, again(ada, case)).rule == STRICT
    take_back(actor=ada, case=again(ada, case))
    kept = opened(ada, again(ada, case))
    assert (kept.rule, evidence_of(kept), digest_bytes(before)) == (Rule(), before, kept.case.log_digest)


def test_the_doctor_finds_a_rule_that_somebody_changed_behind_a_verdict(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=130)
    concluded(pia, case, until=UNTIL)
    weaker = {"version": 0, **rule_facts(Rule(threshold=Fraction(1, 2)))}

    Case.objects.within(ada.scope).filter(pk=case.pk).update(verdict_rule=weaker)

    assert broken_verdicts() == [f"hedgerow: alder-foods, protocol {case.number}"]


def test_the_doctor_finds_an_outcome_that_the_log_does_not_give(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=130)
    concluded(pia, case, until=UNTIL)
    Case.objects.within(ada.scope).filter(pk=case.pk).update(valid_until=UNTIL)
    forged = digest_bytes(evidence_of(opened(pia, again(pia, case))))
    Case.objects.within(ada.scope).filter(pk=case.pk).update(log_digest=forged)

    assert len(broken_verdicts()) == 1


def test_a_rule_is_set_in_versions_and_the_ledger_says_by_whom(ines: Actor) -> None:
    first = ruled(ines, STRICT)
    with pytest.raises(SameVersion):
        ruled(ines, STRICT)
    second = ruled(ines, Rule())

    assert (first.number, second.number, equivalence_rule_now(ines.scope)) == (1, 2, (2, Rule()))
    last, *_ = entries_told(ines.scope, verb="equivalence-rule-set")
    proposed, *_ = entries_told(ines.scope, verb="equivalence-rule-proposed")
    assert (last.who.split()[0], last.details["threshold"]) == ("ruth@counsel.example", "17/20")
    assert proposed.who.split()[0] == ines.person.email


def test_nobody_adopts_the_own_rule_or_one_that_was_overtaken(ines: Actor) -> None:
    first = propose_equivalence_rule(actor=ines, rule=STRICT)
    second = propose_equivalence_rule(actor=ines, rule=Rule(threshold=Fraction(1, 2)))

    assert equivalence_rule_now(ines.scope) == (0, Rule())
    with pytest.raises(OwnProposal):
        adopt(actor=ines, version=first)
    adopt(actor=counsel(), version=second)
    with pytest.raises(Overtaken):
        adopt(actor=counsel(), version=first)
    assert adopt(actor=ines, version=second).adopted_by == counsel().person  # it is adopted already
    assert equivalence_rule_now(ines.scope)[0] == 2


def test_a_rule_is_tried_on_what_was_decided_before_anybody_proposes_it(
    ada: Actor, pia: Actor, ines: Actor, birch: Client
) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=132)
    concluded(pia, case, until=UNTIL)
    asked = {"threshold": "90 %", "basis": "in full"}

    page = birch.post(SETTINGS, {**asked, "step": "preview"}).content.decode()
    gentle = birch.post(SETTINGS, {**asked, "threshold": "80 %", "step": "preview"}).content.decode()

    assert "132/154" in page[page.index("Those that would") :]
    assert "None would have come out otherwise." in gentle
    assert equivalence_rules(ines.scope) == []
    assert [(one.given, one.then) for one in decided_by(ines.scope, STRICT).changed] == [
        (Outcome.EQUIVALENT, Outcome.NOT_YET)
    ]
    assert again(pia, case).state == "equivalent"


def test_who_proposed_finds_no_button_and_counsel_adopts_on_the_page(
    ines: Actor, birch: Client, visitor: Visitor
) -> None:
    birch.post(SETTINGS, {"threshold": "90 %", "basis": "in full", "step": "propose"})
    place = f"{SETTINGS}1/"
    ruth = visitor("ruth@counsel.example")

    assert "adopt/" not in birch.get(place).content.decode()
    assert birch.post(f"{place}adopt/").status_code == 409
    assert "adopt/" in ruth.get(place).content.decode()
    assert ruth.post(f"{place}adopt/").status_code == 302
    assert equivalence_rule_now(ines.scope) == (1, Rule(threshold=Fraction(9, 10)))


def test_the_manager_proposes_it_on_a_page_exactly_and_members_read_what_counsel_adopted(
    ada: Actor, pia: Actor, ines: Actor, birch: Client, alder: Client
) -> None:
    asked = {
        "threshold": "87.5 %",
        "basis": "with halves",
        "no_critical_missing": "on",
        "pillar_floor": "2/3",
    }

    assert alder.get(SETTINGS).status_code == 404
    for wrong in ({"threshold": "0"}, {"threshold": "120 %"}, {"threshold": "much"}, {"pillar_floor": "-1"}):
        assert birch.post(SETTINGS, {**asked, **wrong}).status_code == 422
    birch.post(SETTINGS, asked)
    adopt(actor=counsel(), version=equivalence_rules(ines.scope)[0])
    case = sent(ada)

    assert opened(ada, case).rule == Rule(
        threshold=Fraction(7, 8),
        basis=Basis.WITH_HALVES,
        no_critical_missing=True,
        pillar_floor=Fraction(2, 3),
    )
    for page in (alder.get(at("protocol", case)), birch.get("/programmes/hedgerow/protocols/")):
        told = page.content.decode()
        assert "87.5 % of the criteria that apply" in told
        assert "no critical criterion missing" in told
        assert "at least 2/3 of every pillar" in told
    assert birch.post(SETTINGS, asked).status_code == 422  # it is that already


def test_pages_say_where_a_case_goes_by_a_former_rule(
    ada: Actor, pia: Actor, ines: Actor, alder: Client, birch: Client
) -> None:
    case = in_review(ada, pia)
    ruled(ines, STRICT)

    assert "the programme goes by another now" in alder.get(at("protocol", case)).content.decode()
    outcomes = birch.get("/programmes/hedgerow/protocols/").content.decode()
    assert "Judged by the rule of the day it was handed in" in outcomes
    assert "85 % of the criteria" in outcomes


def program(actor: Actor) -> Client:
    key = make_token(actor=actor, name="a test", grants=list(Grant), days=1)
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_a_program_sets_it_and_is_told_the_rule_of_each_case(ada: Actor, pia: Actor, ines: Actor) -> None:
    in_review(ada, pia)
    manager, place = program(ines), "/api/v1/programmes/hedgerow"
    asked = {"threshold": "0.9", "no_critical_missing": True}

    proposed = manager.post(f"{place}/settings/equivalence", asked, content_type="application/json").json()
    own = manager.post(f"{place}/settings/equivalence/1/adoption", content_type="application/json")
    done = program(counsel()).post(
        f"{place}/settings/equivalence/1/adoption", content_type="application/json"
    )
    set_ = manager.get(f"{place}/settings/equivalence").json()
    tried = manager.post(
        f"{place}/settings/equivalence/preview", asked, content_type="application/json"
    ).json()
    told = manager.get(f"{place}/protocols").json()["cases"]

    assert (proposed["now"]["version"], own.status_code, own.json()["code"]) == (0, 409, "own-proposal")
    assert (done.status_code, done.json()["is_in_force"], tried["decided"]) == (200, True, 0)
    assert (set_["now"]["version"], set_["now"]["threshold"]) == (1, "9/10")
    assert [one["rule"]["threshold"] for one in told] == ["17/20"]
    for wrong in ("0", "1.5", "7/5", "1/0", "1e9"):
        refused = manager.post(
            f"{place}/settings/equivalence", {"threshold": wrong}, content_type="application/json"
        )
        assert refused.status_code == 422


def test_who_concludes_or_accepts_by_a_program_says_what_was_read(ada: Actor, pia: Actor) -> None:
    case, draft = in_review(ada, pia), sent(ada)
    decide_all(pia, case, full=132)
    office, own = program(pia), program(ada)
    place = f"/api/v1/programmes/hedgerow/members/{OFFICE}/protocols/{case.pk}/verdict"
    ahead = office.get(place).json()
    say(actor=pia, case=again(pia, case), code="0A.01", answer=Answer(word=Word.PART, questions=("1.01",)))

    day = {"valid_until": "2028-10-04"}
    answers = [
        office.post(place, {**day, **shown}, content_type="application/json").status_code
        for shown in ({}, {"shown": ""}, {"shown": "equivalent"}, {"shown": ahead["digest"]})
    ]
    accepting = f"/api/v1/programmes/hedgerow/members/alder-foods/protocols/{draft.pk}/acceptance"
    unread = own.post(accepting, {"above": 30, "strength": "part"}, content_type="application/json")

    assert (ahead["outcome"], ahead["covered"]) == ("equivalent", "132/154")
    assert answers == [422, 422, 422, 409]
    assert unread.status_code == 422
    assert again(pia, case).state == "in review"
    read = office.get(place).json()
    done = office.post(place, {**day, "shown": read["digest"]}, content_type="application/json")
    assert (done.status_code, done.json()["covered"]) == (200, "131/154")
