"""What was made out of files is kept while they are the same, and nothing is read that others could have written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingjian.core.kept import MOST_MARKS, kept, mark_of
from mingjian.core.procedure.rulebook import crimes, duties, liabilities, packaged, read_rulebook, rulebook


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "mingjian"


class Maker:
    """Makes a list, and counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[int]:
        self.times += 1
        return [self.times]


def test_what_is_kept_is_not_made_again_until_its_mark_is_another(cache: Path) -> None:
    make = Maker()
    assert [kept("a", lambda: mark_of([]), make) for _ in range(3)] == [[1], [1], [1]]
    assert kept("a", lambda: bytes(32), make) == [2]
    assert kept("b", lambda: bytes(32), make) == [3]
    assert sorted(path.name.partition(".")[0] for path in cache.iterdir()) == ["a", "a", "b"]


def test_two_versions_side_by_side_do_not_replace_what_the_other_kept(cache: Path) -> None:
    """A node and a working copy of one user, or two working copies, made the whole rulebook anew at each start."""
    make = Maker()
    marks = [bytes([number]) * 32 for number in range(MOST_MARKS + 2)]
    assert [kept("a", lambda mark=mark: mark, make) for mark in (marks[0], marks[1], marks[0], marks[1])] == [[1], [2], [1], [2]]
    for mark in marks:
        kept("a", lambda mark=mark: mark, make)
    assert len(list(cache.iterdir())) == MOST_MARKS


def file_of(cache: Path) -> Path:
    (found,) = cache.iterdir()
    return found


def test_a_byte_of_a_file_or_a_name_changes_the_mark(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("number: 15")
    (tmp_path / "other.txt").write_text("-")
    before = mark_of([(tmp_path, ".yaml")])
    (tmp_path / "other.txt").write_text("--")
    assert mark_of([(tmp_path, ".yaml")]) == before
    (tmp_path / "one.yaml").write_text("number: 16")
    assert mark_of([(tmp_path, ".yaml")]) != before
    (tmp_path / "one.yaml").write_text("number: 15")
    (tmp_path / "one.yaml").rename(tmp_path / "two.yaml")
    assert mark_of([(tmp_path, ".yaml")]) != before


@pytest.mark.parametrize("damage", [lambda held: held[:-1], lambda held: b"", lambda held: held[:-3] + b"abc", lambda held: held[:40]])
def test_what_is_damaged_is_made_anew(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    make = Maker()
    kept("a", lambda: mark_of([]), make)
    path = file_of(cache)
    path.write_bytes(damage(path.read_bytes()))
    assert kept("a", lambda: mark_of([]), make) == [2]
    assert kept("a", lambda: mark_of([]), make) == [2]


def test_what_others_could_have_written_is_not_read(cache: Path) -> None:
    make = Maker()
    kept("a", lambda: mark_of([]), make)
    file_of(cache).chmod(0o666)
    assert kept("a", lambda: mark_of([]), make) == [2]
    cache.chmod(0o777)
    assert kept("a", lambda: mark_of([]), make) == [3]
    assert kept("a", lambda: mark_of([]), make) == [4]


def test_a_folder_that_is_a_link_is_not_used(cache: Path, tmp_path: Path) -> None:
    cache.parent.mkdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    cache.symlink_to(tmp_path / "elsewhere")
    assert [kept("a", lambda: mark_of([]), make := Maker()), kept("a", lambda: mark_of([]), make)] == [[1], [2]]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_where_no_cache_can_be_the_thing_is_made_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    make = Maker()
    assert [kept("a", lambda: mark_of([]), make) for _ in range(2)] == [[1], [2]]


@pytest.mark.slow
def test_a_rulebook_that_was_kept_is_the_one_that_is_read(cache: Path) -> None:
    rulebook.cache_clear()
    first = rulebook()
    rulebook.cache_clear()
    again = rulebook()
    assert again is not first
    assert file_of(cache).name.startswith("rulebook.kept.")
    anew, faults = read_rulebook(packaged())
    assert faults.found == []
    assert (again.sheets, again.papers, again.vocabularies) == (anew.sheets, anew.papers, anew.vocabularies)
    assert list(again.statutes.values()) == list(anew.statutes.values())


@pytest.mark.parametrize("part", [crimes, duties, liabilities])
def test_a_part_of_the_rulebook_that_was_kept_is_the_one_that_is_read(cache: Path, part: Any) -> None:
    part.cache_clear()
    first = part()
    part.cache_clear()
    assert part() is not first
    assert part().all == first.all
    assert part().all == part(packaged()).all
    part.cache_clear()
