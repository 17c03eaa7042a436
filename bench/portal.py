"""A hundred people at once over the demonstration's data: how long the portal's pages take, and what they cost.

    python -m bench.portal [--people 100] [--rounds 5] [--data FOLDER] [--scale full]

`comity serve --demo` runs in processes of its own, as a user starts it. Every person is somebody of the cast with a session of their
own, and walks through the pages of their role, one after another, thinking a while between two (a page every ten seconds or so);
a tenth also downloads the list each time. Two figures of a page: how long its answer took, all others at work, and before that alone.
"""

import argparse
import json
import os
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from http.cookiejar import CookieJar
from pathlib import Path

COMITY = Path(sys.executable).with_name("comity")
PROGRAMME = "/programmes/hedgerow/"
ALDER = f"{PROGRAMME}members/alder-foods/"
WALKS = {
    "ines@hedgerow.example": ["rounds/", "rounds/2026-H1/", "rounds/2025-H2/release/", "statistics/", "settings/", "ledger/"],
    "tom@hedgerow.example": ["rounds/", "matches/"],
    "ruth@counsel.example": ["rounds/", "rounds/2025-H2/release/", "ledger/"],
    "ada@alder-foods.example": [
        "members/alder-foods/", "members/alder-foods/lists/", "members/alder-foods/lists/2026-H1/1/", "members/alder-foods/common-list/",
        "members/alder-foods/common-list/?search=mill&country=DE", "members/alder-foods/check/", "members/alder-foods/statement/",
    ],
    "ben@bramble-foods.example": ["members/bramble-foods/", "members/bramble-foods/common-list/", "members/bramble-foods/requests/"],
}  # fmt: skip


DOWNLOADED = "members/alder-foods/common-list/csv/"


def walk_of(number: int, email: str) -> list[str]:
    return [
        *WALKS[email],
        *([DOWNLOADED] if number % 10 == list(WALKS).index("ada@alder-foods.example") else []),
    ]


class Somebody:
    """One person in one browser."""

    def __init__(self, base: str, email: str) -> None:
        self.base, self.email = base, email
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, place: str, form: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(f"{self.base}{place}", data=data)  # noqa: S310 -- our own, on this machine
        with self.opener.open(asked, timeout=120) as answer:
            return str(answer.read().decode("utf-8", "replace"))

    def come_in(self) -> None:
        for place, more in (("/demo/", {"email": self.email}), ("/notice/", {"next": "/"})):
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask(place))
            if token is None:
                raise RuntimeError(f"no form at {place}")
            self.ask(place, {"csrfmiddlewaretoken": token[1], **more})

    def timed(self, place: str) -> float:
        begun = time.perf_counter()
        self.ask(f"{PROGRAMME}{place}")
        return time.perf_counter() - begun


def alone(base: str) -> dict[str, float]:
    """Of each page the middle of five, with nobody else there; the first time does not count."""
    found = {}
    for email, walk in WALKS.items():
        person = Somebody(base, email)
        person.come_in()
        for place in walk:
            person.timed(place)
            found[place] = statistics.median(person.timed(place) for _ in range(5))
    return found


def crowd(base: str, people: int, rounds: int, pause_s: float) -> tuple[dict[str, list[float]], list[str]]:
    times: dict[str, list[float]] = defaultdict(list)
    wrong: list[str] = []
    cast = list(WALKS)
    came = [Somebody(base, cast[number % len(cast)]) for number in range(people)]
    for person in came:
        person.come_in()

    def walk(number: int, person: Somebody) -> None:
        chance = random.Random(number)
        for _ in range(rounds):
            for place in walk_of(number, person.email):
                time.sleep(chance.expovariate(1 / pause_s))
                try:
                    times[place].append(person.timed(place))
                except (urllib.error.URLError, OSError) as error:
                    wrong.append(f"{place}: {error}")

    threads = [threading.Thread(target=walk, args=(number, person)) for number, person in enumerate(came)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, wrong


def spent(processes: list[int]) -> float:
    """CPU seconds of these and of all that they started."""
    ticks, found = os.sysconf("SC_CLK_TCK"), 0.0
    for one in processes:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        found += (int(fields[11]) + int(fields[12])) / ticks
    return found


def family(root: int) -> list[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text()
        except OSError:
            continue  # it ended while we looked
        parents[int(path.parent.name)] = int(text.rpartition(")")[2].split()[1])
    known = {root}
    while more := {one for one, parent in parents.items() if parent in known} - known:
        known |= more
    return sorted(known)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--pause", type=float, default=10.0, help="seconds between two pages of one person, on average"
    )
    parser.add_argument("--scale", default="full")
    parser.add_argument("--port", type=int, default=8462)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    base = f"http://127.0.0.1:{given.port}"
    with tempfile.TemporaryDirectory() as temporary:
        data = given.data or Path(temporary)
        words = ["serve", "--demo", "--scale", given.scale, "--data", str(data), "--port", str(given.port)]
        serving = subprocess.Popen([COMITY, *words], stdout=subprocess.DEVNULL)  # noqa: S603 -- our own words
        try:
            while True:
                try:
                    urllib.request.urlopen(f"{base}/health/", timeout=5).close()  # noqa: S310 -- our own
                    break
                except (urllib.error.URLError, OSError):
                    time.sleep(0.5)
            by_page = alone(base)
            before, begun = spent(family(serving.pid)), time.perf_counter()
            times, wrong = crowd(base, given.people, given.rounds, given.pause)
            took, cpu = time.perf_counter() - begun, spent(family(serving.pid)) - before
        finally:
            serving.terminate()
            serving.wait(timeout=60)
    every = sorted(one for found in times.values() for one in found)
    told = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "people": given.people,
        "pages": len(every),
        "errors": len(wrong),
        "pages a second": round(len(every) / took, 1),
        "server CPU ms a page": round(cpu / max(1, len(every)) * 1000),
        "ms p50 / p95 / p99": [round(every[int(len(every) * part)] * 1000) for part in (0.5, 0.95, 0.99)],
        "peak MB of this client": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "ms p95 of the slowest pages": dict(
            sorted(
                (
                    (place, round(sorted(found)[int(len(found) * 0.95)] * 1000))
                    for place, found in times.items()
                ),
                key=lambda one: -one[1],
            )[:5]
        ),
        "alone, ms": {place: round(seconds * 1000) for place, seconds in by_page.items()},
        "wrong": wrong[:5],
    }
    print(json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
