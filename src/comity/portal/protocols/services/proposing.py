"""The work of a job: reading a protocol, proposing links for it, and weighing them again after what people decided."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from comity.benchmark import Log, Party, Protocol, load_criteria, read_protocol
from comity.benchmark.proposals import Proposer, proposer
from comity.benchmark.sides import seen_by, with_proposals
from comity.benchmark.suggest import Remembering, VectorFile, load_encoder
from comity.core import Progress, UnreadableInput
from comity.portal.ports.storage import storage
from comity.portal.protocols.models import Case, Papers, Reading
from comity.portal.protocols.queries import opened
from comity.portal.protocols.reading import protocol_bytes
from comity.portal.protocols.services.writing import add_entries, noted
from comity.portal.tenants.gates import Actor

PROPOSE, WEIGH = "protocols.propose", "protocols.weigh"


def propose(*, actor: Actor, case: Case, progress: Progress) -> None:
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
    engine, notes, vectors = _compared(case, protocol, b"", progress)
    weighed = engine.renewed(Log(), party=Party.MEMBER)
    with transaction.atomic():
        papers.reading_key = storage().keep(BytesIO(protocol_bytes(protocol)))
        papers.vectors_key = storage().keep(BytesIO(vectors)) if vectors else ""
        papers.notes = notes
        papers.save(update_fields=["reading_key", "vectors_key", "notes"])
        case.reading, case.protocol_digest = Reading.READ, protocol.digest
        case.questions = len(protocol.questions)
        case.save(update_fields=["reading", "protocol_digest", "questions"])
        add_entries(actor, case, Log(), weighed, is_machine=True)
        noted(actor, case, "protocol-read", questions=case.questions, digest=protocol.digest)


def weigh_again(*, actor: Actor, case: Case, progress: Progress) -> None:
    """What the machine proposes after this side's words, for this side alone."""
    found = opened(actor, case)
    vectors = storage().read(found.papers.vectors_key) if found.papers.vectors_key else b""
    engine, _notes, _vectors = _compared(case, found.protocol, vectors, progress)
    weighed = engine.renewed(seen_by(found.log, found.party), party=found.party)
    with transaction.atomic():
        now_ = opened(actor, case, locked=True)  # people went on meanwhile
        after = with_proposals(now_.log, weighed, party=found.party, by=engine.engine)
        add_entries(actor, case, now_.log, after, is_machine=True)


def _compared(
    case: Case, protocol: Protocol, known: bytes, progress: Progress
) -> tuple[Proposer, list[str], bytes]:
    """With what is to be said aloud of the sentence models, and what they made of the texts, for the next time."""
    criteria, notes = load_criteria(case.criteria), list[str]()
    model = None if settings.COMITY_WORDS_ALONE else load_encoder(notes.append)
    if model is None:
        return proposer(criteria, protocol, party=Party.MEMBER, progress=progress), notes, b""
    with TemporaryDirectory(prefix="comity-") as folder:
        path = Path(folder) / "vectors.sqlite"
        path.write_bytes(known)
        store = VectorFile(path)
        try:
            remembering = Remembering(model, store, progress=progress)
            engine = proposer(criteria, protocol, model=remembering, party=Party.MEMBER, progress=progress)
        finally:
            store.close()
        return engine, notes, path.read_bytes()
