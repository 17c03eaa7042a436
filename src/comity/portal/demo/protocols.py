"""Fictional audit protocols: one waits for its reviewer, one is being reviewed, one is its member's draft; others are decided on.

Their questions are the criteria's own sentences, asked; compared by words alone, so that a demonstration starts quickly.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO

from comity.benchmark import (
    CriteriaSet,
    Criterion,
    Decision,
    Judgement,
    LinkKey,
    NotCovered,
    NotMappable,
    Strength,
    load_criteria,
)
from comity.core import silent
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import open_criteria, opened, outcome_now, turn_at
from comity.portal.protocols.services import (
    Answer,
    begin_review,
    conclude,
    propose,
    say_all,
    submit,
    take_protocol,
)
from comity.portal.protocols.services.converging import count_demands
from comity.portal.protocols.services.saying import Word, add_decisions
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


def play_decided(members: Sequence[Actor], *, reviewer: Actor, manager: Actor) -> None:
    """Each asks for nearly all of the criteria in its own questions; some lack what many lack. Then what they have in common is counted."""
    cases = []
    for at, member in enumerate(members):
        name = f"{member.organisation.name.split()[0]} Supplier Code"
        case = _sent(
            member, name, start=at % _TOGETHER, every=_TOGETHER, version="2025", own=_BEYOND[: 3 + at % 3]
        )
        case = submit(actor=member, case=_again(member, case))
        cases.append(begin_review(actor=reviewer, case=_again(reviewer, case)))
    for at, case in enumerate(cases):
        found = opened(reviewer, _again(reviewer, case))
        beyond = (NotMappable(question=one.id) for one in found.protocol.questions if one.section == _OWN)
        add_decisions(reviewer, found, [*_verdicts(found.criteria, at), *beyond])
        shown = outcome_now(opened(reviewer, _again(reviewer, case))).digest
        conclude(actor=reviewer, case=_again(reviewer, case), valid_until=date(2028, 8, 31), shown=shown)
    count_demands(actor=manager, progress=silent, by="calendar")


_OWN = "Of our own"
_BEYOND = (
    "Does the site publish its use of water for every month?",
    "Is somebody trained in mediation among the supervisors?",
    "Are canteen prices shown beside those of the town?",
    "Is the bus home timed by the last shift?",
    "Does the site keep a nursery for the children of its workers?",
)
"""What no common criterion holds."""
_TOGETHER = 4
"""Criteria that one question of these answers."""
_CONTESTED = 9
"""Of so many criteria one is asked for by some alone, and met in part by others."""
_BEHIND = 11
"""The member whose protocol is not yet equivalent."""


def _verdicts(criteria: CriteriaSet, member: int) -> Iterator[Decision]:
    start = member % _TOGETHER
    last = len(range(start, len(criteria), _TOGETHER)) - 1
    for at, one in enumerate(criteria):
        link = LinkKey.of(one.code, [_number(min(max(0, (at - start) // _TOGETHER), last) + 1)])
        which, place = divmod(at, _CONTESTED)
        is_contested = place == 4 and (member * 5 + which * 3) % 12 >= 4 + which % 6
        if at % 31 == member or (member == _BEHIND and at % 5 == 2) or (is_contested and which % 2):
            yield NotCovered(criterion=one.code)
        elif is_contested:
            yield Judgement(link=link, confirmed=True, strength=Strength.PART)
        else:
            yield Judgement(link=link, confirmed=True, strength=Strength.FULL)


def _sent(
    actor: Actor,
    name: str,
    *,
    start: int,
    every: int = _EVERY,
    version: str = "2026",
    own: Sequence[str] = (),
) -> Case:
    asked = list(load_criteria(CRITERIA))[start::every]
    case = take_protocol(
        actor=actor,
        filename=f"{name.lower().replace(' ', '-')}.csv",
        content=BytesIO(_questions(asked, own)),
        name=name,
        version=version,
        criteria=CRITERIA,
    )
    propose(actor=actor, case=_again(actor, case), progress=silent, words_alone=True)
    return _again(actor, case)


def _number(at: int) -> str:
    return f"{1 + at // 10}.{1 + at % 10:02}"


def _questions(criteria: Sequence[Criterion], own: Sequence[str]) -> bytes:
    out = StringIO()
    table = csv.writer(out)
    table.writerow(["no", "section", "question"])
    for at, one in enumerate(criteria, start=1):
        asked = one.requirement.rstrip(".")
        text = f"Is it ensured that {asked[0].lower()}{asked[1:]}?"
        table.writerow([_number(at), one.section, text])
    table.writerows([_number(len(criteria) + at), _OWN, text] for at, text in enumerate(own, start=1))
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
