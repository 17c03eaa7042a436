"""Processes killed with no chance to say so, a disk that is full, a database that is gone: nothing is lost, nothing is done twice.

Everything here is real: granian, workers, SIGKILL, a PostgreSQL that is stopped. An installation is a test's own.
"""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from comity.client import Problem
from comity.portal.lists.pieces import MOST_OF_A_PIECE
from tests.portal.conftest import ON_POSTGRES, server
from tests.portal.files import small_list
from tests.portal.processes import Installation, at_rest, members, until

ASSEMBLE = """
from comity.portal.demo.make import CAST
from comity.portal.membership.queries import round_named
from comity.portal.rounds.services import start_assembly
ines = who(CAST[0].email, "hedgerow-office")
start_assembly(actor=ines, round_=round_named(ines.scope, "2026-H1"))
"""
VERIFY = """
from comity.portal.demo.make import CAST
from comity.portal.ledger.queries import verify_book
from comity.portal.lists.models import ListVersion
from comity.portal.ports.storage import storage
import hashlib
scope = who(CAST[0].email, "hedgerow-office").scope
whole = all(one.digest == "sha256:" + hashlib.sha256(storage().read(one.key)).hexdigest()
            for one in ListVersion.objects.within(scope))
print(verify_book(scope).is_whole, whole)
"""


