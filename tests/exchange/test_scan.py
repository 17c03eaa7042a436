"""ClamAV as it is: a clamd of its own process, over its port and its socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.cli.report.scanner import scanner_at
from comity.exchange import OpenedReport, seal_report
from comity.exchange.errors import MalwareFound, ScannerSilent
from tests.exchange.cast import grant, pdf
from tests.exchange.clamd import EICAR, clamd
from tests.exchange.test_opening import read


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    with clamd(tmp_path_factory.mktemp("clamd"), longest_mb=1) as found:
        yield found


@pytest.fixture(params=["port", "socket"])
def address(request: pytest.FixtureRequest, running: tuple[int, Path]) -> str:
    return f"127.0.0.1:{running[0]}" if request.param == "port" else str(running[1])


def opened(data: bytes, address: str) -> OpenedReport:
    of = seal_report(data, "report.pdf")
    return read(scanner_at(address), body=of.body, grant=grant(of=of).data)


def test_a_clean_report_is_opened_and_its_scanner_named(address: str) -> None:
    assert opened(pdf(), address).scanned.sentence == "ClamAV found nothing."


def test_a_report_with_malware_stays_closed_and_what_was_found_is_named(address: str) -> None:
    with pytest.raises(MalwareFound, match=r"Local\.EICAR"):
        opened(pdf(text="x") + b"\n" + EICAR, address)


def test_what_is_longer_than_the_scanner_takes_stays_closed(address: str) -> None:
    with pytest.raises(ScannerSilent, match=r"size limit exceeded|does not answer"):
        opened(pdf(text="x") + bytes(2 * 1024**2), address)


def test_one_scanner_looks_at_many_reports_one_after_another(address: str) -> None:
    for _ in range(5):
        assert scanner_at(address).scan(pdf()).found == ""
        assert "EICAR" in scanner_at(address).scan(EICAR).found
