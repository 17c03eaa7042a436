import numpy as np
import pytest

from comity.benchmark import (
    CriteriaSet,
    Criterion,
    Criticality,
    Judgement,
    Kind,
    LinkKey,
    Log,
    NotMappable,
    Party,
    Protocol,
    Question,
    Strength,
    bulk_accept,
)
from comity.benchmark.decisions import KindSaid
from comity.benchmark.memory import NO_MEMORY, Memory, memory_of
from comity.benchmark.proposals import proposer, worth_asking

_ASKED = {
    "F1": ("Fire exits", "Fire exits are unlocked, marked and free at all working hours."),
    "M1": ("Machine guards", "Moving parts of machines are guarded and guards are inspected."),
    "O1": ("Overtime premium", "Overtime is paid at a premium rate set by law."),
    "C1": ("Minimum age", "Nobody under fifteen works on the site, and ages are proven."),
    "U1": ("Joining unions", "Workers may join a trade union of their choice without reprisal."),
}


def a_set() -> CriteriaSet:
    return CriteriaSet(
        scheme="test",
        version="1",
        title="A test",
        criteria=tuple(
            Criterion(
                code=code,
                clause=code,
                pillar="All",
                section="All",
                title=title,
                requirement=text,
                criticality=Criticality.MAJOR,
            )
            for code, (title, text) in _ASKED.items()
        ),
    )


def protocol(name: str, **texts: str) -> Protocol:
    return Protocol(
        name=name,
        version="1",
        questions=tuple(
            Question(id=id_, text=text, row=at) for at, (id_, text) in enumerate(texts.items(), start=2)
        ),
    )


ALDER = protocol(
    "Alder",
    a="Are fire exits unlocked and free?",
    b="Is overtime paid at a premium rate?",
    c="Are moving parts of machines guarded?",
    d="Is the canteen painted in our colours?",
)


def confirmed(code: str, *ids: str) -> Judgement:
    return Judgement(link=LinkKey.of(code, ids), confirmed=True, strength=Strength.FULL)


def said(log: Log, *decisions: object, party: Party = Party.REVIEWER) -> Log:
    return log.with_decisions(decisions, party=party, by="Rowan")  # type: ignore[arg-type] # decisions all


def best(log: Log) -> dict[str, str]:
    """Question -> its likeliest criterion."""
    found: dict[str, tuple[float, str]] = {}
    for link, one in log.standing.proposals.items():
        found[link.questions[0]] = max(
            found.get(link.questions[0], (0.0, "")), (one.probability, link.criterion)
        )
    return {id_: code for id_, (_, code) in found.items()}


def test_every_question_gets_its_criterion_with_a_reason() -> None:
    log = proposer(a_set(), ALDER).renewed(Log())

    found = best(log)
    reasons = {one.link.criterion: one.reason for one in log.standing.proposals.values()}
    assert (found["a"], found["b"], found["c"]) == ("F1", "O1", "M1")
    assert "“premium”" in reasons["O1"]


def test_guidance_is_not_proposed_until_somebody_says_that_it_is_a_requirement() -> None:
    noted = ALDER.with_kinds({"a": Kind.GUIDANCE})
    engine = proposer(a_set(), noted)
    before = engine.renewed(Log())

    after = engine.renewed(said(before, KindSaid(question="a", kind=Kind.REQUIREMENT)))

    assert "a" not in best(before)
    assert best(after)["a"] == "F1"


def test_a_confirmed_link_makes_the_questions_other_links_less_likely() -> None:
    engine = proposer(a_set(), ALDER)
    before = engine.after(Log().standing)

    after = engine.after(said(Log(), confirmed("M1", "a")).standing)

    def of(found: object, code: str) -> float:
        return next((one.probability for one in found if one.link == LinkKey.of(code, ["a"])), 0.0)  # type: ignore[attr-defined]

    assert of(after, "F1") < of(before, "F1")


def test_what_was_accepted_in_bulk_teaches_nothing() -> None:
    engine = proposer(a_set(), ALDER)
    log = engine.renewed(Log())
    bulk = bulk_accept(log.standing, above=0.0, strength=Strength.FULL)

    accepted = log.with_decisions(bulk.judgements, party=Party.REVIEWER, by="Rowan")

    assert bulk.judgements
    assert engine.after(accepted.standing) == engine.after(log.standing)
    assert engine.renewed(accepted).entries == accepted.entries
    assert memory_of([(ALDER, accepted.standing)]).questions == ()


