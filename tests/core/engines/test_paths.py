"""Which files a path means, alike on every engine."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.paths import files_of
from mingjian.core.errors import BadInput


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.parquet", "a.parquet", "source=甲网/deep/c.parquet", "it's/d.parquet", "notes.txt", "e.parquet/f.parquet"):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"name": [name]}), place)
    return tmp_path


def names(folder: Path, path: str) -> list[str]:
    return [Path(one).relative_to(folder).as_posix() for one in files_of(f"{folder}/{path}")]


def test_a_folder_means_all_parquet_files_below_it_in_order(folder: Path) -> None:
    assert names(folder, "") == ["a.parquet", "b.parquet", "e.parquet/f.parquet", "it's/d.parquet", "source=甲网/deep/c.parquet"]


def test_a_file_means_itself_whatever_it_is_called_and_a_pattern_what_fits_it(folder: Path) -> None:
    assert names(folder, "notes.txt") == ["notes.txt"]
    assert names(folder, "[ab].parquet") == ["a.parquet", "b.parquet"]
    assert names(folder, "*.parquet") == ["a.parquet", "b.parquet"]  # a folder of such a name is no file
    assert names(folder, "**/*.txt") == ["notes.txt"]


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path: Path) -> None:
    place = tmp_path / "x*y"
    place.mkdir()
    pq.write_table(pa.table({"a": [1]}), place / "a.parquet")
    assert files_of(str(place)) == [f"{place}/a.parquet"]


def test_an_address_with_a_scheme_is_left_to_the_engine() -> None:
    assert files_of("s3://bucket/none/*.parquet") == ["s3://bucket/none/*.parquet"]


@pytest.mark.parametrize("path", ["none", "none/*.parquet", "empty"])
def test_where_there_is_no_file_it_is_said(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="no Parquet files"):
        files_of(f"{tmp_path}/{path}")


def test_a_quote_in_a_name_ends_no_query_and_a_folder_of_a_source_becomes_no_column(folder: Path) -> None:
    with DuckEngine() as engine:
        rows = engine.to_arrow(engine.sql("SELECT * FROM r ORDER BY name", r=engine.read_parquet(str(folder))))
    assert rows.column_names == ["name"]
    assert "it's/d.parquet" in rows["name"].to_pylist()
