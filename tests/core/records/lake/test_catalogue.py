"""The catalogue of a lake says what its folders say, at once, and which files can hold a key."""

import json
import os
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake, catalogue
from mingjian.core.records.lake.catalogue import NAME, may_hold

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def loaded(folder: Path, *files: tuple[str, str]) -> Lake:
    """Load a file of orders for each source, from the first id to the last."""
    lake = Lake(folder / "lake")
    for source, ids in files:
        file = folder / f"{source}.csv"
        first, last = map(int, ids.split("-"))
        file.write_text("订单编号,店铺ID,金额,付款时间\n" + "".join(f"A{number},甲,10,2026-11-0{source[-1]} 10:00\n" for number in range(first, last + 1)))
        lake.load(kind("order"), file, source=source, at=AT)
    return lake


def test_loads_are_said_by_the_catalogue_as_by_their_folders(tmp_path: Path) -> None:
    lake = loaded(tmp_path, ("source1", "100-199"), ("source2", "200-299"))
    first = lake.loads()
    assert (lake.folder / NAME).exists()
    assert lake.loads() == first
    assert {load.source for load in first} == {"source1", "source2"}


def test_a_load_that_ends_while_one_looks_hinders_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake, listed = loaded(tmp_path, ("source1", "100-199")), os.scandir

    def scandir(place: str | Path) -> Any:
        found = nullcontext(list(listed(place)))
        if under_way.exists():
            under_way.rmdir()  # another process ended its load, and its folder went
        return found

    under_way = lake.folder / ".loading-0a"
    for ask in (lake.loads, lake.kinds):
        under_way.mkdir()
        monkeypatch.setattr(os, "scandir", scandir)
        assert ask()
        monkeypatch.undo()
        if under_way.exists():
            under_way.rmdir()


def test_it_is_read_and_not_the_folders_while_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = loaded(tmp_path, ("source1", "100-199"))
    first = lake.loads()
    monkeypatch.setattr(catalogue, "_told", lambda manifest: pytest.fail(f"{manifest} was read again"))
    assert lake.loads() == first


def test_a_lookup_is_told_only_of_files_that_can_hold_the_key(tmp_path: Path) -> None:
    lake = loaded(tmp_path, ("source1", "100-199"), ("source2", "200-299"))
    asked = ("A150", "A250", "A150 A250", "B1", "A0")
    sources = {keys: {load.source for load in lake.loads_that_may_hold("order", "order_id", keys.split())} for keys in asked}
    assert sources == {"A150": {"source1"}, "A250": {"source2"}, "A150 A250": {"source1", "source2"}, "B1": set(), "A0": set()}
    assert len(lake.loads_that_may_hold("order", "no_such_column", ["x"])) == 2  # of which nothing is known
    assert lake.loads_that_may_hold("listing", "order_id", ["A150"]) == []


def test_what_is_loaded_or_removed_afterwards_is_seen(tmp_path: Path) -> None:
    lake = loaded(tmp_path, ("source1", "100-199"))
    gone = lake.loads()[0].folder
    loaded(tmp_path, ("source2", "200-299"))
    assert len(lake.loads()) == 2
    for file in gone.iterdir():
        file.unlink()
    gone.rmdir()
    assert [load.source for load in lake.loads()] == ["source2"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"form": 99, "loads": {}}', '{"form": 1, "loads": 3}', '{"form": 1, "loads": {"order/source=source1/x": 3}}']
)
def test_a_broken_catalogue_is_made_anew(tmp_path: Path, content: str) -> None:
    lake = loaded(tmp_path, ("source1", "100-199"))
    first = lake.loads()
    (lake.folder / NAME).write_text(content)
    assert lake.loads() == first
    assert json.loads((lake.folder / NAME).read_text())["form"] == 1


def test_a_damaged_load_is_still_said_to_be_damaged(tmp_path: Path) -> None:
    lake = loaded(tmp_path, ("source1", "100-199"))
    (lake.loads()[0].folder / "load.json").write_text("{")
    with pytest.raises(BadInput, match=r"load\.json"):
        lake.loads()


def test_a_lake_that_may_not_be_written_is_asked_without_one(tmp_path: Path) -> None:
    lake = loaded(tmp_path, ("source1", "100-199"))
    (lake.folder / NAME).unlink(missing_ok=True)
    with patch.object(Path, "write_text", side_effect=PermissionError(13, "Permission denied")):  # as a mode does not, root may write everywhere
        assert len(Lake(lake.folder).loads()) == 1
    assert not (lake.folder / NAME).exists()


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1), st.text(max_size=6))
def test_whatever_lies_in_a_file_is_never_passed_over(values: list[str], other: str) -> None:
    spans = {"key": (min(values), max(values))}
    assert all(may_hold(spans, "key", [value, other]) for value in values)
