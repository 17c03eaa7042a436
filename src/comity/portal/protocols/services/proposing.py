"""The work of a job: reading a protocol, proposing links for it, and weighing them again after what people decided."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.http import Http404

from comity.benchmark import CriteriaSet, Log, Party, Protocol, Standing, read_protocol
from comity.benchmark.doubts import doubts_of_proposals
from comity.benchmark.memory import NO_MEMORY, Memory, memory_of
from comity.benchmark.proposals import Proposer, proposer
from comity.benchmark.sides import seen_by, with_proposals
from comity.benchmark.suggest import Remembering, VectorFile, load_encoder
from comity.core import Progress, UnreadableInput
from comity.core.working_folder import working_folder
from comity.portal.ports.storage import storage
from comity.portal.protocols.models import Case, Papers, Reading
from comity.portal.protocols.queries import criteria_of, decided_before, opened, party_of
from comity.portal.protocols.reading import protocol_bytes
from comity.portal.protocols.services.carrying import carried
from comity.portal.protocols.services.writing import add_entries, noted
from comity.portal.tenants.gates import Actor

PROPOSE, WEIGH = "protocols.propose", "protocols.weigh"


def propose(*, actor: Actor, case: Case, progress: Progress, words_alone: bool = False) -> None:
    """Done twice it comes to the same: a case that was read is left as it is."""
    papers = Papers.objects.within(actor.scope).get(case=case)
    if case.reading == Reading.READ:
        return
    progress("reading the protocol", 0, 0)
    try:
        protocol = read_protocol(
            storage().read(papers.key), name=case.name, version=case.version, where=papers.filename
        )
    except UnreadableInput as error:
        papers.message, papers.remedy = error.message, error.remedy
        papers.save(update_fields=["message", "remedy"])
        case.reading = Reading.UNREADABLE
        case.save(update_fields=["reading"])
        return
    criteria = criteria_of(actor.scope, case)
    compared = _compared(criteria, protocol, progress, words_alone=words_alone)
    begun = carried(actor, case, protocol, Party.MEMBER)
    weighed = compared.engine.renewed(begun.log, party=Party.MEMBER)
    with _kept_or_forgotten() as keep, transaction.atomic():
        if (
            Case.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=case.pk).first()
            is None
        ):
            return  # deleted meanwhile: nothing of it is written down
        papers.reading_key = keep(protocol_bytes(protocol))
        papers.vectors_key = keep(compared.vectors) if compared.vectors else ""
        papers.notes = [*compared.notes, *begun.notes, *doubts_of_proposals(weighed.standing, Party.MEMBER)]
        papers.save(update_fields=["reading_key", "vectors_key", "notes"])
        case.reading, case.protocol_digest = Reading.READ, protocol.digest
        case.questions = len(protocol.questions)
        case.save(update_fields=["reading", "protocol_digest", "questions"])
        add_entries(actor, case, Log(), weighed, is_machine=True)
        noted(actor, case, "protocol-read", questions=case.questions, digest=protocol.digest)


@contextmanager
def _kept_or_forgotten() -> Iterator[Callable[[bytes], str]]:
    """What is kept while rows that would name it are written goes with them, where they fail."""
    with ExitStack() as undoing:

        def keep(data: bytes) -> str:
            key = storage().keep(BytesIO(data))
            undoing.callback(storage().forget, key)
            return key

        yield keep
        undoing.pop_all()


def weigh_again(*, actor: Actor, case: Case, progress: Progress) -> None:
    """What the machine proposes after this side's words, for this side alone; a reviewer's learns from what the office confirmed before."""
    found = opened(actor, case)
    if not found.may_speak:
        return
    known = storage().read(found.papers.vectors_key) if found.papers.vectors_key else b""
    memory = memory_of(_reviewed(actor, case)) if found.party is Party.REVIEWER else NO_MEMORY
    engine = _compared(
        found.criteria, found.protocol, progress,
        known=known, memory=memory, party=found.party, words_alone=not known,  # as it was compared at first
    ).engine  # fmt: skip
    weighed = engine.renewed(seen_by(found.log, found.party), party=found.party)
    with transaction.atomic(), suppress(Http404):  # handed on meanwhile: it is not this side's any more
        now_ = opened(actor, case, locked=True)  # people went on
        if now_.party is not found.party or not now_.may_speak:
            return  # handed on, or decided: nothing is added to what a verdict rests on
        after = with_proposals(now_.log, weighed, party=found.party, by=engine.engine)
        add_entries(actor, now_.case, now_.log, after, is_machine=True)


def _reviewed(actor: Actor, case: Case) -> Iterator[tuple[Protocol, Standing]]:
    for one in decided_before(actor, case):
        if party_of(actor, one) is None:
            continue  # on whose member's side this person is, now
        found = opened(actor, one)
        # Two members may call theirs alike, and a memory tells protocols apart by their names.
        yield replace(found.protocol, name=f"{one.organisation.slug}: {one.name}"), found.log.standing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    engine: Proposer
    notes: list[str]  # said aloud of the sentence models
    vectors: bytes  # what they made of the texts, for the next time


def _compared(
    criteria: CriteriaSet,
    protocol: Protocol,
    progress: Progress,
    *,
    known: bytes = b"",
    memory: Memory = NO_MEMORY,
    party: Party = Party.MEMBER,
    words_alone: bool = False,
) -> _Compared:
    notes: list[str] = []
    if words_alone or settings.COMITY_WORDS_ALONE:
        model = None
        notes.append("Proposals rest on words and letters alone, and hardly cross languages.")
    else:
        model = load_encoder(notes.append)
    with working_folder() as folder:
        path = folder / "vectors.sqlite"
        path.write_bytes(known)
        store = VectorFile(path)
        try:
            remembering = Remembering(model, store, progress=progress) if model else None
            engine = proposer(
                criteria, protocol, model=remembering, memory=memory, party=party, progress=progress
            )
        finally:
            store.close()
        return _Compared(engine=engine, notes=notes, vectors=path.read_bytes() if model else b"")
