"""Folder and registry agree: a round is there whole and remembered, or not there and forgotten.

Two things cannot be written in one step, so the order is: the staged folder; the registry's one transaction, which names
the folder it expects; the rename; the registry's word that it saw it. A registry that finds a release prepared but not
confirmed counts it only where the folder stands with the manifest it was promised (`is_published`).
After a crash the release is as if it had never been, and running the round again makes it.
"""

from collections.abc import Sequence
from pathlib import Path

from comity.core import Progress, digest_bytes, digest_file, silent
from comity.registry import Registry
from comity.round.assemble import AssembledRound, RoundSettings, assemble_round
from comity.round.files import MANIFEST, files_of
from comity.round.folder import publish_folder, require_free, stage_folder
from comity.round.reading import ReadingHelp
from comity.round.sources import Source


def write_round(
    sources: Sequence[Source],
    registry: Registry,
    out: Path,
    *,
    settings: RoundSettings,
    reading: ReadingHelp | None = None,
    gives_back: bool = True,
    progress: Progress = silent,
) -> AssembledRound:
    """Assemble a round and make `out` appear with all of it. An error leaves no folder and an unchanged registry.

    `gives_back`: the members' workbooks are among it. Who gave each back when its list came has no use for them.
    """
    require_free(out)
    with registry.transaction():
        round_ = assemble_round(sources, registry, settings=settings, reading=reading, progress=progress)
        files = files_of(
            round_,
            registry=str(registry.path.absolute()) if registry.path else None,
            gives_back=gives_back,
            progress=progress,
        )
        staged = stage_folder(out, files)
        if round_.release.common_list is not None:
            registry.prepare_release(
                round_id=settings.round_id,
                payload=round_.release.memory,
                out=out.absolute(),
                manifest_digest=digest_bytes(files[MANIFEST]),
            )
    publish_folder(staged, out)
    if round_.release.common_list is not None:
        registry.confirm_release(settings.round_id)
    return round_


def is_published(out: Path, manifest_digest: str) -> bool:
    """Whether a round that the registry was told of did appear."""
    manifest = out / MANIFEST
    return manifest.is_file() and digest_file(manifest) == manifest_digest
