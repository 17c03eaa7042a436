"""The demonstration's requests: some answered, some waiting, one declined; a report that lies sealed, and a draft or two.

Alder Foods and Bramble Foods ask; neither knows of the other. Their keys are made here, so that somebody who looks around can open the
report that was shared: the file of Alder's key lies in the folder of the demonstration.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from comity.exchange import Key, PublicKey, Sealed, State, grant_report, keep_report, seal_report
from comity.exchange.links import LinkPurpose
from comity.membership import packaged_statements, statement_pdf
from comity.portal.exchange.desk import answer, take_sealed
from comity.portal.exchange.models import Ask
from comity.portal.exchange.queries import member_keys
from comity.portal.exchange.services import draft, publish_key, send
from comity.portal.exchange.steps import fresh_link
from comity.portal.ports.clock import now, playing_on
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.gates import Actor, whole_programmes

SUPPLIER = "Yıldız Ambalaj"
EMAIL = "export@yildiz-ambalaj.example"
ASKED_ON, ANSWERED_ON = date(2026, 9, 14), date(2026, 9, 21)
_OTHERS = (
    ("Ege Tekstil", "export@ege-tekstil.example", "Izmir, TR", "tr"),
    ("Shantou Huamei Packaging", "hse@huamei.example", "Shantou, CN", "zh"),
    ("Envases del Norte", "calidad@envases-norte.example", "Monterrey, MX", "es"),
)


def play_requests(alder: Actor, bramble: Actor) -> str:
    """The text of Alder's key. Bramble asks SUPPLIER too, and still waits."""
    with playing_on(ASKED_ON):
        key = Key.new(alder.organisation.name, ASKED_ON)
        publish_key(actor=alder, public=str(key.public), is_holder=False)
        theirs = Key.new(bramble.organisation.name, ASKED_ON)
        publish_key(actor=bramble, public=str(theirs.public), is_holder=False)
        shared = asked(alder, SUPPLIER, EMAIL, "Bursa, TR", "tr")
        others = [asked(alder, name, email, place, language) for name, email, place, language in _OTHERS]
    with playing_on(ANSWERED_ON):
        share([shared])
        _decline(others[1])
    with playing_on(date(2026, 10, 1)):
        asked(bramble, SUPPLIER, EMAIL, "Bursa, TR", "tr")
        for name in ("Lotus Printing", "Brennerei Falk"):
            _drafted(alder, name, "", "", "en")
    return key.to_text()


def _drafted(actor: Actor, supplier: str, email: str, place: str, language: str) -> Ask:
    return draft(
        actor=actor,
        supplier=supplier,
        site=", ".join(part for part in (supplier, place) if part),
        email=email,
        age="up to 12 months",
        assurance="meets the benchmark",
        purpose="RECOGNISE",
        answer_by=now() + timedelta(days=45),
        language=language,
    )


def asked(actor: Actor, supplier: str, email: str, place: str, language: str) -> Ask:
    ask = _drafted(actor, supplier, email, place, language)
    send(actor=actor, asks=[ask], address=lambda purpose, token: f"/{purpose}/{token}/")
    ask.refresh_from_db()
    return ask


def share(asks: Sequence[Ask]) -> Sealed:
    """As the supplier's browser does it for all who asked: yes, seal, and the access for each."""
    first, today_ = asks[0], now().date()
    _desk, manage = answer(token=_link(first), answers={one.ref: "yes" for one in asks}, months=6)
    key = Key.new(first.supplier, today_)
    sealed = seal_report(_report(first, today_), f"audit-report-{today_.year}.pdf")
    take_sealed(
        token=manage,
        public=str(key.public),
        part="report",
        body=sealed.body,
        kept=keep_report(sealed, key, site=first.site, kept_at=now()).data,
        grants={one.ref: _grant(sealed, key, one) for one in asks},
        again="",
    )
    return sealed


def _grant(sealed: Sealed, key: Key, ask: Ask) -> bytes:
    ask.refresh_from_db()
    if ask.access_until is None:
        raise RuntimeError("the demonstration's supplier said yes, and gave no access")
    to = PublicKey.of_text(member_keys([ask])[ask.organisation_id])
    return grant_report(
        sealed,
        to,
        supplier=key,
        request=ask.ref,
        member=ask.organisation.name,
        site=ask.site,
        granted_at=now(),
        expires_at=ask.access_until,
    ).data


def _decline(ask: Ask) -> None:
    answer(token=_link(ask), answers={ask.ref: "no"}, months=6)


def _link(ask: Ask) -> str:
    if ask.desk is None:
        raise RuntimeError("nobody has asked this supplier yet")
    return fresh_link(ask.desk, LinkPurpose.ANSWER, ask.ref, expires_at=ask.answer_by)


def _report(ask: Ask, on: date) -> bytes:
    """Some PDF of several pages, another one each time: what it says is nobody's audit."""
    return statement_pdf(
        packaged_statements()[1],
        programme=f"Fictional report on {ask.site}, {on}",
        member="nobody",
        signature=None,
    )


@on_machine()  # the page of the demonstration asks for nobody in particular
def is_waiting() -> bool:
    """Whether somebody waits for the supplier's answer."""
    return _waiting() is not None


@on_machine()
def supplier_link() -> str | None:
    """The token of a new link to the supplier's page, as a letter brings it; none where it has answered everybody."""
    ask = _waiting()
    return _link(ask) if ask is not None else None


def _waiting() -> Ask | None:
    open_ = [State.SENT.value, State.OPENED.value]
    for _programme, scope in whole_programmes():
        found = Ask.objects.within(scope).filter(email=EMAIL, state__in=open_).select_related("desk").first()
        if found is not None:
            return found
    return None
