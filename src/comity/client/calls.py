"""One method for each operation, by the operation's name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, cast

from comity.client.answers import (
    AnswerTold,
    AssemblyTold,
    BenchmarkTold,
    CheckTold,
    CockpitTold,
    CommonListTold,
    DeliveriesTold,
    FindingsTold,
    HookMade,
    HooksTold,
    InviteTold,
    LaneAdded,
    LanesTold,
    LedgerTold,
    ListsTold,
    ListTold,
    MemberAdded,
    MembersTold,
    NothingTold,
    PeopleTold,
    PoliciesTold,
    PolicyProposed,
    PolicyTold,
    Published,
    ReleaseTold,
    RoundLaneTold,
    RoundsTold,
    RoundTold,
    SignatureTold,
    SignedOff,
    StandingTold,
    StatementTold,
    TokenTold,
    TurnTold,
    UndoTold,
    UploadTold,
    VerifiedTold,
    WithdrawalTold,
)
from comity.client.http import PAUSE_S, TRIES, Door, Upload

V1 = "/api/v1/programmes"


class Client:
    """What one key may do, in one programme, for one organisation. Every call raises `Problem` where it does not go."""

    def __init__(
        self,
        base: str,
        key: str,
        *,
        programme: str,
        organisation: str,
        timeout_s: float = 60.0,
        tries: int = TRIES,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._door = Door(base=base, key=key, timeout_s=timeout_s, tries=tries, pause_s=pause_s)
        self._programme = f"{V1}/{programme}"
        self._member = f"{self._programme}/members/{organisation}"

    def token(self) -> TokenTold:
        return cast(TokenTold, self._get(f"{self._programme}/token"))

    # A member's own

    def standing(self, *, round_slug: str = "") -> StandingTold:
        return cast(StandingTold, self._get(f"{self._member}/standing", round=round_slug))

    def statement(self) -> StatementTold:
        return cast(StatementTold, self._get(f"{self._member}/statement"))

    def sign_statement(
        self, *, by: str, role: str, digest: str, agreed: bool, idempotency_key: str = ""
    ) -> SignatureTold:
        """`digest` of the words that the person read."""
        said = {"by": by, "role": role, "digest": digest, "agreed": agreed}
        return cast(SignatureTold, self._post(f"{self._member}/statement/signatures", said, idempotency_key))

    def withdraw_from_statement(
        self, *, by: str, understood: bool, idempotency_key: str = ""
    ) -> WithdrawalTold:
        said = {"by": by, "understood": understood}
        return cast(
            WithdrawalTold, self._post(f"{self._member}/statement/withdrawals", said, idempotency_key)
        )

    def lists(self, *, round_slug: str = "") -> ListsTold:
        return cast(ListsTold, self._get(f"{self._member}/lists", round=round_slug))

    def upload_list(self, filename: str, content: bytes, *, idempotency_key: str = "") -> ListTold:
        upload = Upload(filename=filename, content=content, fields={})
        answer = self._door.ask(
            "POST", f"{self._member}/lists", upload=upload, idempotency_key=idempotency_key
        )
        return cast(ListTold, answer.json)

    def begin_upload(self, *, filename: str, size: int, idempotency_key: str = "") -> UploadTold:
        """For a long list: it comes in pieces, and goes on where the line broke."""
        place = f"{self._member}/lists/uploads"
        return cast(UploadTold, self._post(place, {"filename": filename, "size": size}, idempotency_key))

    def upload_progress(self, upload: str) -> UploadTold:
        return cast(UploadTold, self._get(f"{self._member}/lists/uploads/{upload}"))

    def send_piece(self, upload: str, content: bytes, *, at: int) -> UploadTold:
        place = f"{self._member}/lists/uploads/{upload}/pieces"
        return cast(UploadTold, self._door.ask("POST", place, query={"at": at}, piece=content).json)

    def end_upload(self, upload: str, *, digest: str = "", idempotency_key: str = "") -> ListTold:
        place = f"{self._member}/lists/uploads/{upload}/end"
        return cast(ListTold, self._post(place, {"digest": digest}, idempotency_key))

    def list_version(self, round_slug: str, number: int) -> ListTold:
        return cast(ListTold, self._get(self._version(round_slug, number)))

    def list_findings(
        self, round_slug: str, number: int, *, cursor: str = "", limit: int = 100
    ) -> FindingsTold:
        place = f"{self._version(round_slug, number)}/findings"
        return cast(FindingsTold, self._get(place, cursor=cursor, limit=limit))

    def confirm_columns(
        self, round_slug: str, number: int, *, mapping: Mapping[str, str], idempotency_key: str = ""
    ) -> ListTold:
        place = f"{self._version(round_slug, number)}/columns"
        return cast(ListTold, self._post(place, {"mapping": dict(mapping)}, idempotency_key))

    def withdraw_list(self, round_slug: str, number: int, *, idempotency_key: str = "") -> ListTold:
        return cast(
            ListTold, self._post(f"{self._version(round_slug, number)}/withdrawal", None, idempotency_key)
        )

    def list_workbook(self, round_slug: str, number: int) -> bytes:
        return self._file(f"{self._version(round_slug, number)}/workbook")

    def common_list(
        self,
        *,
        round_slug: str = "",
        search: str = "",
        country: str = "",
        assurance: str = "",
        audited: str = "",
        cursor: str = "",
        limit: int = 100,
    ) -> CommonListTold:
        found = self._get(
            f"{self._member}/common-list",
            round=round_slug,
            search=search,
            country=country,
            assurance=assurance,
            audited=audited,
            cursor=cursor,
            limit=limit,
        )
        return cast(CommonListTold, found)

    def download_common_list(self, form: Literal["xlsx", "csv", "parquet"], *, round_slug: str = "") -> bytes:
        return self._file(f"{self._member}/common-list/files/{form}", round=round_slug)

    def check(self, filename: str, content: bytes, *, accept_months: int = 12) -> CheckTold:
        upload = Upload(filename=filename, content=content, fields={"accept_months": str(accept_months)})
        return cast(CheckTold, self._door.ask("POST", f"{self._member}/check", upload=upload).json)

    # The Secretariat's, counsel's and the auditor's

    def rounds(self) -> RoundsTold:
        return cast(RoundsTold, self._get(f"{self._programme}/rounds"))

    def round(self, round_slug: str) -> CockpitTold:
        return cast(CockpitTold, self._get(self._round(round_slug)))

    def assemble_round(self, round_slug: str, *, idempotency_key: str = "") -> AssemblyTold:
        return cast(AssemblyTold, self._post(f"{self._round(round_slug)}/assemblies", None, idempotency_key))

    def release(self, round_slug: str) -> ReleaseTold:
        return cast(ReleaseTold, self._get(f"{self._round(round_slug)}/release"))

    def release_file(
        self, round_slug: str, name: Literal["leak-test", "sites", "summary", "recipients"]
    ) -> bytes:
        return self._file(f"{self._round(round_slug)}/release/files/{name}")

    def sign_release(self, round_slug: str, *, manifest: str, idempotency_key: str = "") -> SignedOff:
        place = f"{self._round(round_slug)}/release/sign-off"
        return cast(SignedOff, self._post(place, {"manifest": manifest}, idempotency_key))

    def publish_release(self, round_slug: str, *, idempotency_key: str = "") -> Published:
        return cast(
            Published, self._post(f"{self._round(round_slug)}/release/publication", None, idempotency_key)
        )

    def withdraw_release(self, round_slug: str, *, reason: str, idempotency_key: str = "") -> ReleaseTold:
        place = f"{self._round(round_slug)}/release/withdrawal"
        return cast(ReleaseTold, self._post(place, {"reason": reason}, idempotency_key))

    def ledger(
        self,
        *,
        what: str = "",
        search: str = "",
        since: str = "",
        until: str = "",
        cursor: str = "",
        limit: int = 100,
    ) -> LedgerTold:
        """Days as `2026-10-05`."""
        found = self._get(
            f"{self._programme}/ledger",
            what=what,
            search=search,
            since=since,
            until=until,
            cursor=cursor,
            limit=limit,
        )
        return cast(LedgerTold, found)

    def export_ledger(self) -> bytes:
        return self._file(f"{self._programme}/ledger/export")

    def verify_ledger(self) -> VerifiedTold:
        return cast(VerifiedTold, self._get(f"{self._programme}/ledger/verification"))

    # Members, people, settings and doubtful pairs

    def members(self) -> MembersTold:
        return cast(MembersTold, self._get(f"{self._programme}/members"))

    def add_member(
        self, *, name: str, joined: str, group: str = "", idempotency_key: str = ""
    ) -> MemberAdded:
        said = {"name": name, "joined": joined, "group": group}
        return cast(MemberAdded, self._post(f"{self._programme}/members", said, idempotency_key))

    def record_benchmark(
        self, member: str, *, protocol: str, valid_from: str, valid_until: str, idempotency_key: str = ""
    ) -> BenchmarkTold:
        said = {"protocol": protocol, "valid_from": valid_from, "valid_until": valid_until}
        place = f"{self._programme}/member/{member}/benchmarks"
        return cast(BenchmarkTold, self._post(place, said, idempotency_key))

    def approve_nothing(self, member: str, *, round_slug: str, idempotency_key: str = "") -> NothingTold:
        place = f"{self._programme}/member/{member}/nothing-to-report"
        return cast(NothingTold, self._post(place, {"round": round_slug}, idempotency_key))

    def open_round(
        self, round_slug: str, *, cutoff: str, opens_on: str, lists_due_on: str, idempotency_key: str = ""
    ) -> RoundTold:
        said = {"round": round_slug, "cutoff": cutoff, "opens_on": opens_on, "lists_due_on": lists_due_on}
        return cast(RoundTold, self._post(f"{self._programme}/rounds", said, idempotency_key))

    def people(self) -> PeopleTold:
        return cast(PeopleTold, self._get(f"{self._programme}/people"))

    def invite_person(self, *, email: str, role: str, organisation: str = "") -> InviteTold:
        """Without an organisation: into one's own."""
        said = {"email": email, "role": role, "organisation": organisation}
        return cast(InviteTold, self._post(f"{self._programme}/people/invitations", said, ""))

    def end_seat(self, seat: int) -> None:
        self._door.ask("DELETE", f"{self._programme}/people/seats/{seat}")

    def own_people(self) -> PeopleTold:
        return cast(PeopleTold, self._get(f"{self._member}/people"))

    def invite_own_person(self, *, email: str, role: str) -> InviteTold:
        place = f"{self._member}/people/invitations"
        return cast(InviteTold, self._post(place, {"email": email, "role": role}, ""))

    def end_own_seat(self, seat: int) -> None:
        self._door.ask("DELETE", f"{self._member}/people/seats/{seat}")

    def lanes(self) -> LanesTold:
        return cast(LanesTold, self._get(f"{self._programme}/settings/lanes"))

    def add_lane(self, *, text: str, idempotency_key: str = "") -> LaneAdded:
        """`text` is TOML, as `docs/guide/membership.md` explains it."""
        return cast(
            LaneAdded, self._post(f"{self._programme}/settings/lanes", {"text": text}, idempotency_key)
        )

    def choose_lane(
        self, round_slug: str, *, lane: str = "", number: int = 0, idempotency_key: str = ""
    ) -> RoundLaneTold:
        """Without a lane: the one that comes with Comity."""
        said = {"lane": lane, "number": number}
        return cast(RoundLaneTold, self._post(f"{self._round(round_slug)}/lane", said, idempotency_key))

    def policies(self) -> PoliciesTold:
        return cast(PoliciesTold, self._get(f"{self._programme}/settings/policies"))

    def propose_policy(self, *, text: str, note: str, idempotency_key: str = "") -> PolicyProposed:
        place = f"{self._programme}/settings/policies"
        return cast(PolicyProposed, self._post(place, {"text": text, "note": note}, idempotency_key))

    def adopt_policy(self, number: int, *, idempotency_key: str = "") -> PolicyTold:
        place = f"{self._programme}/settings/policies/{number}/adoption"
        return cast(PolicyTold, self._post(place, None, idempotency_key))

    def next_match(self, *, is_second: bool = False) -> TurnTold:
        return cast(TurnTold, self._get(f"{self._programme}/matches/next", is_second=str(is_second).lower()))

    def answer_match(
        self, *, left: str, right: str, word: Literal["same", "different", "skipped"], is_second: bool = False,
        idempotency_key: str = "",
    ) -> AnswerTold:  # fmt: skip
        said = {"left": left, "right": right, "word": word, "is_second": is_second}
        return cast(AnswerTold, self._post(f"{self._programme}/matches/answers", said, idempotency_key))

    def undo_match(self, *, idempotency_key: str = "") -> UndoTold:
        return cast(UndoTold, self._post(f"{self._programme}/matches/undo", None, idempotency_key))

    # Webhooks

    def webhooks(self) -> HooksTold:
        return cast(HooksTold, self._get(f"{self._programme}/webhooks"))

    def add_webhook(self, *, url: str, events: Sequence[str]) -> HookMade:
        return cast(
            HookMade, self._post(f"{self._programme}/webhooks", {"url": url, "events": list(events)}, "")
        )

    def end_webhook(self, hook: int) -> None:
        self._door.ask("DELETE", f"{self._programme}/webhooks/{hook}")

    def webhook_deliveries(self, hook: int, *, cursor: str = "", limit: int = 100) -> DeliveriesTold:
        place = f"{self._programme}/webhooks/{hook}/deliveries"
        return cast(DeliveriesTold, self._get(place, cursor=cursor, limit=limit))

    def _version(self, round_slug: str, number: int) -> str:
        return f"{self._member}/lists/{round_slug}/{number}"

    def _round(self, round_slug: str) -> str:
        return f"{self._programme}/rounds/{round_slug}"

    def _get(self, place: str, **query: object) -> object:
        return self._door.ask("GET", place, query=query).json

    def _file(self, place: str, **query: object) -> bytes:
        return self._door.ask("GET", place, query=query).body

    def _post(self, place: str, body: Mapping[str, object] | None, idempotency_key: str) -> object:
        return self._door.ask("POST", place, body=body, idempotency_key=idempotency_key).json


def pages(call: Callable[..., Any], *arguments: object, **named: object) -> Iterator[Any]:
    """Every page of an operation that answers with a cursor: `pages(portal.common_list, search="mill")`."""
    cursor: str | None = ""
    while cursor is not None:
        page = call(*arguments, **named, cursor=cursor)
        yield page
        cursor = page["next_cursor"]
