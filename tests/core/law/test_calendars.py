"""What a broken calendar says."""

from pathlib import Path

import pytest

from mingjian.core.law import Faults
from mingjian.core.law.calendars import read_calendars

HEAD = "year: 2026\nsource: notice\nverification: text\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("worked: [2026-01-05]\n", "不是 2026 年可调为上班的周末"),
        ("worked: [2025-01-04]\n", "不是 2026 年可调为上班的周末"),
        ("off: [{name: {zh: 节, en: feast}, from: 2026-01-03, to: 2026-01-04}]\nworked: [2026-01-04]\n", "不是 2026 年可调为上班的周末"),
        ("off: [{name: {zh: 节, en: feast}, from: 2026-02-05, to: 2026-02-01}]\n", "起止日期"),
        ("off: [{name: {zh: 节, en: feast}, from: 2025-02-05}]\n", "起止日期"),
        ("off: [{name: {zh: 节, en: feast}, from: 2026-01-01, to: 2026-12-31}]\n", "起止日期"),
        ("of: []\n", "没有“of”这个键"),
    ],
)
def test_a_broken_calendar_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    faults = Faults()
    (tmp_path / "2026.yaml").write_text(HEAD + text, "utf-8")
    read_calendars(tmp_path, "calendars", faults)
    assert said in faults.found[0].zh


def test_a_missing_year_and_a_wrong_name_are_named(tmp_path: Path) -> None:
    faults = Faults()
    (tmp_path / "2026.yaml").write_text(HEAD, "utf-8")
    (tmp_path / "2028.yaml").write_text(HEAD.replace("2026", "2029"), "utf-8")
    read_calendars(tmp_path, "calendars", faults)
    assert [("须与文件名" in fault.zh, "缺少日历" in fault.zh) for fault in faults.found] == [(True, False), (False, True)]