def test_a_question_that_answers_nothing_is_proposed_no_more() -> None:
    engine = proposer(a_set(), ALDER)

    after = engine.after(said(Log(), NotMappable(question="a")).standing)

    assert not [one for one in after if "a" in one.link.questions]


def test_nothing_is_said_again_where_nothing_changed() -> None:
    engine = proposer(a_set(), ALDER)
    log = engine.renewed(Log())

    assert engine.renewed(log).entries == log.entries


def test_what_the_member_says_teaches_the_reviewers_file_nothing() -> None:
    engine = proposer(a_set(), ALDER)
    own = said(Log(), confirmed("M1", "a"), party=Party.MEMBER)

    assert engine.after(own.standing) == engine.after(Log().standing)


# What other protocols teach.

TAUGHT = protocol("Birch", x="Do staff leave through doors that anybody can push open in a blaze?")
LIKE_IT = protocol(
    "Cedar", y="Do staff leave through doors that anybody can push open?", z="Are forklifts blue?"
)


def taught(*names: str) -> Memory:
    return memory_of(
        (protocol(name, x=TAUGHT.questions[0].text), said(Log(), confirmed("F1", "x")).standing)
        for name in names
    )


def likely(memory: Memory, *, party: Party = Party.REVIEWER) -> float:
    found = proposer(a_set(), LIKE_IT, memory=memory, party=party).after(Log().standing)
    return next((one.probability for one in found if one.link == LinkKey.of("F1", ["y"])), 0.0)


def test_a_question_like_one_that_was_linked_elsewhere_is_likelier_to_be_linked_so() -> None:
    assert likely(taught("Birch")) > likely(NO_MEMORY)


def test_the_reason_counts_protocols_and_names_none() -> None:
    found = proposer(a_set(), LIKE_IT, memory=taught("Birch", "Dogwood")).after(Log().standing)

    reason = next(one.reason for one in found if one.link == LinkKey.of("F1", ["y"]))
    assert "answer this criterion in 2 other protocols" in reason
    assert "Birch" not in reason
    assert "blaze" not in reason


@pytest.mark.parametrize(("count", "is_heard"), [(2, False), (3, True)])
def test_a_member_hears_of_others_only_where_three_answer_the_criterion(
    count: int, *, is_heard: bool
) -> None:
    memory = taught(*[f"Protocol {at}" for at in range(count)])

    heard = likely(memory, party=Party.MEMBER) > likely(NO_MEMORY, party=Party.MEMBER)

    assert heard is is_heard


def test_a_protocol_is_not_its_own_teacher() -> None:
    assert likely(taught("Cedar")) == likely(NO_MEMORY)


def test_a_later_review_of_a_protocol_takes_the_place_of_the_earlier_one() -> None:
    first = (TAUGHT, said(Log(), confirmed("F1", "x")).standing)
    second = (TAUGHT, said(Log(), confirmed("M1", "x")).standing)

    memory = memory_of([first, second])

    assert [one.criteria for one in memory.questions] == [("M1",)]


def test_a_memory_of_nothing_changes_nothing() -> None:
    nothing = memory_of([(TAUGHT, Log().standing)])

    assert likely(nothing) == likely(NO_MEMORY)


def test_what_two_protocols_teach_alike_counts_the_same_in_either_order() -> None:
    one = proposer(a_set(), LIKE_IT, memory=taught("Birch", "Dogwood")).after(Log().standing)
    other = proposer(a_set(), LIKE_IT, memory=taught("Dogwood", "Birch")).after(Log().standing)

    assert one == other
    assert likely(taught("Birch", "Dogwood")) == likely(taught("Birch"))


def test_a_question_that_suits_everything_a_little_does_not_fill_the_file() -> None:
    probability = np.linspace(0.3, 0.5, 2000 * 154).reshape(2000, 154)

    shown = worth_asking(probability)

    assert (
        shown.sum(axis=1)[:-2].max() == 8
    )  # the best two of a criterion are shown whatever their questions' others are
    assert shown.sum() <= 2000 * 8 + 2 * 154
    assert shown[:, -8:].all()
