"""Taking a protocol's file, and deleting a draft."""

import hashlib
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from comity.benchmark import CriteriaSet
from comity.benchmark.case import State
from comity.benchmark.errors import CriteriaProblem
from comity.portal.jobs.services import start_job
from comity.portal.ports.clock import now, today
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import criteria_now
from comity.portal.protocols.errors import NotYourTurn, ProtocolTooLarge, TooManyProtocols
from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.protocols.queries import as_benchmark_case
from comity.portal.protocols.services.keeping import forget, keys_of
from comity.portal.protocols.services.proposing import PROPOSE
from comity.portal.protocols.services.writing import noted
from comity.portal.tenants.gates import Actor

MOST_BYTES = 20 * 1024**2


def take_protocol(
    *, actor: Actor, filename: str, content: IO[bytes], name: str, version: str, criteria: str = ""
) -> Case:
    """On disk first, then in the database and the ledger at once, as lists are. `criteria`: for who wants to be sure what it is
    compared with; the programme chooses."""
    digest, size = _measured(content)
    against = _against(actor, criteria)
    kept = Case.objects.within(actor.scope).filter(organisation=actor.organisation)
    if kept.count() >= settings.COMITY_MOST_VERSIONS:
        raise TooManyProtocols(
            f"Your company has as many protocols here as are kept: {settings.COMITY_MOST_VERSIONS}.",
            remedy="Delete drafts that you do not need any more.",
        )
    key = storage().keep(content)
    with transaction.atomic():
        case = Case.objects.add(
            actor.scope,
            organisation=actor.organisation,
            number=(kept.aggregate(last=Max("number"))["last"] or 0) + 1,
            name=name,
            version=version,
            criteria=against.name,
            criteria_digest=against.digest,
            at=now(),
            person=actor.person,
        )
        Papers.objects.add(
            actor.scope,
            organisation=actor.organisation,
            case=case,
            filename=filename[-200:],
            key=key,
            digest=digest,
            size=size,
        )
        noted(actor, case, "protocol-uploaded", digest=digest, bytes=size)
        start_job(actor=actor, kind=PROPOSE, argument=case.pk)
    return case


def _against(actor: Actor, named: str) -> CriteriaSet:
    stands = criteria_now(actor.scope).criteria
    if named not in ("", stands.name):
        raise CriteriaProblem(
            f"Protocols are compared with {stands.name} here now, and not with “{named}”.",
            remedy="Send it without naming the criteria.",
        )
    return stands


def _measured(content: IO[bytes]) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    content.seek(0)
    while piece := content.read(1024**2):
        hashed.update(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise ProtocolTooLarge(
                f"The file has more than {MOST_BYTES // 1024**2} MB.",
                remedy="Send the protocol alone, without pictures.",
            )
    content.seek(0)
    return f"sha256:{hashed.hexdigest()}", size


def delete_draft(*, actor: Actor, case: Case) -> None:
    """The file, what was read in it and what was said: nobody else has seen any of it. The ledger keeps that it was there."""
    with transaction.atomic():
        found = Case.objects.within(actor.scope).select_for_update(of=("self",)).get(pk=case.pk)
        papers = Papers.objects.within(actor.scope).get(case=found)
        case_ = as_benchmark_case(found, papers)
        if case_.was_reviewed or case_.state_on(today()) is not State.DRAFT:
            raise NotYourTurn(
                "This protocol was handed in, and what was decided on it may be asked for later.",
                remedy="Take it back first, where nobody has begun to review it.",
            )
        noted(actor, case, "protocol-deleted")
        keys = keys_of(papers)
        LogPart.objects.within(actor.scope).filter(case=found).delete()
        papers.delete()
        found.delete()
    forget(keys)
