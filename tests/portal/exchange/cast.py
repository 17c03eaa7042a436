"""Two members, a supplier with a link, and reports sealed as a supplier's browser seals them."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pikepdf
from django.core import mail

from comity.exchange import Key, PublicKey, Sealed, grant_report, keep_report, seal_report
from comity.exchange.links import LinkPurpose
from comity.portal.exchange.desk import answer, take_sealed
from comity.portal.exchange.models import Ask, Desk
from comity.portal.exchange.queries import bodies_of, looked, member_keys
from comity.portal.exchange.services import draft, publish_key, report_read, send
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor

MARK = b"Overtime was paid at the plain rate in March."
SUPPLIER = "Ege Tekstil"
EMAIL = "export@ege-tekstil.example"
_TOKEN = re.compile(r"/(?:answer|desk)/([A-Za-z0-9_-]{43})")


def report(held: bytes = MARK) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Held = pdf.make_stream(held)
        pdf.save(out, deterministic_id=True)  # or its id would be of the second it was made in
    return out.getvalue()


def address(purpose: str, token: str) -> str:
    return f"https://portal.example/{purpose}/{token}"


def key_of(actor: Actor) -> Key:
    key = Key.new(actor.organisation.name, date(2026, 10, 5))
    publish_key(actor=actor, public=str(key.public), is_holder=False)
    return key


def drafted(
    actor: Actor, *, supplier: str = SUPPLIER, email: str = EMAIL, site_id: str = "", place: str = "Izmir"
) -> Ask:
    return draft(
        actor=actor, supplier=supplier, site=f"{supplier}, {place}", email=email, age="up to 12 months", assurance="",
        purpose="RECOGNISE", answer_by=now() + timedelta(days=30), language="tr", site_id=site_id,
    )  # fmt: skip


def last_token() -> str:
    found = _TOKEN.search(str(mail.outbox[-1].body))
    assert found
    return found[1]


def asked(actor: Actor, **named: str) -> tuple[Ask, str]:
    """Sent, and the token of the letter's link."""
    ask = drafted(actor, **named)
    send(actor=actor, asks=[ask], address=address)
    ask.refresh_from_db()
    return ask, last_token()


@dataclass(frozen=True, kw_only=True)
class Shared:
    desk: Desk
    token: str
    key: Key
    sealed: Sealed


def shared(asks: Sequence[Ask], token: str, *, months: int = 12, held: bytes = MARK) -> Shared:
    """Yes to each, sealed and uploaded."""
    desk, manage = answer(token=token, answers={one.ref: "yes" for one in asks}, months=months)
    key = Key.new(asks[0].supplier, date(2026, 10, 5))
    made = Shared(desk=desk, token=manage, key=key, sealed=seal_report(report(held), "report.pdf"))
    upload(made, asks)
    return made


def granted(made: Shared, ask: Ask) -> bytes:
    ask.refresh_from_db()
    assert ask.access_until is not None
    to = PublicKey.of_text(member_keys([ask])[ask.organisation_id])
    return grant_report(
        made.sealed, to, supplier=made.key, request=ask.ref, member=ask.organisation.name, site=ask.site,
        granted_at=now(), expires_at=ask.access_until,
    ).data  # fmt: skip


def upload(made: Shared, asks: Sequence[Ask], *, with_body: bool = True) -> None:
    take_sealed(
        token=made.token, public=str(made.key.public), part="report", body=made.sealed.body if with_body else b"",
        kept=keep_report(made.sealed, made.key, site=asks[0].site, kept_at=now()).data,
        grants={one.ref: granted(made, one) for one in asks}, again="" if with_body else latest_body(made.desk),
    )  # fmt: skip
    looked(made.token, LinkPurpose.MANAGE, at=now())


def latest_body(desk: Desk) -> str:
    return next(one.digest for one in bodies_of(desk) if one.part == "report")


def read(actor: Actor, ask: Ask, made: Shared) -> None:
    report_read(actor=actor, ask=ask, digest=made.sealed.file.digest, checks=["whole", "kind"])
    ask.refresh_from_db()
