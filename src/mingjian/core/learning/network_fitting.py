"""Fits a network of convolutions by small steps (AdamW, Loshchilov and Hutter 2019), with patterns and places hidden by lot (Srivastava et al. 2014)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mingjian.core.compiled import Array, kernel
from mingjian.core.learning.network import SMOOTHED, Laid, Network, Rows, lay, strongest
from mingjian.core.learning.vocabulary import Floats

AT_ONCE = 32  # texts a step
HIDDEN = 0.5  # of the patterns, at each step
WARM = 0.1  # of the steps: the pace rises, then falls to nothing
DECAY = 0.01
_KEPT, _KEPT_SQUARE, _LEAST = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Shape:
    """How a network looks and learns: widths of its patterns, patterns of each, rounds over all texts, greatest pace, share of places hidden at each step."""

    widths: tuple[int, ...]
    patterns: int
    rounds: int
    pace: float
    hidden: float


@dataclass
class Steps:
    """Tables that are fitted, each with the running mean and square of its slopes (Adam, Kingma and Ba 2015)."""

    tables: dict[str, Floats]
    number: int = 0
    means: dict[str, Floats] = field(default_factory=dict)
    squares: dict[str, Floats] = field(default_factory=dict)

    def take(self, slopes: dict[str, Floats], pace: float) -> None:
        """Go one step down the slopes."""
        self.number += 1
        length = pace * (1 - _KEPT_SQUARE**self.number) ** 0.5 / (1 - _KEPT**self.number)
        for name, slope in slopes.items():
            mean = self.means.setdefault(name, np.zeros_like(slope))
            square = self.squares.setdefault(name, np.zeros_like(slope))
            mean += np.float32(1 - _KEPT) * (slope - mean)
            square += np.float32(1 - _KEPT_SQUARE) * (slope * slope - square)
            table = self.tables[name]
            table *= np.float32(1 - pace * DECAY)
            table -= np.float32(length) * mean / (np.sqrt(square) + np.float32(_LEAST))


def fit_network(shape: Shape, vectors: Floats, texts: Sequence[Rows], labels: npt.NDArray[np.int64], classes: int, *, moves: bool) -> Network:
    """
    Fit a network on texts of known class (0 to classes - 1), each as rows of `vectors` (rows x depth; row 0 is nothing).

    With `moves` the vectors are fitted, too, in place. The same texts make the same network.
    """
    draw = np.random.default_rng(len(texts))
    steps = Steps(_start(draw, shape, vectors.shape[1], classes) | ({"vectors": vectors} if moves else {}))
    order = np.concatenate([draw.permutation(len(texts)) for _ in range(shape.rounds)])
    parts = [order[at : at + AT_ONCE] for at in range(0, len(order), AT_ONCE)]
    for number, part in enumerate(parts):
        aims = np.full((len(part), classes), SMOOTHED / classes, np.float32)
        aims[np.arange(len(part)), labels[part]] += 1 - SMOOTHED
        slopes = _slopes(draw, shape, steps.tables, vectors, lay([texts[one] for one in part], max(shape.widths) - 1), aims)
        steps.take({name: slopes[name] for name in steps.tables}, shape.pace * _pace((number + 1) / len(parts)))
    fitted = steps.tables
    return Network(shape.widths, fitted["table"], fitted["shift"], fitted["out"], fitted["out_shift"])


def _start(draw: np.random.Generator, shape: Shape, depth: int, classes: int) -> dict[str, Floats]:
    def drawn(*size: int, reach: float) -> Floats:
        return draw.uniform(-reach, reach, size).astype(np.float32)

    patterns = len(shape.widths) * shape.patterns
    table = np.concatenate([drawn(width * shape.patterns, depth, reach=(width * depth) ** -0.5) for width in shape.widths])
    out = drawn(patterns, classes, reach=patterns**-0.5)
    return {"table": table, "shift": np.zeros(patterns, np.float32), "out": out, "out_shift": np.zeros(classes, np.float32)}


def _pace(share: float) -> float:
    """Give the share of the greatest pace after a share of all steps."""
    return share / WARM if share < WARM else 0.5 + 0.5 * float(np.cos(np.pi * (share - WARM) / (1 - WARM)))


def _slopes(draw: np.random.Generator, shape: Shape, tables: dict[str, Floats], vectors: Floats, laid: Laid, aims: Floats) -> dict[str, Floats]:
    """Give the slope of the mean cross-entropy of some texts in every table."""
    rows = np.where(draw.random(len(laid.rows)) < shape.hidden, 0, laid.rows)
    places = vectors[rows]
    widths = np.array(shape.widths)
    found, where = strongest(places @ tables["table"].T, laid.starts, laid.ends, widths, shape.patterns)
    strengths = np.maximum(found + tables["shift"], 0)
    shown = (draw.random(strengths.shape) >= HIDDEN).astype(np.float32) / np.float32(1 - HIDDEN)
    logits = (strengths * shown) @ tables["out"] + tables["out_shift"]
    said = np.exp(logits - logits.max(1, keepdims=True))
    wrong = (said / said.sum(1, keepdims=True) - aims) / np.float32(len(aims))
    pull = np.where(strengths > 0, (wrong @ tables["out"].T) * shown, np.float32(0))
    slopes = {"out": (strengths * shown).T @ wrong, "out_shift": wrong.sum(0), "shift": pull.sum(0)}
    slopes["table"], at_places = passed_back(places, tables["table"], pull, where, widths, shape.patterns, "vectors" in tables)
    if "vectors" in tables:
        slopes["vectors"] = gathered(at_places, rows, len(vectors))
    return slopes


@kernel
def passed_back(places: Array, table: Array, pull: Array, where: Array, widths: Array, patterns: int, moves: bool) -> tuple[Array, Array]:
    """Give the slopes of the patterns' table and, with `moves`, of the laid places, from those of the strengths (texts x patterns)."""
    of_table = np.zeros_like(table)
    of_places = np.zeros_like(places) if moves else np.zeros((0, places.shape[1]), np.float32)
    depth = places.shape[1]
    for text in range(len(pull)):
        column = 0
        for number, width in enumerate(widths):
            for one in range(patterns):
                force = pull[text, number * patterns + one]
                if force == 0:
                    continue
                at = where[text, number * patterns + one]
                for step in range(width):
                    line = column + step * patterns + one
                    for deep in range(depth):
                        of_table[line, deep] += force * places[at + step, deep]
                    if moves:
                        for deep in range(depth):
                            of_places[at + step, deep] += force * table[line, deep]
            column += width * patterns
    return of_table, of_places


@kernel
def gathered(of_places: Array, rows: Array, number: int) -> Array:
    """Add the slopes of places up by the rows that stand there; nothing (row 0) has none."""
    found = np.zeros((number, of_places.shape[1]), np.float32)
    for at in range(len(rows)):
        if rows[at] > 0:
            for deep in range(of_places.shape[1]):
                found[rows[at], deep] += of_places[at, deep]
    return found
