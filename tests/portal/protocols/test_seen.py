"""What a side learns from numbers and files while the other decides."""

import pytest

from comity.benchmark import Approved, Credit, NotApplicable, Party
from comity.benchmark import Kind as QuestionKind
from comity.benchmark.decisions import KindSaid
from comity.benchmark.sides import as_reported_to
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import kappas_in, opened, own_coverage, question_rows
from comity.portal.protocols.services import begin_review, say, submit, undo_last
from comity.portal.protocols.services.saying import Answer, Word, add_decisions
from comity.portal.tenants.gates import Actor
from tests.portal.protocols.cast import OFFICE, again, in_review, office_of, sent

pytestmark = pytest.mark.django_db
CODE = "0A.01"


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


@pytest.fixture
def case(ada: Actor, pia: Actor) -> Case:
    made = sent(ada)
    add_decisions(ada, opened(ada, made), [NotApplicable(criterion=CODE, reason="No dormitory.")])
    submit(actor=ada, case=made, reviewer=OFFICE)
    return again(pia, begin_review(actor=pia, case=again(pia, made)))


def test_a_member_counts_by_what_it_sees_while_the_reviewer_decides(
    ada: Actor, pia: Actor, case: Case
) -> None:
    before = str(own_coverage(opened(ada, again(ada, case))).full)
    found = opened(pia, case)
    add_decisions(
        pia,
        found,
        [
            Approved(criterion=CODE, reason="No dormitory.", approved=True),
            KindSaid(question="1.01", kind=QuestionKind.GUIDANCE),
        ],
    )
    [first, *_] = question_rows(opened(ada, again(ada, case)))

    assert str(own_coverage(opened(ada, again(ada, case))).full) == before
    assert own_coverage(opened(pia, case)).full != own_coverage(opened(ada, again(ada, case))).full
    assert first.question.kind is not QuestionKind.GUIDANCE


def test_a_second_coder_is_told_no_agreement_while_the_case_is_open(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    quinn = office_of("Quinn Reed", "quinn@fair-measure.example")
    for actor in (pia, quinn):
        say(actor=actor, case=again(actor, case), code=CODE, answer=Answer(word=Word.NOT_COVERED))

    assert kappas_in(opened(quinn, again(quinn, case))) == []
    assert [other for _, other, _ in kappas_in(opened(pia, again(pia, case)))] == [Party.SECOND]


def test_a_report_to_the_member_holds_all_words_and_nothing_that_the_machine_made_of_the_reviewers(
    ada: Actor, pia: Actor, case: Case
) -> None:
    found = opened(pia, case)
    [proposal, *_] = found.log.standing.proposals.values()
    after = found.log.with_decisions(
        [type(proposal)(link=proposal.link, probability=0.01, reason="taught elsewhere")],
        party=None,
        by="words, with what other protocols taught, weighed after the words of the reviewer",
    )

    told = as_reported_to(after, Party.MEMBER)

    assert len(told.entries) == len(after.entries) - 1
    assert told.standing.proposals[proposal.link] == proposal
    assert as_reported_to(after, Party.REVIEWER) is after


def test_agreement_is_of_first_words_and_not_of_what_was_copied(ada: Actor) -> None:
    case, pia = sent(ada), office_of()
    say(actor=ada, case=case, code="0A.01", answer=Answer(word=Word.FULL, questions=("1.01",)))
    case = again(pia, begin_review(actor=pia, case=submit(actor=ada, case=again(ada, case), reviewer=OFFICE)))
    say(actor=pia, case=case, code="0A.01", answer=Answer(word=Word.NOT_COVERED))
    undo_last(actor=pia, case=again(pia, case))
    say(actor=pia, case=again(pia, case), code="0A.01", answer=Answer(word=Word.FULL, questions=("1.01",)))

    found = opened(pia, again(pia, case))
    [(_one, _other, said)] = kappas_in(found)

    assert found.standing.credits(Party.REVIEWER)["0A.01"] is Credit.FULL
    assert (said.compared, said.same) == (1, 0)
