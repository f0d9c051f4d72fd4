"""A vocabulary is read whole, or refused with its place."""

from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.text.patterns import Term
from mingjian.core.text.vocabulary import read_vocabulary

GOOD = """
categories:
  replica:
    terms:
      - {term: 高仿, disguise: [高f], strength: 3}
      - {term: 高仿, disguise: [], strength: 1}
      - {term: 薇, disguise: []}
      - {term: 号码藏图, kind: behaviour}
  harmless:
    terms: [{term: 高仿真花, strength: -3}]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "words.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_terms_are_read_once_each_without_single_characters_and_behaviours(tmp_path: Path) -> None:
    assert read_vocabulary(write(tmp_path, GOOD)) == (Term("高仿", "replica", ("高f",), 3), Term("高仿真花", "harmless", (), -3))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("categories: {", "cannot be read"),
        ("[]", "no `categories`"),
        ("categories: {x: {}}", "has no `terms`"),
        ("categories: {x: {terms: [{term: 1}]}}", "needs `term`"),
        ("categories: {x: {terms: [{term: 高仿, strength: 9}]}}", "from -3 to 3"),
        ("categories: {x: {terms: [{term: 高仿, disguise: 高f}]}}", "a list"),
    ],
)
def test_a_faulty_vocabulary_is_refused_with_its_place(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(BadInput, match=r"words\.yaml") as refused:
        read_vocabulary(write(tmp_path, text))
    assert why in refused.value.text.en


def test_a_missing_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_vocabulary(tmp_path / "none.yaml")
