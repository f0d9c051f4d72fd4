"""
Gives a picture 64 numbers that lie near for pictures that look alike, and each picture's neighbours among up to a million. Needs the extra [vision].

The front of EfficientNet-Lite0 (lite0.onnx, drawn by `benchmarks/lite0.py`) is asked for what it sees, on average over the picture and its mirror image;
what pictures have in common anyway is taken out and the rest made even (whitening: Jégou & Chum, ECCV 2012), by means and directions learnt on pictures
kept apart (`benchmarks/pictures.py --learn`).
Near says *like*, never *copied*: a pair is only proposed, and something else must prove it.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from mingjian.core.compiled import Array

NUMBERS = 64  # of an embedding, 2 bytes each
MOST, LEAST = 8, 0.3  # neighbours proposed for a picture, and how near (cosine) they must be
WIDTH = 112  # numbers that the network gives: the means over all places of its eleventh block
NETWORK = Path(__file__).parent / "lite0.onnx"
WHITENING = Path(__file__).parent / "whitening.npy"  # a row of means, then a row for each direction
_SIDE = 192  # pixels that a picture is shrunk to, whatever its shape
_ROWS, _COLUMNS = 256, 1 << 16  # compared at a time: 64 MiB
_FIRST, _NEARER = 1 << 10, 1e-6  # columns that are compared before all others, so that of a picture that all show few are sorted; what counts as nearer


def embedding_of(picture: Image.Image) -> Array:
    """Return an RGB picture's embedding (NUMBERS float16, length 1), the same for its mirror image."""
    means, *directions = _known()
    numbers = (seen(picture) - means) @ np.array(directions).T
    embedding: Array = (numbers / max(float(np.linalg.norm(numbers)), 1e-9)).astype(np.float16)
    return embedding


def seen(picture: Image.Image) -> Array:
    """Return what the network sees (WIDTH float32), on average over the picture and its mirror image."""
    pixels = cv2.resize(np.asarray(picture.convert("RGB")), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    upright = ((pixels - 127) / 128).transpose(2, 0, 1)
    means: Array = _session().run(None, {"x": np.stack([upright, upright[:, :, ::-1]])})[0].mean(0)
    return means


def whitening(many: Array) -> Array:
    """Learn means and directions (1 + NUMBERS rows) from what the network sees of many pictures (n x WIDTH, n above NUMBERS)."""
    means = many.mean(0)
    _, spreads, directions = np.linalg.svd((many - means) / np.sqrt(len(many)), full_matrices=False)
    return np.vstack([means, directions[:NUMBERS] / (spreads[:NUMBERS, None] + 1e-3 * spreads[0])]).astype(np.float32)


@cache
def _known() -> Array:
    known: Array = np.load(WHITENING).astype(np.float32)
    return known


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(NETWORK.read_bytes(), options, providers=["CPUExecutionProvider"])


def neighbours(embeddings: Sequence[Array] | Array, owners: Array, *, most: int = MOST, least: float = LEAST) -> list[tuple[int, int]]:
    """
    Return pairs of pictures by number, the smaller first, of which one is among the `most` nearest of the other that other owners show; in order.

    Every two are compared, block by block: no time goes into an index, and none is missed. Memory: 256 bytes a picture, 100 MiB, and 8 bytes a pair.
    """
    points = np.asarray(embeddings, np.float32)
    pairs = set()
    for begun in range(0, len(points), _ROWS):
        near, known = _nearest(points[begun : begun + _ROWS], owners[begun : begun + _ROWS], points, owners, most, least)
        for row, column in zip(*np.nonzero(known > least), strict=True):
            one, other = begun + int(row), int(near[row, column])
            pairs.add((min(one, other), max(one, other)))
    return sorted(pairs)


def _nearest(asked: Array, askers: Array, points: Array, owners: Array, most: int, least: float) -> tuple[Array, Array]:
    """Return for each that is asked for the numbers of its nearest and how near they are (both asked x most), nearest first."""
    near, known = np.zeros((len(asked), most), np.int64), np.full((len(asked), most), least, np.float32)
    for begun, ended in pairwise((0, *range(_FIRST, len(points), _COLUMNS), len(points))):
        alike = asked @ points[begun:ended].T
        rows, columns = np.nonzero(alike > known[:, -1:] + _NEARER)
        is_other = askers[rows] != owners[begun + columns]
        rows, columns = rows[is_other], columns[is_other]
        near, known = _merged(near, known, rows, begun + columns, alike[rows, columns])
    return near, known


def _merged(near: Array, known: Array, rows: Array, numbers: Array, alike: Array) -> tuple[Array, Array]:
    """Let new ones take their places among the nearest of their rows."""
    most = near.shape[1]
    order = np.lexsort((numbers, -alike, rows))
    rows, numbers, alike = rows[order], numbers[order], alike[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept = rank < most
    more, how = np.zeros_like(near), np.full_like(known, -1)
    more[rows[kept], rank[kept]], how[rows[kept], rank[kept]] = numbers[kept], alike[kept]
    all_near, all_known = np.hstack([near, more]), np.hstack([known, how])
    best = np.argsort(-all_known, axis=1, kind="stable")[:, :most]
    return np.take_along_axis(all_near, best, 1), np.take_along_axis(all_known, best, 1)
