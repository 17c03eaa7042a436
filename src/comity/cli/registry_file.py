"""The file that remembers sites and judgements, where a command reads it and must not begin a new one."""

from pathlib import Path

from comity.core import UsageProblem


def require_registry(file: Path) -> None:
    if not file.exists():
        raise UsageProblem(
            f"There is no registry “{file}”.",
            remedy="Say with --registry FILE where the round's registry is.",
        )
