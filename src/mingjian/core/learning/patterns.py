"""What networks of convolutions look at: the characters of a text as written, and its tokens as an encoder reads them in their sentence."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from mingjian.core.learning import encoders
from mingjian.core.learning.network import Network, Rows
from mingjian.core.learning.vocabulary import Floats

MOST_RAW, MOST_CHARACTERS, MOST_TOKENS = 1024, 256, 160
DEPTH = 384  # numbers of a token in each layer
LAYERS: Mapping[str, slice] = {"middle": slice(0, DEPTH), "last": slice(DEPTH, 2 * DEPTH)}


class Letters:
    """A network over characters. Their vectors began as the encoder's and were learnt; those that stood in no training text are still its."""

    def __init__(self, characters: str, vectors: Floats, network: Network) -> None:
        self.characters, self.vectors, self.network = characters, vectors, network
        self._places = {one: place for place, one in enumerate(characters, start=1)}

    def opinions(self, texts: Sequence[str]) -> Floats:
        """Say of each text and class about -1 to 1."""
        return self.network.opinions(self.vectors, [self.rows(text) for text in texts])

    def weighed(self, text: str, place: int) -> Floats:
        """Give what each character of `spelt(text)` adds to the opinion on a class."""
        return self.network.weighed(self.vectors, self.rows(text), place)

    def rows(self, text: str) -> Rows:
        """Give the row of the vectors at which each character stands; 0 for one that nobody knows."""
        return np.array([self._places.get(one, 0) for one in spelt(text)], np.int64)

    def arrays(self) -> dict[str, Any]:
        """Give itself as arrays, to be saved."""
        known = np.frombuffer(self.characters.encode("utf-8", "surrogatepass"), np.uint8)
        return {"characters": known, "vectors": self.vectors.astype(np.float16), **_saved(self.network)}

    @classmethod
    def read(cls, arrays: Mapping[str, Any]) -> "Letters":
        """Make one from what `arrays` gave. Raises ValueError where the parts do not fit together."""
        made = cls(arrays["characters"].tobytes().decode("utf-8", "surrogatepass"), arrays["vectors"].astype(np.float32), _read(arrays))
        if made.vectors.shape != (len(made.characters) + 1, made.network.table.shape[1]):
            raise ValueError("The vectors are not those of the characters.")
        return made


class Layer(NamedTuple):
    """A network over tokens of one layer: which layer, middle and spread of its numbers, and the network."""

    name: str
    middle: Floats
    spread: Floats
    network: Network

    def opinions(self, texts: Sequence[str]) -> Floats:
        """Say of each text and class about -1 to 1."""
        laid, rows = tokens_of(self.name, texts)
        laid[1:] = (laid[1:] - self.middle) / self.spread
        return self.network.opinions(laid, rows)

    def arrays(self) -> dict[str, Any]:
        """Give itself as arrays, to be saved."""
        return {"middle": self.middle, "spread": self.spread, **_saved(self.network)}

    @classmethod
    def read(cls, name: str, arrays: Mapping[str, Any]) -> "Layer":
        """Make one from what `arrays` gave. Raises ValueError where the parts do not fit together."""
        made = cls(name, arrays["middle"], arrays["spread"], _read(arrays))
        if not made.middle.shape == made.spread.shape == (made.network.table.shape[1],) == (DEPTH,):
            raise ValueError("The numbers of a token are not those of the layer.")
        return made


def read_patterns(name: str, arrays: Mapping[str, Any]) -> Letters | Layer:
    """Make the network of this name from what `arrays` gave. Raises ValueError or KeyError where the parts do not fit together."""
    return Letters.read(arrays) if name == "letters" else Layer.read(name, arrays)


def spelt(text: str) -> str:
    """Give the characters of a text as written, without case, runs of space as one."""
    return " ".join(text[:MOST_RAW].lower().split())[:MOST_CHARACTERS]


def tokens_of(layer: str, texts: Sequence[str]) -> tuple[Floats, list[Rows]]:
    """Give the tokens of texts as a table (row 0 is nothing), and the rows of each text."""
    read = [each[:MOST_TOKENS, LAYERS[layer]] for each in encoders.tokens(texts)]
    table = np.concatenate([np.zeros((1, DEPTH), np.float32), *read]).astype(np.float32)
    ends = 1 + np.cumsum([len(each) for each in read])
    return table, [np.arange(end - len(each), end) for end, each in zip(ends.tolist(), read, strict=True)]


def _saved(network: Network) -> dict[str, Any]:
    tables = {name: getattr(network, name).astype(np.float16) for name in ("table", "out")}
    return {"widths": np.array(network.widths), "shift": network.shift, "out_shift": network.out_shift, **tables}


def _read(arrays: Mapping[str, Any]) -> Network:
    widths = tuple(int(one) for one in arrays["widths"])
    made = Network(widths, arrays["table"].astype(np.float32), arrays["shift"], arrays["out"].astype(np.float32), arrays["out_shift"])
    each, left = divmod(len(made.shift), max(1, len(widths)))
    if left or not widths or min(widths) < 1 or len(made.table) != sum(widths) * each or made.out.shape != (len(made.shift), len(made.out_shift)):
        raise ValueError("The parts of the network do not fit together.")
    return made
