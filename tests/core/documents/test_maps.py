"""Field maps: how a heading of another system is written, and what is wrong with a file."""

from pathlib import Path

import pytest

from mingjian.core.documents.forms import Value
from mingjian.core.documents.maps import Heading, read_maps
from mingjian.core.errors import RulebookFault


@pytest.mark.parametrize(
    ("way", "found", "said"),
    [
        ("wan", "52,345.50元", "5.23455"),
        ("wan", "250000", "25"),
        ("wan", "罚款若干", ""),
        ("date", "2026年1月2日", "2026/01/02"),
        ("date", "某日", ""),
        ("", "罚款五万元", "罚款五万元"),
    ],
)
def test_a_value_is_written_as_the_other_system_takes_it_or_left_out(way: str, found: str, said: str) -> None:
    assert Heading(Value("金额", "Sum", ("papers.fine",)), way).said(found) == said


def test_a_folder_that_is_not_there_has_no_maps_and_one_without_headings_is_a_fault(tmp_path: Path) -> None:
    assert read_maps(tmp_path / "none") == {}
    (tmp_path / "empty.yaml").write_text("title: {zh: 空, en: Empty}\nnote: {zh: 无, en: None}\n", "utf-8")
    with pytest.raises(RulebookFault, match="headings"):
        read_maps(tmp_path)
