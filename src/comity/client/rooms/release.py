"""Operations of release, and what they answer; made from the portal's description."""

from typing import Any, Literal, TypedDict, cast

from comity.client.calling import Calls


class WithheldTold(TypedDict):
    outcome: str
    reason: str
    sites: int


class MoveTold(TypedDict):
    before: str
    now: str
    sites: int


class ChangedTold(TypedDict):
    since: str
    moves: list[MoveTold]


class SignedOff(TypedDict):
    by: str
    at: str
    manifest: str


class Published(TypedDict):
    at: str
    rows: int
    sealed: int
    withdrawn_at: str | None


class ReleaseTold(TypedDict):
    round: str
    assembly: int
    state: str
    manifest: str
    not_before: str | None
    leak_test: dict[str, Any] | None
    withheld: list[WithheldTold]
    changed: ChangedTold | None
    files: list[str]
    sign_off: SignedOff | None
    publication: Published | None


class Release(Calls):
    """Operations of release."""

    def release(self, round_slug: str) -> ReleaseTold:
        """The evidence: the leak test, what is held back and why, who signed."""
        place = f"{self._programme}/rounds/{round_slug}/release"
        answer = self._get(place)
        return cast(ReleaseTold, answer.json)

    def release_file(
        self, round_slug: str, name: Literal["leak-test", "sites", "summary", "recipients"]
    ) -> bytes:
        """One file of the evidence."""
        place = f"{self._programme}/rounds/{round_slug}/release/files/{name}"
        answer = self._get(place)
        return answer.body

    def sign_release(self, round_slug: str, *, manifest: str, idempotency_key: str = "") -> SignedOff:
        """Counsel signs what the manifest names."""
        place = f"{self._programme}/rounds/{round_slug}/release/sign-off"
        answer = self._post(place, {"manifest": manifest}, idempotency_key=idempotency_key)
        return cast(SignedOff, answer.json)

    def publish_release(self, round_slug: str, *, idempotency_key: str = "") -> Published:
        """Publish what counsel signed."""
        place = f"{self._programme}/rounds/{round_slug}/release/publication"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(Published, answer.json)

    def withdraw_release(self, round_slug: str, *, reason: str, idempotency_key: str = "") -> ReleaseTold:
        """Withdraw a published list.

        Ends access at once; copies that were downloaded cannot be called back.
        """
        place = f"{self._programme}/rounds/{round_slug}/release/withdrawal"
        answer = self._post(place, {"reason": reason}, idempotency_key=idempotency_key)
        return cast(ReleaseTold, answer.json)
