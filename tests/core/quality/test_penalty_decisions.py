"""The set of penalty decisions: what counts as there, and what as wrong."""

import json
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.quality import LabelledRow, penalty_decisions

ROW = {
    "url": "https://gov.example/1", "decision_no": "杭市监处罚〔2026〕1号", "authority": "杭州市市场监督管理局", "party": "杭州甲贸易有限公司", "uscc": None,
    "excerpt": "当事人：杭州甲贸易有限公司。决定没收违法所得0.12万元，罚款3000元。",
    "amounts": [{"kind": "罚款", "yuan": 3000}, {"kind": "没收违法所得", "yuan": 1200}],
    "transfer": None,
}  # fmt: skip


def rows(folder: Path, *lines: dict[str, object]) -> list[LabelledRow]:
    (folder / "cases.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return penalty_decisions.read(folder)


def figures(labelled: list[LabelledRow]) -> dict[tuple[str, str], tuple[float, int]]:
    said = penalty_decisions.judge([row.content for row in labelled])
    return {(one.name, one.of): (one.value, one.n) for one in penalty_decisions.measures(labelled, said)}


def test_only_what_stands_in_the_text_counts_as_there(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, ROW)
    assert set(row.label) == {"party", "amounts"}
    found = figures([row])
    assert found["recall", "party"] == (1.0, 1)
    assert found["precision", "amounts"] == found["recall", "amounts"] == (1.0, 2)
    assert ("recall", "authority") not in found


def test_what_is_read_and_was_not_noted_counts_as_wrong(tmp_path: Path) -> None:
    found = figures(rows(tmp_path, {**ROW, "party": "杭州乙贸易有限公司", "amounts": []}))
    assert found["precision", "party"] == (0.0, 1)
    assert found["precision", "amounts"] == (0.0, 2)


def test_a_line_has_the_names_of_the_set_with_how_sure_each_is(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, ROW)
    told = penalty_decisions.told(row, penalty_decisions.judge([row.content])[0])
    assert told["party"] == "杭州甲贸易有限公司"
    assert told["party_place"]["confidence"] > 0.9
    assert [(one["kind"], one["yuan"]) for one in told["amounts"]] == [("没收违法所得", 1200.0), ("罚款", 3000.0)]
    json.dumps(told)


def test_the_baseline_takes_what_stands_first(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, ROW)
    (said,) = penalty_decisions.baseline([])([row.content])
    assert [one["yuan"] for one in said["amounts"]] == [1200.0, 3000.0]


def test_a_row_without_a_text_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Line 1"):
        rows(tmp_path, {"url": "x"})
