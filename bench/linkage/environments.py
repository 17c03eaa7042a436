"""An environment for each peer, apart from ours and from each other: their needs contradict.

    python -m bench.linkage.environments [NAME ...]

They stand in `.venv-bench/NAME`, from `peers/environments/NAME.txt`, and are kept: what is there already is not made again.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PLACE = HERE.parents[1] / ".venv-bench"
WANTED = HERE / "peers" / "environments"
PEERS = ("goldenmatch", "splink", "tfidf", "recordlinkage", "emm", "dedupe")
"""In the order in which they run: the slow ones last."""


def python_of(peer: str) -> Path:
    return PLACE / peer / "bin" / "python"


def set_up(peer: str) -> None:
    wanted, stamp = WANTED / f"{peer}.txt", PLACE / peer / "installed.txt"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return
    print(f"Setting up {peer} ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", PLACE / peer], check=True)  # noqa: S603 -- our own command
    uv = Path(sys.executable).with_name("uv")
    environment = {"UV_NO_CONFIG": "1", "UV_SYSTEM_CERTS": "1", **os.environ}
    done = subprocess.run(  # noqa: S603 -- the same
        [uv, "pip", "install", "-q", "--python", python_of(peer), "-r", wanted], check=False, env=environment
    )
    if done.returncode:  # uv ignores pip's configuration; where that names the registry, pip does the work
        subprocess.run([python_of(peer), "-m", "pip", "install", "-q", "-r", wanted], check=True)  # noqa: S603 -- the same
    stamp.write_text(wanted.read_text())


def main() -> None:
    for peer in sys.argv[1:] or PEERS:
        set_up(peer)


if __name__ == "__main__":
    main()
