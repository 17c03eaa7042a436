"""Assembling a round."""

import json
import secrets
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comity.core import Progress, digest_bytes
from comity.core.working_folder import working_folder
from comity.lists import SavedMappings
from comity.portal.jobs.services import start_job
from comity.portal.ledger.services import record
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import counting_lists, reading_of, remembered_mappings
from comity.portal.membership.models import Round
from comity.portal.membership.queries import programme_known
from comity.portal.membership.rules import round_settings
from comity.portal.ports.clock import now
from comity.portal.ports.storage import storage
from comity.portal.rounds.errors import AlreadyAssembling, LaterRound, NothingToAssemble
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.rounds.queries import last_assembly
from comity.portal.tenants.gates import Actor
from comity.registry import Registry
from comity.round import ReadingHelp, Source, is_published, write_round

ASSEMBLE = "rounds.assemble"
MANIFEST = "secretariat/manifest.json"
SUMMARY = "secretariat/summary.json"


@transaction.atomic
def start_assembly(*, actor: Actor, round_: Round) -> Assembly:
    """Over the lists that count now; a list that comes later is for the next assembly."""
    counting = counting_lists(actor.scope, round_)
    require_assembly(actor, round_, counting)
    before = last_assembly(actor.scope, round_)
    if before is not None and before.state == AssemblyState.WORKING:
        raise AlreadyAssembling(
            "This round is being assembled already.", remedy="Wait for it, or see on its page why it stopped."
        )
    assembly = Assembly.objects.add(
        actor.scope,
        round=round_,
        number=before.number + 1 if before else 1,
        person=actor.person,
        at=now(),
        lists={name: one.pk for name, one in sorted(counting.items())},
    )
    record(
        actor=actor,
        verb="assembly-started",
        subject=f"{round_.slug}, assembly {assembly.number}",
        facts={"lists": len(counting)},
    )
    start_job(actor=actor, kind=ASSEMBLE, argument=assembly.pk)
    return assembly


def require_assembly(actor: Actor, round_: Round, counting: Mapping[str, ListVersion]) -> None:
    """Raises NothingToAssemble without a list that counts, and LaterRound where a later one is assembled already."""
    if not counting:
        raise NothingToAssemble(
            "No list counts in this round.", remedy="Wait for the first; remind those who are late."
        )
    later = Assembly.objects.within(actor.scope).filter(round__cutoff__gt=round_.cutoff)
    found = later.filter(state=AssemblyState.READY).select_related("round").first()
    if found is not None:
        raise LaterRound(
            f"The round {found.round.slug} comes after this one, and is assembled already.",
            remedy="This one stays as it is. A list that came late counts in the next round.",
        )


def registry_path(programme_slug: str) -> Path:
    return Path(settings.DATA) / "registries" / f"{programme_slug}.db"


def assemble(*, actor: Actor, assembly: Assembly, progress: Progress) -> None:
    """Done twice it comes to the same: the registry remembers of a round what was released last."""
    if assembly.state != AssemblyState.WORKING:
        return
    known = programme_known(actor.scope)
    rules = round_settings(known, actor.programme, assembly.round)
    registry = registry_path(actor.programme.slug)
    registry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with working_folder(registry.parent) as folder:
        sources, reading = laid_out(actor, assembly.lists, folder / "lists")
        with Registry.open(registry, new_secret=secrets.token_bytes(32), published=is_published) as memory:
            write_round(
                sources,
                memory,
                folder / "ROUND",
                settings=rules,
                reading=reading,
                gives_back=False,  # each member has its own since it sent its list
                progress=progress,
            )
        files = _kept(folder / "ROUND", progress)
    _save(actor, assembly, files)


def laid_out(actor: Actor, lists: Mapping[str, int], folder: Path) -> tuple[list[Source], ReadingHelp]:
    folder.mkdir()
    sources, mappings, remembered = [], {}, SavedMappings()
    versions = ListVersion.objects.within(actor.scope).filter(pk__in=lists.values())
    for one in versions.select_related("organisation").order_by("organisation__slug"):
        name = one.organisation.slug
        path = folder / f"{name}{Path(one.filename).suffix.lower()}"
        path.write_bytes(storage().read(one.key))
        sources.append(Source(name=name, path=path))
        text = remembered_mappings(actor.scope.narrowed(one.organisation_id))
        own = SavedMappings.from_toml(text) if text else remembered
        mappings[name] = one.mapping or _remembered_for(own, one)
    return sources, ReadingHelp(mappings=mappings)


def _remembered_for(own: SavedMappings, version: ListVersion) -> dict[str, str]:
    """As the version was read when it came; another member's memory never speaks for it."""
    reading = reading_of(version)
    return dict(own.of(reading.headers)) if reading else {}


def _kept(out: Path, progress: Progress) -> dict[str, str]:
    paths = sorted(path for path in out.rglob("*") if path.is_file())
    kept = {}
    for done, path in enumerate(paths):
        progress("keeping the files", done, len(paths))
        kept[path.relative_to(out).as_posix()] = storage().keep(BytesIO(path.read_bytes()))
    return kept


def _save(actor: Actor, assembly: Assembly, files: dict[str, str]) -> None:
    summary = json.loads(storage().read(files[SUMMARY]))
    manifest = digest_bytes(storage().read(files[MANIFEST]))
    released = summary["release"]["released"]
    with transaction.atomic():
        kept = Assembly.objects.within(actor.scope).select_for_update().get(pk=assembly.pk)
        if kept.state != AssemblyState.WORKING:
            return  # a worker that was thought dead had finished
        assembly.state = AssemblyState.READY if released else AssemblyState.REFUSED
        assembly.summary, assembly.files, assembly.manifest = summary, files, manifest
        assembly.not_before = summary["release"]["not_before"]
        assembly.save()
        record(
            actor=actor,
            verb="round-assembled",
            subject=f"{assembly.round.slug}, assembly {assembly.number}",
            facts={
                "state": assembly.state,
                "rows": summary["rows"],
                "sites": summary["sites"],
                "manifest": manifest,
            },
        )
