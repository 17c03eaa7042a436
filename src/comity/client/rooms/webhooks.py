"""Operations of webhooks, and what they answer; made from the portal's description."""

from collections.abc import Sequence
from typing import TypedDict, cast

from comity.client.calling import Calls


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


class Webhooks(Calls):
    """Operations of webhooks."""

    def token(self) -> TokenTold:
        """What this token is."""
        place = f"{self._programme}/token"
        answer = self._get(place)
        return cast(TokenTold, answer.json)

    def webhooks(self) -> HooksTold:
        """The organisation's webhooks."""
        place = f"{self._programme}/webhooks"
        answer = self._get(place)
        return cast(HooksTold, answer.json)

    def add_webhook(self, *, url: str, events: Sequence[str]) -> HookMade:
        """Have a machine told when something happens.

        Its answer holds a secret, which is kept nowhere: so it takes no idempotency key.
        """
        place = f"{self._programme}/webhooks"
        answer = self._post(place, {"url": url, "events": events})
        return cast(HookMade, answer.json)

    def end_webhook(self, hook: int) -> None:
        """Tell that machine no more."""
        place = f"{self._programme}/webhooks/{hook}"
        self._delete(place)

    def webhook_deliveries(self, hook: int, *, cursor: str = "", limit: int = 100) -> DeliveriesTold:
        """What was told, and how it went, the newest first."""
        place = f"{self._programme}/webhooks/{hook}/deliveries"
        answer = self._get(place, query={"cursor": cursor, "limit": limit})
        return cast(DeliveriesTold, answer.json)
