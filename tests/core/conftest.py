"""The engines that every detector's test runs on: DuckDB, Sail, and Spark itself where Java is."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine

#: What runs on the engines for many machines is a suite of its own: `pytest -m many_machines`, beside `pytest -m "not many_machines"`.
ENGINES = ["duckdb", *(pytest.param(name, marks=pytest.mark.many_machines) for name in ("sail", "spark"))]
OF_A_SMALL_SPARK = {"spark.sql.shuffle.partitions": "4"}


@pytest.fixture(params=ENGINES, scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Open each engine once for all tests; a test that takes it runs on every one."""
    with _open(request.param) as opened:
        yield opened


def _open(name: str) -> Engine:
    if name == "duckdb":
        return DuckEngine()
    spark = pytest.importorskip("mingjian.core.engines.spark", reason="Spark is absent: install the extra [spark].")
    if name == "sail":
        sail: Engine = spark.SailEngine()
        return sail
    if not shutil.which("java"):
        pytest.skip("Java is absent: install default-jre-headless.")
    # The workers of a Spark import kernels by name, those of tests too.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    opened: Engine = spark.SparkEngine("local[2]", settings=OF_A_SMALL_SPARK)
    return opened
