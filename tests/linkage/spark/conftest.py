"""A real Spark cluster for all tests of this folder: a master and two workers, each a process of its own, and one session."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyspark
import pytest
from pyspark.sql import SparkSession

from comity.linkage.spark import session_on
from tests.patience import PATIENCE_S
from tests.ports import free_port

HOME = Path(pyspark.__file__).parent
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SETTINGS = f"""
spark.ui.enabled false
spark.sql.shuffle.partitions 4
spark.executor.cores 1
spark.executor.memory 700m
spark.driver.memory 700m
spark.driver.extraJavaOptions {QUICK}
spark.executor.extraJavaOptions {QUICK}
spark.network.timeout 300s
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
"""
QUIET = """
rootLogger.level = off
"""


@pytest.fixture(scope="session")
def spark_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for SPARK_CONF_DIR; Java is installed where we may."""
    if shutil.which("java") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "openjdk-17-jre-headless"],
            check=False,
        )
    assert shutil.which("java"), "Spark's tests need Java 17 or 21: apt-get install openjdk-17-jre-headless"
    folder = tmp_path_factory.mktemp("settings")
    (folder / "spark-defaults.conf").write_text(SETTINGS)
    (folder / "log4j2.properties").write_text(QUIET)
    return folder


class Cluster:
    def __init__(self, folder: Path, settings: Path) -> None:
        self.environment = {
            **os.environ,
            "SPARK_HOME": str(HOME),
            "SPARK_CONF_DIR": str(settings),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": QUICK,
            "PYSPARK_PYTHON": sys.executable,
        }
        self.folder = folder
        self.port = free_port()
        self.url = f"spark://127.0.0.1:{self.port}"
        self.master = self._start("master.Master", "--port", str(self.port))
        _wait_for(self.port)
        self.workers: list[subprocess.Popen[bytes]] = []
        for _ in range(2):
            self.start_worker()

    def start_worker(self) -> None:
        self.workers.append(self._start("worker.Worker", "-c", "1", "-m", "900m", self.url))

    def kill_worker(self) -> None:
        """Its executor and the Python beneath go with it."""
        worker = self.workers.pop(0)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop(self) -> None:
        for process in [*self.workers, self.master]:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                HOME / "bin" / "spark-class",
                f"org.apache.spark.deploy.{name}",
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                *words,
            ],
            env={**self.environment, "SPARK_WORKER_DIR": str(self.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("Spark's master does not answer")


@pytest.fixture(scope="module")  # and no longer: it holds 2 GB
def cluster(tmp_path_factory: pytest.TempPathFactory, spark_settings: Path) -> Iterator[Cluster]:
    running = Cluster(tmp_path_factory.mktemp("workers"), spark_settings)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def session(cluster: Cluster) -> Iterator[SparkSession]:
    before = dict(os.environ)
    os.environ.update(cluster.environment)
    with session_on(cluster.url) as running:
        yield running
    os.environ.clear()
    os.environ.update(before)
