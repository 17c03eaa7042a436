"""`make manage DO=client`: write the Python client's methods and types anew, after an operation was added or changed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

import comity.client
from comity.portal.interface.client_text import client_modules
from comity.portal.interface.v1 import v1


class Command(BaseCommand):
    help = "Writes comity.client.rooms from the interface's description. Format it afterwards (make fix)."

    def handle(self, *_arguments: Any, **_named: Any) -> None:
        folder = Path(comity.client.__file__).parent / "rooms"
        folder.mkdir(exist_ok=True)
        made = client_modules(v1.get_openapi_schema())
        for old in folder.glob("*.py"):
            if old.stem not in made:
                old.unlink()
        for name, text in made.items():
            (folder / f"{name}.py").write_text(text, "utf-8")
        self.stdout.write(f"{len(made)} modules are in {folder}.")
