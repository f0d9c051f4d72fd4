"""An engine by the name that a person gives it: what can be opened, and what is said where it cannot."""

import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from make import free_port

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.factory import ENGINES, open_engine
from mingjian.core.errors import BadInput


def test_the_first_engine_needs_nothing_beside_it(tmp_path: Path) -> None:
    with open_engine(ENGINES[0], scratch=str(tmp_path)) as engine:
        assert isinstance(engine, DuckEngine)
        assert engine.to_arrow(engine.from_arrow(pa.table({"a": [1]}))).to_pylist() == [{"a": 1}]


@pytest.mark.parametrize("name", ["", "DuckDB", "polars"])
def test_an_engine_that_there_is_not_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(BadInput, match="duckdb, sail, spark"):
        open_engine(name)


@pytest.mark.parametrize("name", ["sail", "spark"])
def test_without_the_extra_it_is_said_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mingjian.core.engines.spark", None)  # as where it cannot be imported
    with pytest.raises(BadInput, match=r"pip install '\.\[spark\]'"):
        open_engine(name)


@pytest.mark.slow
def test_a_spark_of_this_machine_needs_java_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mingjian.core.engines.spark", reason="Spark is absent: install the extra [spark].")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BadInput, match="Java 17"):
        open_engine("spark")


@pytest.mark.parametrize("url", ["spark://cluster:7077", "cluster:15002", "sc://", "sc://cluster:port", "sc://cluster:99999999"])
def test_what_is_no_address_of_a_cluster_is_refused_with_how_one_is_written(url: str) -> None:
    pytest.importorskip("mingjian.core.engines.spark", reason="Spark is absent: install the extra [spark].")
    with pytest.raises(BadInput, match="sc://host:15002"):
        open_engine("spark", url=url)


def test_a_cluster_at_which_nothing_answers_is_told_at_once_and_without_its_token() -> None:
    pytest.importorskip("mingjian.core.engines.spark", reason="Spark is absent: install the extra [spark].")
    port = free_port()
    with pytest.raises(BadInput, match=f"sc://127.0.0.1:{port}") as refused:
        open_engine("spark", url=f"sc://127.0.0.1:{port}/;token=secret")
    assert "secret" not in str(refused.value)
