"""Many members whose protocols were decided on: written down as the steps of a case would, without taking each of them."""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from io import BytesIO

from comity.benchmark import (
    Judgement,
    Kind,
    LinkKey,
    Log,
    NotCovered,
    NotMappable,
    Party,
    Protocol,
    Question,
    Strength,
    load_criteria,
)
from comity.benchmark.log_lines import line_of
from comity.portal.ports.clock import now, today
from comity.portal.ports.storage import storage
from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.protocols.reading import protocol_bytes
from comity.portal.tenants.models import Participation, Programme
from comity.portal.tenants.roles import Kind as Role
from comity.portal.tenants.scope import Scope
from tests.portal.protocols.cast import CRITERIA, OFFICE, office_of

CODES = [one.code for one in load_criteria(CRITERIA)]
OWN_WORDS = "Is a lantern lit at the eastern gate?"


def decided_for(
    members: Mapping[str, int], *, not_met: Mapping[str, str] | None = None, beyond: int = 0
) -> None:
    """Of each member how many criteria are met in full, the first ones; and one that is not, where it is named."""
    pia, criteria = office_of(office=OFFICE), load_criteria(CRITERIA)
    questions = [
        Question(id=str(at), text=OWN_WORDS, section="", kind=Kind.REQUIREMENT) for at in range(1 + beyond)
    ]
    protocol = Protocol(name="Code", version="1", questions=tuple(questions))
    reading = storage().keep(BytesIO(protocol_bytes(protocol)))
    programme = Programme.objects.get(slug="hedgerow")
    for slug, full in members.items():
        home = Participation.objects.get(
            programme=programme, organisation__slug=slug, kind=Role.MEMBER
        ).organisation
        scope = Scope(programme_id=programme.pk, organisation_id=home.pk)
        entries = _said(full, (not_met or {}).get(slug, ""), beyond)
        case = Case.objects.add(
            scope, organisation=home, reviewer=pia.organisation, number=90, name="Code", criteria=criteria.name,
            criteria_digest=criteria.digest, protocol_digest=protocol.digest, questions=len(questions), at=now(),
            reading="read", state="equivalent", moved_on=today(), valid_until=today() + timedelta(days=365),
            covered=f"{full}/154", log_digest=f"sha256:{slug}", log_entries=len(entries),
        )  # fmt: skip
        of = {"organisation": home, "reviewer": pia.organisation, "case": case}
        Papers.objects.add(
            scope, **of, filename="code.csv", key=reading, reading_key=reading, digest="", size=1
        )
        LogPart.objects.add(scope, **of, first=1, last=len(entries), at=now(), lines="\n".join(entries))


@lru_cache(maxsize=32)
def _said(full: int, not_met: str, beyond: int) -> tuple[str, ...]:
    met = [one for one in CODES[:full] if one != not_met]
    log = Log().with_decisions(
        [
            *(
                Judgement(link=LinkKey.of(code, ["0"]), confirmed=True, strength=Strength.FULL)
                for code in met
            ),
            *(NotCovered(criterion=code) for code in CODES if code not in met),
            *(NotMappable(question=str(at)) for at in range(1, 1 + beyond)),
        ],
        party=Party.REVIEWER,
        by="person 1",
    )
    return tuple(line_of(one) for one in log.entries)


def member_slugs(count: int) -> list[str]:
    found = Participation.objects.filter(programme__slug="hedgerow", kind=Role.MEMBER).order_by(
        "organisation__slug"
    )
    return [one.organisation.slug for one in found.select_related("organisation")[:count]]
