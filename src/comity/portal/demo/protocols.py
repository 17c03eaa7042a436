"""Three fictional audit protocols: one waits for its reviewer, one is being reviewed, one is its member's draft.

Their questions are the criteria's own sentences, asked; compared by words alone, so that a demonstration starts quickly.
"""

import csv
from io import BytesIO, StringIO

from comity.benchmark import CriteriaSet, load_criteria
from comity.core import silent
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import open_criteria, opened, turn_at
from comity.portal.protocols.services import Answer, begin_review, propose, say_all, submit, take_protocol
from comity.portal.protocols.services.saying import Word
from comity.portal.tenants.gates import Actor

CRITERIA = "smeta-4p-6.0"
_EVERY = 3
"""Of the criteria each third is asked of: enough to be decided, and little to compare."""


def play_protocols(draft: Actor, waiting: Actor, reviewed: Actor, *, reviewer: Actor) -> None:
    """`reviewed`: a member whose benchmark ran out, so that there is something to hope for."""
    _self_assessed(draft, _sent(draft, "Alder Standard", start=0), most=20)
    _handed_in(waiting, _sent(waiting, "Bramble Supplier Code", start=1))
    case = begin_review(
        actor=reviewer, case=_handed_in(reviewed, _sent(reviewed, "Hazel Dairy Protocol", start=2))
    )
    _self_assessed(reviewer, case, most=12, word=Word.PART)


def _sent(actor: Actor, name: str, *, start: int) -> Case:
    case = take_protocol(
        actor=actor,
        filename=f"{name.lower().replace(' ', '-')}.csv",
        content=BytesIO(_questions(load_criteria(CRITERIA), start)),
        name=name,
        version="2026",
        criteria=CRITERIA,
    )
    propose(actor=actor, case=_again(actor, case), progress=silent, words_alone=True)
    return _again(actor, case)


def _questions(criteria: CriteriaSet, start: int) -> bytes:
    out = StringIO()
    table = csv.writer(out)
    table.writerow(["no", "section", "question"])
    for at, one in enumerate(list(criteria)[start::_EVERY], start=1):
        asked = one.requirement.rstrip(".")
        text = f"Is it ensured that {asked[0].lower()}{asked[1:]}?"
        table.writerow([f"{1 + at // 10}.{1 + at % 10:02}", one.section, text])
    return out.getvalue().encode()


def _self_assessed(actor: Actor, case: Case, *, most: int, word: Word = Word.FULL) -> None:
    """By the likeliest question of each criterion that is open, as somebody would who knows the protocol."""
    found = opened(actor, _again(actor, case))
    answers = {}
    for code in open_criteria(found)[:most]:
        offers = turn_at(found, code).offers
        likely = offers and (offers[0].percent or 0) >= 50
        answers[code] = (
            Answer(word=word, questions=(offers[0].value,)) if likely else Answer(word=Word.NOT_COVERED)
        )
    say_all(actor=actor, case=found.case, answers=answers)


def _handed_in(member: Actor, case: Case) -> Case:
    _self_assessed(member, case, most=40)
    return submit(actor=member, case=_again(member, case))


def _again(actor: Actor, case: Case) -> Case:
    return (
        Case.objects.within(actor.scope)
        .select_related("organisation", "programme", "reviewer")
        .get(pk=case.pk)
    )
