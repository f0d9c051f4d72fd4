"""
Lays one picture over another, shrunk, moved or mirrored, and says how much of what lies there agrees: crops and frames of pictures with little detail.

A small one is slid over the other at twelve sizes, as if it were cropped from it, and the other way round; the best place is made exact by aligning grey values
(Evangelidis & Psarakis, PAMI 2008). Slow changes are taken out of both first, since any two skies agree in growing lighter upwards. Needs the extra [vision].
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput
from mingjian.core.matching.embeddings import neighbours
from mingjian.core.matching.parts import WINDOW, Box, Common, Features, agreeing_places, area_of, common_parts, is_plausible, middle_agreement

_THUMB, _WORK = 96, 256  # pixels of the longer side, to find the place and to make it exact
_SIZES = np.geomspace(1.0, 0.45, 12)  # of the one that is slid, as a share of the largest that fits
_SMALLEST = 16  # pixels a side that a slid picture keeps
_COARSE, _FINE, _EXACT = (0.8, 6.0), (1.5, 10.0), (1.0, 8.0)  # pixels between which changes are kept: of thumbs, to compare, to align
_ROUNDS, _ENOUGH, _WIDE = 40, 1e-4, 3  # of aligning: most steps, change that ends them, pixels of its window
_PLAIN, _FAINT = 1.0, 0.25  # of local correlation: variance that says nothing, least divisor
_BORDER = 9  # pixels at the edge of what is laid over that are left out
_FLATTEST = 0.3  # spread of a thumb that cannot be slid, since it fits anywhere
DETAILED = 200  # points from which a shared part is found by them: two such pictures are not laid over each other
LEAST_LIKENESS, LEAST_AGREEMENT, LEAST_WINDOWS = 0.6, 0.65, 12


class _Place(NamedTuple):
    """Where a thumb lies best: how alike both are there (correlation), and the map from the first thumb to the second (2 x 3)."""

    likeness: float
    change: Array


class _Agreeing(NamedTuple):
    """
    What agrees: places of the second picture (bool, as large as it is shrunk), their share of those that say anything, and windows that fit into them.

    `middle` is the share in the middle of the box around them (`middle_agreement`).
    """

    places: Array
    share: float
    middle: float
    windows: int


def laid_over(first: Array, second: Array) -> Common | None:
    """
    Return the part that two pictures (grey values as `grey_of` gives them) share where one is laid over the other, as it is or mirrored, or None.

    Its `points` are windows of 15 pixels, of 256 that the longer side is shrunk to, that agree; its boxes hold these and no more, so that a badge on two plain
    pictures stays small.
    """
    thumb = _shrunk(second, _THUMB)
    placed = [(_placed(_shrunk(one, _THUMB), thumb), one, is_mirrored) for one, is_mirrored in ((first, False), (first[:, ::-1], True))]
    place, turned, is_mirrored = max(placed, key=lambda one: one[0].likeness)
    if place.likeness < LEAST_LIKENESS:
        return None
    ours, theirs = _shrunk(turned, _WORK), _shrunk(second, _WORK)
    change = _exact(_enlarged(place.change, turned, second), ours, theirs)
    if not is_plausible(change):
        return None
    agreeing = _agreeing(change, ours, theirs)
    if min(agreeing.share, agreeing.middle) < LEAST_AGREEMENT or agreeing.windows < LEAST_WINDOWS:
        return None
    own, their = _boxes(agreeing.places, change, ours, is_mirrored=is_mirrored)
    return Common(own, their, agreeing.windows, round(agreeing.share, 4), round(max(area_of(own), area_of(their)), 4), is_mirrored, is_laid=True)


def shared_parts(
    features: Sequence[Features],
    embeddings: Sequence[Array],
    owners: Array,
    grey: Callable[[int], Array],
    *,
    cover: float,
    passed: Collection[tuple[int, int]] = (),
    aside: Array | None = None,
) -> Iterator[tuple[int, int, Common]]:
    """
    Return what `common_parts` gives, then the pairs with little detail whose embeddings are near and which share a part once one is laid over the other.

    All is as there.
    """
    told = set(passed)
    for one, other, part in common_parts(features, owners, grey, cover=cover, passed=passed, aside=aside):
        told.add((one, other))
        yield one, other, part
    points = np.array([len(one.signs) for one in features])
    for one, other in neighbours(embeddings, owners) if len(embeddings) else ():
        if (one, other) in told or min(points[one], points[other]) >= DETAILED or (aside is not None and aside[one] and aside[other]):
            continue
        try:
            laid = laid_over(grey(one), grey(other))
        except BadInput:  # gone or changed since it was first looked at
            continue
        if laid is not None and laid.cover >= cover:
            yield one, other, laid


def _shrunk(grey: Array, side: int) -> Array:
    """Return grey values (float32) whose longer side has as many pixels, whatever it had."""
    height, width = grey.shape
    size = max(8, round(width * side / max(grey.shape))), max(8, round(height * side / max(grey.shape)))
    shrunk: Array = cv2.resize(np.ascontiguousarray(grey), size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return shrunk


def _band(grey: Array, kept: tuple[float, float]) -> Array:
    """Leave changes between two lengths (pixels): noise goes, and what only grows lighter or darker slowly."""
    fine, coarse = (cv2.GaussianBlur(grey, (0, 0), one) for one in kept)
    band: Array = np.asarray(fine) - np.asarray(coarse)
    return band


def _band_to_the_edge(grey: Array, kept: tuple[float, float]) -> Array:
    """Leave the same changes as `_band`, as if all went on beyond the edge as it does before it: a sky that grows lighter must not end in a change there."""
    beyond = min(round(3 * kept[1]), *(side - 1 for side in grey.shape))
    return _band(np.pad(grey, beyond, "reflect", reflect_type="odd"), kept)[beyond:-beyond, beyond:-beyond]


def _placed(first: Array, second: Array) -> _Place:
    """Find where the first lies best within the second, or the second within the first."""
    within, around = _slid(first, second), _slid(second, first)
    if within.likeness >= around.likeness:
        return within
    return _Place(around.likeness, cv2.invertAffineTransform(around.change))


def _slid(small: Array, large: Array) -> _Place:
    """Slide a picture over another at all sizes; likeness 0 where it never says anything."""
    ground, best = _band(large, _COARSE), _Place(0.0, np.eye(2, 3, dtype=np.float32))
    (height, width), (most, widest) = small.shape, large.shape
    for size in _SIZES * min(widest / width, most / height):
        across, down = round(width * size), round(height * size)
        if min(across, down) < _SMALLEST or across > widest or down > most:
            continue
        piece = _band(cv2.resize(small, (across, down), interpolation=cv2.INTER_AREA), _COARSE)
        if piece.std() >= _FLATTEST:
            _, likeness, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(ground, piece, cv2.TM_CCOEFF_NORMED))
            if likeness > best.likeness:
                best = _Place(likeness, np.array([[across / width, 0, x], [0, down / height, y]], np.float32))
    return best


def _enlarged(change: Array, first: Array, second: Array) -> Array:
    """Turn the map between thumbs into one between the pictures as they are worked with."""
    ours, theirs = (np.array(_shrunk(one, _WORK).shape[::-1]) / _shrunk(one, _THUMB).shape[::-1] for one in (first, second))
    return np.hstack([change[:, :2] * theirs[:, None] / ours, (change[:, 2] * theirs)[:, None]]).astype(np.float32)


def _exact(change: Array, first: Array, second: Array) -> Array:
    """Align the grey values; where they do not run together the map stays as it was."""
    ends = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ROUNDS, _ENOUGH)
    back, whole = cv2.invertAffineTransform(change).astype(np.float32), np.ones(first.shape, np.uint8)
    try:
        _, back = cv2.findTransformECC(_band(second, _EXACT), _band(first, _EXACT), back, cv2.MOTION_AFFINE, ends, whole, _WIDE)  # type: ignore[assignment]  # an array
    except cv2.error:
        return change
    exact: Array = cv2.invertAffineTransform(back)
    return exact if np.isfinite(exact).all() else change


def _agreeing(change: Array, first: Array, second: Array) -> _Agreeing:
    """Hold both against each other, window by window, where the first covers the second and either shows anything."""
    height, width = second.shape
    laid, there = cv2.warpAffine(_band_to_the_edge(first, _FINE), change, (width, height)), _band_to_the_edge(second, _FINE)
    covered = cv2.warpAffine(np.ones(first.shape, np.uint8), change, (width, height), flags=cv2.INTER_NEAREST)
    covered = cv2.erode(covered, np.ones((_BORDER, _BORDER), np.uint8))
    telling, places = agreeing_places(laid, there, covered > 0, plain=_PLAIN, faint=_FAINT)
    middle = middle_agreement(places, telling, places) if places.any() else 0.0
    return _Agreeing(places, float(places.sum() / max(1, telling.sum())), middle, int(places.sum()) // WINDOW**2)


def _boxes(places: Array, change: Array, first: Array, *, is_mirrored: bool) -> tuple[Box, Box]:
    """Return the boxes around what agrees, in the first picture and in the second, as shares of their sides."""
    rows, columns = np.flatnonzero(places.any(1)), np.flatnonzero(places.any(0))
    left, top, right, bottom = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]]) @ cv2.invertAffineTransform(change).T
    low, high = corners.min(0) / first.shape[::-1], corners.max(0) / first.shape[::-1]
    across = (1 - high[0], 1 - low[0]) if is_mirrored else (low[0], high[0])
    height, width = places.shape
    return _box(across[0], low[1], across[1], high[1]), _box(left / width, top / height, right / width, bottom / height)


def _box(*sides: Any) -> Box:
    left, top, right, bottom = (round(min(1.0, max(0.0, float(one))), 4) for one in sides)
    return left, top, right, bottom
