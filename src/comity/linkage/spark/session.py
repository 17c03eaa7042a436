"""A Spark session for linkage, and plain words where Spark or Java is missing.

In: a master (`local[4]`, `local-cluster[2,1,1024]`, `spark://host:7077`, `yarn`, `k8s://…`). Settings of the installation come from
its own `spark-defaults.conf` (SPARK_CONF_DIR); here stands only what linkage cannot do without.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from comity.core import UsageProblem
from comity.core.working_folder import working_folder
from comity.linkage.errors import SparkMissing

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ON_THIS_MACHINE = re.compile(r"local|spark://(127\.|localhost)")
_BATCH = "50000"
"""Rows that go through one call of a kernel where rows need no neighbours."""
_ONE_THREAD = ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""Spark starts a process a core; libraries that each take all cores would only wait for each other."""


@contextmanager
def session_on(master: str, *, scratch: str | None = None) -> Iterator["SparkSession"]:
    """Stops the session at the end. `scratch` is a folder that this machine and all workers see.

    Raises SparkMissing where pyspark or Java is not there, UsageProblem where workers elsewhere have no such folder.
    """
    require_spark()
    if scratch is None and not _ON_THIS_MACHINE.match(master):
        raise UsageProblem(
            f"The workers of {master} and this machine need a folder that all of them see.",
            remedy="Name one with --scratch, for instance hdfs:///tmp/comity or a network folder.",
        )
    from pyspark.sql import SparkSession

    with working_folder() as own:
        _surroundings(master, own)
        builder = SparkSession.builder.master(master).appName("comity link")
        settings = {
            "spark.sql.execution.arrow.maxRecordsPerBatch": _BATCH,
            "spark.ui.showConsoleProgress": "false",
            "spark.cleaner.referenceTracking.cleanCheckpoints": "true",
            **{f"spark.executorEnv.{name}": "1" for name in _ONE_THREAD},
        }
        if master.startswith("local"):
            settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            session.sparkContext.setCheckpointDir(scratch or str(own / "scratch"))
            yield session
        finally:
            session.stop()


def require_spark() -> None:
    if importlib.util.find_spec("pyspark") is None:
        raise SparkMissing(
            "Spark's library for Python is not installed.", remedy="Install it: pip install 'comity[spark]'."
        )
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home) / "bin" / "java") if home else "java")
    if java is None or subprocess.run([java, "-version"], capture_output=True, check=False).returncode:  # noqa: S603 -- the machine's own Java
        raise SparkMissing(
            "Spark needs Java 17 or 21, and there is none.",
            remedy="Install it (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME.",
        )


def _surroundings(master: str, scratch: Path) -> None:
    """What Spark reads from its surroundings; what a person has set there stays."""
    import pyspark

    wanted = {"PYSPARK_PYTHON": sys.executable, "SPARK_HOME": str(Path(pyspark.__file__).parent)}
    if master.startswith("local"):
        wanted |= {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(scratch)}
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
