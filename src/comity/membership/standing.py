"""Whether a member may have the common list of a round, link by link: benchmark valid, statement signed, list contributed; and the
yearly survey answered, where the programme says so.

Standing is computed on a day from what the programme recorded and is itself never recorded, so that nobody can grant it
and nobody can forget to take it away. Duties of membership are told beside it and decide nothing.
Laws: another signature, benchmark, row or approval never takes standing away; a withdrawal always does; the order of
entries changes nothing; every missing link is named, each once, with what to do.
Decision: docs/decisions/standing-is-computed.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.core import months_before
from comity.membership.programme import Member, Programme, Round
from comity.membership.signing import Signature, signatures_in_force


class Link(StrEnum):
    """The chain, in the order in which a member closes it."""

    BENCHMARK = "benchmark"
    SIGNATURE = "signature"
    CONTRIBUTION = "contribution"
    SURVEY = "survey"  # where the programme makes the duty a gate


def links_of(programme: Programme) -> tuple[Link, ...]:
    """Those that standing hangs on in the programme."""
    return tuple(one for one in Link if one is not Link.SURVEY or programme.surveys_due)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    link: Link
    code: str
    message: str
    remedy: str


class DutyState(StrEnum):
    DONE = "done"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Information for the Secretariat and the member; no standing hangs on it, but on a survey that the programme makes a gate."""

    code: str  # "recognition", or "survey"
    state: DutyState
    due: date
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    member: str
    round: str
    on: date
    contributed_rows: int
    missing: tuple[Missing, ...]
    duties: tuple[Duty, ...]

    @property
    def is_entitled(self) -> bool:
        return not self.missing

    def holds(self, link: Link) -> bool:
        return all(one.link is not link for one in self.missing)


def standings(
    programme: Programme, round_id: str, contributed_rows: Mapping[str, int], *, on: date
) -> tuple[Standing, ...]:
    """Of every member, by its id. Raises UnknownMember where rows are counted for somebody whom the programme lacks."""
    for name in contributed_rows:
        programme.member(name)
    return tuple(
        standing_of(programme, name, round_id, contributed_rows.get(name, 0), on=on)
        for name in sorted(programme.members)
    )


def standing_of(
    programme: Programme, member: str, round_id: str, contributed_rows: int, *, on: date
) -> Standing:
    """`contributed_rows` are the rows of its list that were accepted. Raises UnknownMember or UnknownRound."""
    one, round_ = programme.member(member), programme.round(round_id)
    links = (
        missing_benchmark(programme, member, on=on),
        missing_signature(programme, member, round_, on=on),
        _missing_contribution(programme, member, round_, contributed_rows, on=on),
        _missing_survey(programme, one, on=on),
    )
    return Standing(
        member=member,
        round=round_id,
        on=on,
        contributed_rows=contributed_rows,
        missing=tuple(link for link in links if link is not None),
        duties=(*_recognition(programme, one, on), *_surveys(one, on)),
    )


def missing_benchmark(programme: Programme, member: str, *, on: date) -> Missing | None:
    own = [one for one in programme.benchmarks if one.member == member]
    if any(one.holds(on) for one in own):
        return None
    if ended := [one for one in own if one.last_day < on]:
        last = max(ended, key=lambda one: (one.last_day, one))
        if last.last_day < last.valid_until:
            return Missing(
                link=Link.BENCHMARK,
                code="benchmark-superseded",
                message=f"Its benchmark ({last.protocol}) was superseded on {last.superseded_on}, and no newer one is valid.",
                remedy="Have the protocol compared again, in the version that is used now.",
            )
        return Missing(
            link=Link.BENCHMARK,
            code="benchmark-expired",
            message=f"Its benchmark ({last.protocol}) was valid until {last.valid_until}.",
            remedy="Have the protocol compared again, in the version that is used now.",
        )
    if own:
        first = min(own, key=lambda one: (one.valid_from, one))
        return Missing(
            link=Link.BENCHMARK,
            code="benchmark-not-yet",
            message=f"Its benchmark ({first.protocol}) is valid from {first.valid_from} only.",
            remedy="Wait for that day.",
        )
    return Missing(
        link=Link.BENCHMARK,
        code="no-benchmark",
        message="No protocol of it has been found equivalent.",
        remedy="Hand in the audit protocol to be compared with the common criteria.",
    )


