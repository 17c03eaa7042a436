"""The demonstration's history of recognition: reports that several members read and decided on, so that statistics have a past.

Each supplier answers all who asked it at once. Of the members that decide, now and then one does not recognise, and one orders an
audit all the same: what statistics tell is counted from these decisions, and from nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comity.exchange import Key
from comity.lists import Assurance
from comity.portal.demo.requests import asked, share
from comity.portal.exchange.models import Ask
from comity.portal.exchange.services import publish_key, report_read
from comity.portal.ports.clock import playing_on
from comity.portal.recognition.services import Said, decide_on, note_order
from comity.portal.tenants.gates import Actor
from comity.recognition import Choice, OwnPolicy, ScopeAnswer, ScopeQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One supplier's report: who asks for it when, as many as these, from this one on."""

    supplier: str
    place: str
    on: date
    members: int
    begin: int = 0


HISTORY = (
    Shared(supplier="Anatolia Garments", place="Denizli, TR", on=date(2024, 9, 9), members=7),
    Shared(supplier="Hai Phong Footwear", place="Hai Phong, VN", on=date(2025, 3, 10), members=9),
    Shared(supplier="Kaveri Textiles", place="Erode, IN", on=date(2025, 9, 15), members=10),
    Shared(supplier="Lotus Ceramics", place="Foshan, CN", on=date(2025, 11, 10), members=6, begin=6),
    Shared(supplier="Minas Juice", place="Araguari, BR", on=date(2026, 2, 9), members=12),
    Shared(supplier="Nile Cotton", place="Mansoura, EG", on=date(2026, 4, 13), members=10, begin=2),
)
"""A half-year with more of them than the one before."""
_ANSWERED_AFTER = timedelta(days=9)
_NOT_RECOGNISED, _ORDERED_ALL_THE_SAME = 6, 4
"""Of each report, the place of the member in the row."""


def play_recognitions(members: Sequence[Actor], history: Sequence[Shared] = HISTORY) -> None:
    with playing_on(min(one.on for one in history)):
        for member in members:
            key = Key.new(member.organisation.name, date(2024, 9, 1))
            publish_key(actor=member, public=str(key.public), is_holder=False)
    for one in sorted(history, key=lambda one: one.on):
        _play(one, members[one.begin : one.begin + one.members])


def _play(one: Shared, members: Sequence[Actor]) -> None:
    email = f"audits@{one.supplier.lower().replace(' ', '-')}.example"
    with playing_on(one.on):
        asks = [asked(member, one.supplier, email, one.place, "en") for member in members]
    with playing_on(one.on + _ANSWERED_AFTER):
        sealed = share(asks)
        for at, (member, ask) in enumerate(zip(members, asks, strict=True)):
            report_read(actor=member, ask=ask, digest=sealed.file.digest, checks=[])
            _decide(one, member, ask, at)


def _decide(one: Shared, member: Actor, ask: Ask, at: int) -> None:
    is_relied_on = at != _NOT_RECOGNISED
    decided = decide_on(
        actor=member,
        ask=ask,
        seen=0,
        said=Said(
            choice=Choice.RECOGNISE if is_relied_on else Choice.DO_NOT,
            reason="Recent, and it covers what we ask." if is_relied_on else "Agency workers were left out.",
            protocol="SMETA 6.0",
            audited_on=one.on - timedelta(days=60),
            assurance=Assurance.MEETS,
            report_site=ask.site,
            policy=OwnPolicy(),
            scope=dict.fromkeys(ScopeQuestion, ScopeAnswer.YES),
            due_on=one.on,
        ),
    )
    if at == _ORDERED_ALL_THE_SAME:
        note_order(actor=member, decided=decided, ordered_on=one.on + timedelta(days=120))