@pytest.fixture
def installation(played: Path, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(played, tmp_path, server() if ON_POSTGRES else None)
    yield made
    made.end()


def long_list(lines: int) -> bytes:
    row = "Korvel Foods Ltd,{} Mill Road,Pune,India,SMETA 4-Pillar 6.0,2025-03-04,90000"
    content: bytes = small_list(*(row.format(number) for number in range(lines))).read()
    return content


@pytest.mark.parametrize("after_s", [0.0, 0.4])
def test_a_round_whose_worker_was_killed_is_assembled_by_the_next_once(
    installation: Installation, after_s: float
) -> None:
    kill_at_work(installation, after_s)
    before = installation.told("round-assembled", "2026-H1")
    installation.is_silent()

    for _ in range(2):
        installation.worker()

    until(lambda: installation.job("rounds.assemble")[0] == "done")
    assert installation.job("rounds.assemble") == ("done", 2)
    assert installation.told("round-assembled", "2026-H1") == before + 1
    assert installation.run(VERIFY) == "True True"


def kill_at_work(installation: Installation, after_s: float) -> None:
    """A worker in the midst of an assembly. Where it was done before we came, as on a busy machine it may be, another is begun."""
    while True:
        installation.run(ASSEMBLE)
        worker = installation.worker()
        until(lambda: installation.job("rounds.assemble")[0] != "waiting")
        time.sleep(after_s)
        installation.kill(worker)
        if installation.job("rounds.assemble")[0] == "working":
            return


def test_three_workers_read_every_list_once(installation: Installation) -> None:
    before = installation.told("list-read")
    web, key = installation.web(), installation.key()
    client = installation.client(key)
    for _ in range(3):
        installation.worker()

    for number in range(6):
        client.upload_list("list.csv", long_list(3 + number))

    def read() -> bool:
        return [one["state"] for one in client.lists()["versions"]].count("read") == 6

    until(read, every_s=0.5)  # a token may call so many times a minute
    installation.kill(web)
    assert installation.told("list-read") == before + 6
    assert installation.ask("SELECT max(attempts) FROM jobs_job WHERE kind = 'lists.read'")[0] == 1


def test_what_the_pages_called_stored_is_there_after_they_were_killed_and_what_they_did_not_is_not_half_there(
    installation: Installation,
) -> None:
    key, before = installation.key(), installation.told("list-uploaded")
    stored: list[str] = []
    for number, after_s in enumerate((0.005, 0.03, 0.3)):
        web, content = installation.web(), long_list(40_000 + number)

        def send(content: bytes = content) -> None:
            with suppress(Problem):  # killed under our hands
                stored.append(installation.client(key).upload_list("list.csv", content)["digest"])

        sending = threading.Thread(target=send)
        sending.start()
        time.sleep(after_s)
        installation.kill(web)
        sending.join()

    web = installation.web()
    stored.append(installation.client(key).upload_list("list.csv", long_list(5))["digest"])
    installation.kill(web)  # in the moment after it answered

    cedars = (
        "FROM lists_listversion v JOIN tenants_organisation o ON o.id = v.organisation_id"
        " JOIN membership_round r ON r.id = v.round_id WHERE o.slug = 'cedar-home' AND r.slug = '2026-H1'"
    )
    versions = installation.ask(f"SELECT count(*) {cedars}")[0]
    assert len(stored) <= versions == installation.told("list-uploaded") - before
    for digest in stored:
        assert installation.ask(f"SELECT count(*) {cedars} AND digest = '{digest}'")[0] == 1
    assert installation.run(VERIFY) == "True True"


def test_a_long_list_goes_on_where_the_pages_were_killed(installation: Installation) -> None:
    content = long_list(150_000)
    assert len(content) > MOST_OF_A_PIECE
    web, key = installation.web(), installation.key()
    client = installation.client(key, tries=1)
    begun = client.begin_upload(filename="long.csv", size=len(content))
    client.send_piece(begun["upload"], content[:MOST_OF_A_PIECE], at=0)
    installation.kill(web)

    installation.web()
    here = client.upload_progress(begun["upload"])["received"]
    client.send_piece(begun["upload"], content[here:], at=here)
    version = client.end_upload(begun["upload"])

    assert here == MOST_OF_A_PIECE
    assert version["digest"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_full_disk_stores_nothing_says_so_and_loses_nothing(installation: Installation) -> None:
    """A limit on the length of a file stands for the disk: to a program both are a write that fails."""
    key, before = installation.key(), installation.told("list-uploaded")
    full = installation.web(most_bytes_of_a_file=1_000_000)
    with pytest.raises(Problem) as refused:
        installation.client(key).upload_list("list.csv", long_list(30_000))
    installation.kill(full)

    assert (refused.value.status, refused.value.code) == (507, "disk-full")
    assert installation.told("list-uploaded") == before
    installation.web()
    assert installation.client(key).upload_list("list.csv", long_list(30_000))["number"] == 1
    assert installation.run(VERIFY) == "True True"


def test_a_worker_on_a_full_disk_goes_on_once_there_is_room(installation: Installation) -> None:
    installation.web()
    client = installation.client(installation.key())
    client.upload_list("list.csv", long_list(3_000))
    full = installation.worker(most_bytes_of_a_file=20_000)
    until(lambda: "waits: disk-full" in installation.log or "does not answer" in installation.log)
    assert client.lists()["versions"][0]["state"] == "stored"
    installation.kill(full)
    installation.is_silent()

    installation.worker()

    until(lambda: client.lists()["versions"][0]["state"] == "read", every_s=0.5)


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite is a file: it is gone with the disk, above")
def test_a_database_that_is_gone_for_a_while_stops_nothing_for_good(installation: Installation) -> None:
    installation.environment["COMITY_LOST_AFTER_S"] = "2"  # here a worker lives on that has lost its job
    key = installation.key()
    installation.web()
    worker, client = installation.worker(), installation.client(key)
    client.upload_list("list.csv", long_list(10))
    until(lambda: client.lists()["versions"][0]["state"] == "read", every_s=0.5)
    with at_rest(worker):  # else it may be done before we look
        installation.run(ASSEMBLE)
    until(lambda: installation.job("rounds.assemble")[0] == "working")

    server().halt()
    try:
        with pytest.raises(Problem) as refused:
            client.upload_list("list.csv", long_list(11))
        time.sleep(3)
    finally:
        server().go_on()

    assert (refused.value.status, refused.value.code) == (503, "unavailable")
    assert worker in members(worker)
    client = installation.client(key, tries=3)
    assert client.upload_list("list.csv", long_list(11), idempotency_key="again")["number"] == 2
    until(lambda: installation.job("rounds.assemble")[0] == "done")
    assert installation.told("round-assembled", "2026-H1") == 1
    assert installation.run(VERIFY) == "True True"
