"""What the portal answers, as its description says it; days and moments are texts as ISO 8601 has them."""

from typing import Any, TypedDict


class MemberTold(TypedDict):
    member: str
    name: str
    group: str
    joined: str
    signed: bool
    benchmarked: bool
    protocol: str
    benchmark_until: str | None


class MembersTold(TypedDict):
    members: list[MemberTold]


class MemberAdded(TypedDict):
    member: str
    name: str


class BenchmarkTold(TypedDict):
    protocol: str
    valid_from: str
    valid_until: str


class NothingTold(TypedDict):
    member: str
    round: str
    approved_by: str
    on: str


class SeatTold(TypedDict):
    seat: int
    person: str
    email: str
    organisation: str
    role: str


class InvitedTold(TypedDict):
    email: str
    organisation: str
    role: str
    expires_at: str


class PeopleTold(TypedDict):
    seats: list[SeatTold]
    invitations: list[InvitedTold]


class InviteTold(TypedDict):
    email: str
    organisation: str
    role: str


class LaneTold(TypedDict):
    lane: str
    number: int
    name: str
    rounds: list[str]


class LanesTold(TypedDict):
    lanes: list[LaneTold]


class LaneAdded(TypedDict):
    lane: str
    number: int
    digest: str


class RoundLaneTold(TypedDict):
    round: str
    lane: str
    number: int


class PolicyTold(TypedDict):
    number: int
    note: str
    digest: str
    at: str
    is_adopted: bool


class PoliciesTold(TypedDict):
    in_force: str
    policies: list[PolicyTold]


class RuleChanged(TypedDict):
    rule: str
    now: str
    then: str


class PolicyProposed(TypedDict):
    number: int
    digest: str
    changes: list[RuleChanged]


class FactTold(TypedDict):
    name: str
    left: str
    right: str
    sign: str


class PairTold(TypedDict):
    left: str
    right: str
    probability: float
    facts: list[FactTold]


class TurnTold(TypedDict):
    left_to_judge: int
    before_others: int
    pair: PairTold | None


class AnswerTold(TypedDict):
    left: str
    right: str
    word: str


class UndoTold(TypedDict):
    taken_back: AnswerTold | None


class UploadTold(TypedDict):
    upload: str
    filename: str
    size: int
    received: int


class RoundTold(TypedDict):
    round: str
    cutoff: str
    opens_on: str
    lists_due_on: str


class RoundsTold(TypedDict):
    rounds: list[RoundTold]


class AssemblyTold(TypedDict):
    number: int
    state: str
    manifest: str
    not_before: str | None


class MissingLink(TypedDict):
    link: str
    code: str
    message: str
    remedy: str


class LineTold(TypedDict):
    member: str
    name: str
    entitled: bool
    list_version: int | None
    accepted_rows: int
    missing: list[MissingLink]


class CockpitTold(TypedDict):
    round: RoundTold
    members: list[LineTold]
    assemblies: list[AssemblyTold]


class Published(TypedDict):
    at: str
    rows: int
    sealed: int
    withdrawn_at: str | None


class WithheldTold(TypedDict):
    outcome: str
    reason: str
    sites: int


class SignedOff(TypedDict):
    by: str
    at: str
    manifest: str


class ReleaseTold(TypedDict):
    round: str
    assembly: int
    state: str
    manifest: str
    not_before: str | None
    leak_test: dict[str, Any] | None
    withheld: list[WithheldTold]
    files: list[str]
    sign_off: SignedOff | None
    publication: Published | None


class EntryTold(TypedDict):
    entry: int
    at: str | None
    who: str
    what: str
    about: str
    details: dict[str, str]


class LedgerTold(TypedDict):
    next_cursor: str | None
    entries: list[EntryTold]


class VerifiedTold(TypedDict):
    whole: bool
    entries: int
    broken_at: int | None


class TokenTold(TypedDict):
    programme: str
    organisation: str
    person: str
    name: str
    grants: list[str]
    expires_at: str


class HookTold(TypedDict):
    hook: int
    url: str
    events: list[str]
    made_at: str


class HooksTold(TypedDict):
    hooks: list[HookTold]


class HookMade(TypedDict):
    hook: int
    url: str
    events: list[str]
    made_at: str
    secret: str


class DeliveryTold(TypedDict):
    delivery: int
    what: str
    state: str
    attempts: int
    status: int | None
    problem: str
    due_at: str


class DeliveriesTold(TypedDict):
    next_cursor: str | None
    deliveries: list[DeliveryTold]


class DutyTold(TypedDict):
    code: str
    state: str
    due: str
    message: str


class StandingTold(TypedDict):
    round: str
    on: str
    entitled: bool
    contributed_rows: int
    missing: list[MissingLink]
    duties: list[DutyTold]


class SectionTold(TypedDict):
    heading: str
    text: str


class SignatureTold(TypedDict):
    by: str
    role: str
    on: str
    version: int
    digest: str


class StatementTold(TypedDict):
    version: int
    title: str
    digest: str
    sections: list[SectionTold]
    signature: SignatureTold | None


class WithdrawalTold(TypedDict):
    by: str
    on: str


class ListTold(TypedDict):
    round: str
    number: int
    filename: str
    digest: str
    bytes: int
    sent_at: str
    state: str
    rows: int
    accepted: int
    doubtful: int
    mended: int
    counts: bool
    withdrawn_at: str | None
    message: str
    remedy: str


class ListsTold(TypedDict):
    round: str
    versions: list[ListTold]


class CellTold(TypedDict):
    header: str
    text: str


class FindingTold(TypedDict):
    severity: str
    code: str
    column: str
    wrong: str
    remedy: str
    rows: int
    which: str


class RemarkTold(TypedDict):
    severity: str
    column: str
    message: str


class RowTold(TypedDict):
    row: int
    cells: list[CellTold]
    remarks: list[RemarkTold]


class FindingsTold(TypedDict):
    next_cursor: str | None
    headers: list[str]
    mapping: dict[str, str]
    refused_columns: list[str]
    findings: list[FindingTold]
    rows_with_findings: int
    rows: list[RowTold]


class ListedSite(TypedDict):
    row: str
    name: str
    address: str | None
    city: str | None
    country: str | None
    lei: str | None
    gln: str | None
    os_id: str | None
    audited: str | None
    assurance: str | None


class CommonListTold(TypedDict):
    next_cursor: str | None
    round: str
    cutoff: str
    found: int
    sites: list[ListedSite]


class OpportunityTold(TypedDict):
    row: int
    reference: str | None
    state: str
    name: str | None
    address: str | None
    city: str | None
    country: str | None
    own_audit: str | None
    listed_row: str | None
    listed_name: str | None
    listed_address: str | None
    listed_city: str | None
    audited: str | None
    assurance: str | None
    check_only: bool | None
    probability: float | None
    reason: str | None


class CheckTold(TypedDict):
    round: str
    cutoff: str
    headline: str
    due: int
    sites: dict[str, int]
    rows: list[OpportunityTold]
