"""`make manage DO=words`: brings the catalogues of translated words up to date, and says what is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from comity.portal.shell.catalogues import (
    LANGUAGES,
    catalogue_of,
    compiled,
    every_word,
    po_path,
    renewed,
    untranslated,
    written,
)


class Command(BaseCommand):
    help = "Takes new words of pages into the catalogues, and compiles them"

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        for folder in LANGUAGES:
            catalogue = renewed(catalogue_of(folder), every_word())
            path = po_path(folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(catalogue))
            path.with_suffix(".mo").write_bytes(compiled(catalogue))
            missing = untranslated(catalogue, set(every_word()))
            self.stdout.write(f"{folder}: {len(missing)} words have no translation")
            for one in missing:
                self.stdout.write(f"  {one!r}")
