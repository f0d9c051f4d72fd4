"""The set of marked titles is read as it stands, plain or packed, with labels or without, and no title is learnt twice."""

import gzip
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput

ner = pytest.importorskip("mingjian.core.quality.ecommerce_ner", reason="needs the extra learning")

MARKED = "青\tB-HP\n岚\tE-HP\n \tO\n米\tS-HC\n\n大\tB-HC\n米\tE-HC\n好\tO\n\n"


def test_titles_are_read_with_their_spans_and_places(tmp_path: Path) -> None:
    (tmp_path / "multidigraph_x.bieos").write_text(MARKED, encoding="utf-8")
    rows = ner.read(tmp_path)
    assert [row.content for row in rows] == ["青岚 米", "大米好"]
    assert rows[0].label == [(0, 2, "HP"), (3, 4, "HC")]
    assert ner.told(rows[1], [(0, 2, "HC")]) == {"file": "multidigraph_x.bieos", "sentence": 1, "entities": [[0, 2, "HC"]]}


def test_a_packed_file_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "multidigraph_x.bieos.gz").write_bytes(gzip.compress(MARKED.encode()))
    assert [row.label for row in ner.read(tmp_path)] == [[(0, 2, "HP"), (3, 4, "HC")], [(0, 2, "HC")]]


def test_titles_without_labels_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "multidigraph_x.bieos").write_text("大\n米\n\n好\n", encoding="utf-8")
    assert [(row.content, row.label) for row in ner.read(tmp_path)] == [("大米", None), ("好", None)]


def test_titles_of_other_hands_serve_training_only(tmp_path: Path) -> None:
    (tmp_path / "multidigraph_x.bieos").write_text(MARKED, encoding="utf-8")
    (tmp_path / "allanj_x.txt").write_text("大 B-HCCX\n米 I-HCCX\n好 O\n\n好 B-XH\n米 B-HCCX\n\n", encoding="utf-8")
    aside = [row for row in ner.read(tmp_path) if not row.judged]
    assert [(row.content, row.label) for row in aside] == [("大米好", [(0, 2, "HC")]), ("好米", [(1, 2, "HC")])]
    assert [(one.text, one.is_aside) for one in ner._marked(ner.read(tmp_path))] == [("青岚 米", False), ("大米好", False), ("好米", True)]


@pytest.mark.parametrize("text", ["大米 B-HC\n", "\n\n", "大\tB-HC\n米饭\tE-HC\n"])
def test_a_broken_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "multidigraph_x.bieos").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        ner.read(tmp_path)


def test_a_folder_without_such_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="multidigraph"):
        ner.read(tmp_path)


def test_exact_spans_are_counted(tmp_path: Path) -> None:
    (tmp_path / "multidigraph_x.bieos").write_text(MARKED * 10, encoding="utf-8")
    rows = ner.read(tmp_path)
    found = {(one.of, one.name): one.value for one in ner.measures(rows, [row.label for row in rows])}
    assert {found[key] for key in found} == {1.0}
    wrong = {(one.of, one.name): one.value for one in ner.measures(rows, [[(0, 1, "HP")] for _ in rows])}
    assert wrong["", "f1"] == 0
    assert wrong["HC", "recall"] == 0


def test_dictionaries_are_support(tmp_path: Path) -> None:
    (tmp_path / "brand1.dic").write_text("青岚谷\n", encoding="utf-8")
    assert ner.support(tmp_path) == {"HP": [["青岚谷", ""]], "HC": []}
