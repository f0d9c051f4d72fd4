"""Numbers the n-grams of a reading and weighs them: how often in the text, how rarely elsewhere."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Rows:
    """Sparse rows: row r holds `columns` and `values` from starts[r] to starts[r + 1]."""

    starts: npt.NDArray[np.int64]
    columns: Ints
    values: Floats

    def times(self, weights: Floats) -> Floats:
        """Multiply by a dense table (columns x classes)."""
        found = np.zeros((len(self.starts) - 1, weights.shape[1]), np.float32)
        for row, (begin, end) in enumerate(pairwise(self.starts)):
            found[row] = self.values[begin:end] @ weights[self.columns[begin:end]]
        return found


class Vocabulary:
    """The n-grams that stood in at least two texts, with what each weighs (smoothed inverse document frequency)."""

    def __init__(self, grams: Sequence[str], weights: Floats) -> None:
        self.grams, self.weights = list(grams), weights
        self._place = {gram: place for place, gram in enumerate(self.grams)}

    @classmethod
    def of(cls, texts: Iterable[list[str]], least: int = 2) -> "Vocabulary":
        """Learn from the n-grams of texts."""
        counts: Counter[str] = Counter()
        number = 0
        for grams in texts:
            counts.update(set(grams))
            number += 1
        kept = sorted(gram for gram, n in counts.items() if n >= least)
        return cls(kept, np.array([log((1 + number) / (1 + counts[gram])) + 1 for gram in kept], np.float32))

    def rows(self, texts: Iterable[list[str]]) -> Rows:
        """Give each text as a row of length 1; a row of nothing where it holds no known n-gram."""
        starts, columns, values = [0], [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
        for grams in texts:
            found, worth = self.row(grams)
            columns.append(found)
            values.append(worth)
            starts.append(starts[-1] + len(found))
        return Rows(np.array(starts), np.concatenate(columns), np.concatenate(values))

    def place(self, gram: str) -> int | None:
        """Give the number of an n-gram, if it is known."""
        return self._place.get(gram)

    def row(self, grams: list[str]) -> tuple[Ints, Floats]:
        """Give the places and values of one text's known n-grams."""
        known = Counter(place for gram in grams if (place := self._place.get(gram)) is not None)
        places = np.fromiter(known.keys(), np.int32, len(known))
        values = (1 + np.log(np.fromiter(known.values(), np.float32, len(known)))) * self.weights[places]
        length = float(np.sqrt(values @ values))
        return places, values / length if length else values

    def arrays(self) -> dict[str, Any]:
        """Give itself as arrays, to be saved; n-grams hold no line end, as readings leave none."""
        return {"grams": np.frombuffer("\n".join(self.grams).encode("utf-8", "surrogatepass"), np.uint8), "weights": self.weights}

    @classmethod
    def read(cls, arrays: dict[str, Any]) -> "Vocabulary":
        """Make one from what `arrays` gave."""
        text = arrays["grams"].tobytes().decode("utf-8", "surrogatepass")
        return cls(text.split("\n") if text else [], arrays["weights"])
