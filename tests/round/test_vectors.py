"""Golden rounds: the lists of a small programme and the manifest that assembling them must give.

`python -m tests.round.test_vectors` writes the manifests anew; look at the difference before you keep it.
Workbooks and Parquet files are left out: their bytes hang on the compression library of the machine.
"""

import json
import tempfile
from datetime import date
from pathlib import Path

import pytest

from comity.registry import Registry
from comity.release import Policy
from comity.round import RoundSettings, find_sources, write_round

VECTORS = Path(__file__).parents[2] / "vectors" / "round"
ROUNDS = sorted(path for path in VECTORS.iterdir() if path.is_dir())


def manifest_of(vector: Path, out: Path) -> dict[str, object]:
    settings = RoundSettings(round_id="2026-H1", cutoff=date(2026, 6, 30), policy=Policy.default())
    write_round(find_sources([vector / "lists"]), Registry.in_memory(), out, settings=settings)
    manifest: dict[str, object] = json.loads((out / "secretariat" / "manifest.json").read_bytes())
    outputs = manifest["outputs"]
    assert isinstance(outputs, dict)
    manifest["outputs"] = {
        name: digest for name, digest in outputs.items() if Path(name).suffix not in {".xlsx", ".parquet"}
    }
    return manifest


@pytest.mark.parametrize("vector", ROUNDS, ids=lambda path: path.name)
def test_a_golden_round_gives_its_manifest(vector: Path, tmp_path: Path) -> None:
    assert manifest_of(vector, tmp_path / "ROUND") == json.loads((vector / "manifest.json").read_bytes())


if __name__ == "__main__":
    for one in ROUNDS:
        with tempfile.TemporaryDirectory() as folder:
            text = json.dumps(manifest_of(one, Path(folder) / "ROUND"), ensure_ascii=False, indent=2)
        (one / "manifest.json").write_text(text + "\n", "utf-8")
