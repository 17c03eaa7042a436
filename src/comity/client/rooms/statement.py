"""Operations of statement, and what they answer; made from the portal's description."""

from typing import Literal, TypedDict, cast

from comity.client.calling import Calls


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


class Statement(Calls):
    """Operations of statement."""

    def statement(self) -> StatementTold:
        """The joint statement, and the company's signature."""
        place = f"{self._member}/statement"
        answer = self._get(place)
        return cast(StatementTold, answer.json)

    def statement_pdf(self) -> bytes:
        """The words that were signed, with the signature; else those to be signed."""
        place = f"{self._member}/statement/pdf"
        answer = self._get(place)
        return answer.body

    def sign_statement(
        self, *, by: str, role: str, digest: str, agreed: Literal[True], idempotency_key: str = ""
    ) -> SignatureTold:
        """Sign the statement for the company."""
        place = f"{self._member}/statement/signatures"
        answer = self._post(
            place,
            {"by": by, "role": role, "digest": digest, "agreed": agreed},
            idempotency_key=idempotency_key,
        )
        return cast(SignatureTold, answer.json)

    def withdraw_from_statement(
        self, *, by: str, understood: Literal[True], idempotency_key: str = ""
    ) -> WithdrawalTold:
        """Withdraw the signature, from today on.

        Ends access at once; copies that were downloaded cannot be called back.
        """
        place = f"{self._member}/statement/withdrawals"
        answer = self._post(place, {"by": by, "understood": understood}, idempotency_key=idempotency_key)
        return cast(WithdrawalTold, answer.json)