def missing_signature(programme: Programme, member: str, round_: Round, *, on: date) -> Missing | None:
    """None where the member is bound, on that day, by the words that the round requires, or by later ones."""
    own = [one for one in programme.signatures if one.member == member]
    withdrawn = [one for one in programme.withdrawals if one.member == member]
    in_force = signatures_in_force(own, withdrawn, on=on)
    if any(_names_its_text(programme, one) and one.statement >= round_.statement for one in in_force):
        return None
    sign = f"Sign version {round_.statement} of the joint statement."
    if in_force:
        return _insufficient(programme, in_force[-1], sign)
    ended = max((one.on for one in withdrawn if one.on <= on), default=None)
    if ended is not None:
        code, message = "withdrawn", f"It withdrew its signature on {ended}."
        sign = f"If it wishes to take part again: {sign[0].lower()}{sign[1:]}"
    elif own:
        code, message = "signed-later", f"Its signature is of {min(own).on}, and counts from that day on."
        sign = "Wait for that day, or correct it if it is a slip."
    else:
        code, message = "not-signed", "It has not signed the joint statement."
    return Missing(link=Link.SIGNATURE, code=code, message=message, remedy=sign)


def _names_its_text(programme: Programme, signature: Signature) -> bool:
    text = programme.statements.get(signature.statement)
    return text is not None and text.digest == signature.digest


def _insufficient(programme: Programme, signature: Signature, sign: str) -> Missing:
    """A signature that binds, but not to what the round requires."""
    if _names_its_text(programme, signature):
        return Missing(
            link=Link.SIGNATURE,
            code="older-statement",
            message=f"It signed version {signature.statement} of the joint statement, on {signature.on}.",
            remedy=sign,
        )
    return Missing(
        link=Link.SIGNATURE,
        code="other-text",
        message=f"The digest beside its signature of {signature.on} is not that of version {signature.statement}.",
        remedy=f"See which text was signed, and correct the entry; where it is another text: {sign[0].lower()}{sign[1:]}",
    )


def _missing_contribution(
    programme: Programme, member: str, round_: Round, contributed_rows: int, *, on: date
) -> Missing | None:
    approved = (
        one
        for one in programme.nothing_to_report
        if one.member == member and one.round == round_.id and one.on <= on
    )
    if contributed_rows > 0 or any(approved):
        return None
    return Missing(
        link=Link.CONTRIBUTION,
        code="nothing-contributed",
        message=f"No row of it counts in the round {round_.id}.",
        remedy="Send a list with at least one valid row, or have “nothing to report” approved by the Secretariat.",
    )


def _missing_survey(programme: Programme, member: Member, *, on: date) -> Missing | None:
    """The latest alone: of several years that are owed, a member is not kept out by one that nobody can answer any more."""
    over = [year for year, due in programme.surveys_due.items() if member.joined <= due < on]
    if not over or max(over) in member.surveys:
        return None
    year = max(over)
    return Missing(
        link=Link.SURVEY,
        code="survey-not-answered",
        message=f"The survey of {year} was to be answered by {programme.surveys_due[year]}.",
        remedy="Answer it, and have it signed off; where it is closed, ask the Secretariat to reopen it.",
    )


def _recognition(programme: Programme, member: Member, on: date) -> tuple[Duty, ...]:
    due = months_before(member.joined, -programme.recognition_within_months)
    if member.first_recognition is not None and member.first_recognition <= on:
        state, told = DutyState.DONE, f"First recognised an audit on {member.first_recognition}."
    else:
        state = DutyState.OVERDUE if on > due else DutyState.OPEN
        told = f"To recognise a first audit of another member by {due}."
    return (Duty(code="recognition", state=state, due=due, message=told),)


def _surveys(member: Member, on: date) -> tuple[Duty, ...]:
    """This year's, and every earlier one that is still owed."""
    duties = []
    for year in range(member.joined.year, on.year + 1):
        due = date(year, 12, 31)
        answered = year in member.surveys
        if answered and year < on.year:
            continue
        state = DutyState.DONE if answered else DutyState.OVERDUE if on > due else DutyState.OPEN
        told = f"The survey of {year} is answered." if answered else f"To answer the survey of {year}."
        duties.append(Duty(code="survey", state=state, due=due, message=told))
    return tuple(duties)
