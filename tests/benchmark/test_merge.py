import pytest

from comity.benchmark import Credit, Log, Party, Proposal, Protocol
from comity.benchmark.errors import ReviewProblem
from comity.benchmark.memory import TAUGHT
from comity.benchmark.merge import for_a_member, merged
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_file import ReadReview, read_review
from tests.benchmark.cast import decided, link, numbered, proposed, protocol_for

CRITERIA = numbered(4)
PROTOCOL = protocol_for(CRITERIA)
START = proposed(CRITERIA)


def review(log: Log, party: Party = Party.REVIEWER, protocol: Protocol = PROTOCOL) -> ReadReview:
    return read_review(review_workbook(CRITERIA, protocol, log, party=party))


def test_what_each_party_said_stands_in_one_log() -> None:
    first = review(decided(START, {"c001": Credit.FULL}))
    second = review(
        decided(START, {"c001": Credit.PART, "c002": Credit.NONE}, party=Party.SECOND), Party.SECOND
    )

    standing = merged([first, second]).standing

    assert standing.credits(Party.REVIEWER) == {"c001": Credit.FULL}
    assert standing.credits(Party.SECOND) == {"c001": Credit.PART, "c002": Credit.NONE}
    assert standing.proposals == START.standing.proposals


def test_one_file_alone_is_kept_as_it_is() -> None:
    log = decided(START, {"c001": Credit.FULL})

    assert merged([review(log)]) == log


def test_an_undo_finds_its_entry_under_its_new_number() -> None:
    first = review(decided(START, {"c003": Credit.FULL, "c004": Credit.NONE}))
    taken_back = decided(START, {"c001": Credit.FULL}, party=Party.SECOND).undo(
        party=Party.SECOND, by="Hazel"
    )
    second = review(taken_back, Party.SECOND)

    standing = merged([first, second]).standing

    assert standing.credits(Party.SECOND) == {}
    assert standing.credits(Party.REVIEWER) == {"c003": Credit.FULL, "c004": Credit.NONE}
    assert standing.state_of(link("c001"), Party.SECOND) == "proposed"


def test_two_files_of_one_party_are_not_mixed() -> None:
    first = review(decided(START, {"c001": Credit.FULL}))
    second = review(decided(START, {"c001": Credit.PART}))

    with pytest.raises(ReviewProblem, match="Both files speak for the reviewer"):
        merged([first, second])


def test_files_of_two_protocols_are_not_mixed() -> None:
    other = Protocol(name="Birch", version="1", questions=PROTOCOL.questions)

    with pytest.raises(ReviewProblem, match="Birch"):
        merged([review(START), review(START, protocol=other)])


def test_a_file_without_what_others_taught_still_belongs_to_its_review() -> None:
    taught = Log().with_decisions(
        [Proposal(link=link("c001"), probability=0.9, reason="like others")], party=None, by="engine" + TAUGHT
    )
    whole = decided(taught, {"c003": Credit.FULL, "c004": Credit.NONE}).undo(party=Party.REVIEWER, by="Rowan")
    back = decided(for_a_member(whole), {"c002": Credit.PART}, party=Party.MEMBER, by="Alder")

    standing = merged([review(whole), review(back, Party.MEMBER)]).standing

    assert not for_a_member(whole).standing.proposals
    assert for_a_member(whole).standing.credits() == whole.standing.credits() == {"c003": Credit.FULL}
    assert standing.credits(Party.REVIEWER) == {"c003": Credit.FULL}
    assert standing.credits(Party.MEMBER) == {"c002": Credit.PART}
