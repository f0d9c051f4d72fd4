"""
Finds pictures that share a part: crops, frames, collages, words laid over, stretched and mirrored copies. Needs the extra [vision].

Points that stand out (SIFT, Lowe 2004) are hashed into words by the signs of random sums (Charikar 2002). Pictures that share words at one change of size and
angle (weak geometric consistency, Jégou et al. 2008) are proposed; a pair is accepted where one affine map carries points of the one onto points of the other
(RANSAC), and the grey values under it agree as well, in the middle of the part as in the whole of it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL import Image

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput
from mingjian.core.matching.votes import WORD_BITS, WORD_TABLES, proposed

SIDE = 512  # pixels that a picture is shrunk to before it is looked at
LEAST_SIDE = 24  # below which nothing is looked for
_CELLS, _IN_CELL = 6, 14  # the picture's cells a side, and points that one may hold: large letters must not take them all
_FOUND, _CONTRAST = 3000, 0.015
_RATIO = 0.8  # of the nearest to the next nearest point (Lowe 2004)
_TOLERANCE, _ROUNDS = 3.0, 2000
_MOST_STRETCH, _LEAST_SCALE, _MOST_SCALE = 2.2, 0.12, 8.0
WINDOW, _ALIKE, _PLAIN, _FAINT = 15, 0.7, 16.0, 1.0  # of local correlation: pixels a side, what counts as alike, variance that says nothing, least divisor
LEAST_POINTS, LEAST_AGREEMENT = 10, 0.3

#: Where each of a descriptor's 4 x 4 x 8 values stands once the picture is mirrored: rows across the point's own direction change sides, angles their sign.
_MIRROR = np.array([((3 - row) * 4 + column) * 8 + (8 - angle) % 8 for row in range(4) for column in range(4) for angle in range(8)])

Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of width and height


class Features(NamedTuple):
    """The points of a picture: its size in pixels as looked at, places (n x 4 float32: x, y, size, angle in degrees), descriptors (n x 128 uint8)."""

    width: int
    height: int
    places: Array
    signs: Array

    def mirrored(self) -> "Features":
        """Return what the picture's mirror image (left to right) has, without looking at it."""
        places = self.places.copy()
        places[:, 0] = self.width - 1 - places[:, 0]
        places[:, 3] = (180 - places[:, 3]) % 360
        return Features(self.width, self.height, places, self.signs[:, _MIRROR])


class Common(NamedTuple):
    """
    The part that two pictures share: its box in each, points that one map carries over, and the share of its grey values that agree.

    `cover` is the larger of the shares of either picture that the part fills: of a crop it is near 1, of a badge on both pictures small. Of pictures that were
    laid over each other (see overlays) `points` are windows that agree.
    """

    first: Box
    second: Box
    points: int
    agreement: float
    cover: float
    is_mirrored: bool
    is_laid: bool = False

    @property
    def sureness(self) -> float:
        """Return how much the agreement says, 0 to 1: with eight points in one map it is half of it."""
        return self.agreement * (1.0 - float(0.5 ** (self.points / 8)))


def grey_of(picture: Image.Image) -> Array:
    """Return the grey values (uint8) of a picture shrunk to SIDE."""
    scale = min(1.0, SIDE / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return np.asarray(picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0).convert("L"))


def features_of(picture: Image.Image) -> Features:
    """Find the points of a picture, the strongest of each cell; none in what is too small or shows nothing."""
    grey = grey_of(picture)
    height, width = grey.shape
    found = _spread(_detector().detect(grey, None), width, height) if min(height, width) >= LEAST_SIDE else []
    if not found:
        return Features(width, height, np.zeros((0, 4), np.float32), np.zeros((0, 128), np.uint8))
    kept, signs = _detector().compute(grey, found)
    places = np.array([(*one.pt, one.size, one.angle) for one in kept], np.float32)
    return Features(width, height, places, signs.astype(np.uint8))


@cache
def _detector() -> Any:
    return cv2.SIFT.create(nfeatures=_FOUND, contrastThreshold=_CONTRAST)


def _spread(found: Sequence[Any], width: int, height: int) -> list[Any]:
    """Keep the strongest points of each cell."""
    room: dict[tuple[int, int], int] = {}
    kept = []
    for one in sorted(found, key=lambda one: -one.response):
        cell = int(one.pt[0] * _CELLS / width), int(one.pt[1] * _CELLS / height)
        if room.setdefault(cell, _IN_CELL):
            room[cell] -= 1
            kept.append(one)
    return kept


@cache
def _sums() -> Array:
    """Draw the random sums, the same in every run: each adds some values of a descriptor and takes as many others away."""
    drawn = np.random.default_rng(1)
    sums = np.zeros((128, WORD_TABLES * WORD_BITS), np.float32)
    for column in range(sums.shape[1]):
        places = drawn.permutation(128)[:16]
        sums[places[:8], column], sums[places[8:], column] = 1, -1
    return sums


def words_of(features: Features) -> Array:
    """Return the words (n x WORD_TABLES, uint32) of a picture's points."""
    bits = np.sqrt(features.signs.astype(np.float32)) @ _sums() > 0
    weights = 1 << np.arange(WORD_BITS, dtype=np.uint32)
    words: Array = (bits.reshape(-1, WORD_TABLES, WORD_BITS) * weights).sum(-1, dtype=np.uint32)
    return words


def likely_pairs(features: Sequence[Features], owners: Array) -> list[tuple[int, int, bool]]:
    """Propose pairs of pictures of different owners, by number, the smaller first, and whether one seems mirrored; in order."""
    mirrored = [one.mirrored() for one in features]
    return proposed([(words_of(one), one.places) for one in features], [(words_of(one), one.places) for one in mirrored], owners)


def common_parts(
    features: Sequence[Features],
    owners: Array,
    grey: Callable[[int], Array],
    *,
    cover: float,
    passed: Collection[tuple[int, int]] = (),
    aside: Array | None = None,
) -> Iterator[tuple[int, int, Common]]:
    """
    Return the pairs of pictures of different owners, by number, that share a part which fills at least `cover` of one of them, with the part; in order.

    `grey` gives the grey values of a picture by its number, or raises BadInput where it cannot be opened any more; pairs in `passed` are left
    out, and those of two pictures that are both `aside` (bool, by picture).
    """
    for one, other, is_mirrored in likely_pairs(features, owners):
        if (one, other) in passed or (aside is not None and aside[one] and aside[other]):
            continue
        try:
            part = common_part(features[one], features[other], lambda ours=one, theirs=other: (grey(ours), grey(theirs)), is_mirrored=is_mirrored)  # type: ignore[misc]  # defaults bind both
        except BadInput:  # gone or changed since it was first looked at
            continue
        if part is not None and part.cover >= cover:
            yield one, other, part


def common_part(first: Features, second: Features, greys: Callable[[], tuple[Array, Array]], *, is_mirrored: bool) -> Common | None:
    """
    Return the part that two pictures share, or None. `greys` gives the grey values of both (`grey_of`), asked for only where the points agree.

    Raises what `greys` raises.
    """
    turned = first.mirrored() if is_mirrored else first
    carried = _carried(turned, second)
    if carried is None:
        return None
    change, ours, theirs = carried
    grey, other = greys()
    agreement, middle = _agreement(grey[:, ::-1] if is_mirrored else grey, other, change, theirs)
    own, their = _box(ours, first, is_mirrored=is_mirrored), _box(theirs, second, is_mirrored=False)
    if min(agreement, middle) < LEAST_AGREEMENT:
        return None
    return Common(own, their, len(ours), round(agreement, 4), round(max(area_of(own), area_of(their)), 4), is_mirrored)


def _carried(first: Features, second: Features) -> tuple[Array, Array, Array] | None:
    """Find the affine map that carries most points of the one onto the other: the map (2 x 3) and both ends of those points."""
    if min(len(first.signs), len(second.signs)) < LEAST_POINTS:
        return None
    near = cv2.BFMatcher(cv2.NORM_L2).knnMatch(first.signs.astype(np.float32), second.signs.astype(np.float32), k=2)
    good = [pair[0] for pair in near if pair[0].distance < _RATIO * pair[1].distance]
    if len(good) < LEAST_POINTS:
        return None
    ours = first.places[[one.queryIdx for one in good], :2]
    theirs = second.places[[one.trainIdx for one in good], :2]
    cv2.setRNGSeed(1)  # the same answer in every run
    found: Any = cv2.estimateAffine2D(ours, theirs, ransacReprojThreshold=_TOLERANCE, maxIters=_ROUNDS, confidence=0.999)
    change, inside = found
    if change is None or not is_plausible(change):
        return None
    ours, theirs = _distinct(ours[inside.ravel() > 0], theirs[inside.ravel() > 0])
    return (change, ours, theirs) if len(ours) >= LEAST_POINTS else None


def _distinct(ours: Array, theirs: Array) -> tuple[Array, Array]:
    """Count a place once, on either side: many points that run together into one say nothing."""
    for side in (0, 1):
        _, kept = np.unique(np.rint((ours, theirs)[side]), axis=0, return_index=True)
        ours, theirs = ours[kept], theirs[kept]
    return ours, theirs


def is_plausible(change: Array) -> bool:
    """Return of a map (2 x 3) whether a person would have made that change: no mirror left in it, no shear, no shrinking to nothing."""
    large, small = np.linalg.svd(change[:, :2], compute_uv=False)
    return bool(np.linalg.det(change[:, :2]) > 0 and small >= _LEAST_SCALE and large <= _MOST_SCALE and large <= _MOST_STRETCH * small)


def _agreement(grey: Array, other: Array, change: Array, theirs: Array) -> tuple[float, float]:
    """Return the share of the pixels between the points, plain ones left out, around which both pictures correlate; and `middle_agreement`."""
    within = np.zeros(other.shape, np.uint8)
    cv2.fillConvexPoly(within, cv2.convexHull(theirs).astype(np.int32), 1)
    laid = cv2.warpAffine(np.ascontiguousarray(grey), change, (other.shape[1], other.shape[0])).astype(np.float32)
    there = other.astype(np.float32)
    telling, agreeing = agreeing_places(laid, there, within > 0, plain=_PLAIN, faint=_FAINT)
    return float(agreeing.sum() / max(1, telling.sum())), middle_agreement(within > 0, telling, agreeing)


def agreeing_places(laid: Array, there: Array, within: Array, *, plain: float, faint: float) -> tuple[Array, Array]:
    """
    Hold two pictures (float32, of one shape) against each other, window by window: give where either tells anything, and where both correlate there (bool).

    `plain` is the variance up to which a window tells nothing, `faint` the least one that is divided by.
    """

    def mean(values: Any) -> Any:
        return cv2.blur(values, (WINDOW, WINDOW))

    ours, theirs = mean(laid), mean(there)
    spread, spread_there = mean(laid * laid) - ours**2, mean(there * there) - theirs**2
    telling = within & ((spread > plain) | (spread_there > plain))
    alike = (mean(laid * there) - ours * theirs) / np.sqrt(np.maximum(spread, faint) * np.maximum(spread_there, faint))
    return telling, telling & (alike > _ALIKE)


def middle_agreement(part: Array, telling: Array, agreeing: Array) -> float:
    """
    Return the share of what is `telling` in the middle of a part that is `agreeing` (all three bool, of one shape); 1 where less than a window tells anything.

    The middle is half of either side of the box around the part. Other goods in one frame of a sale, or of one outline on white, agree around it and not there.
    """
    ends = (np.flatnonzero(part.any(axis))[[0, -1]] + (0, 1) for axis in (1, 0))
    middle = tuple(slice(first + (last - first) // 4, last - (last - first) // 4) for first, last in ends)
    told = int(telling[middle].sum())
    return float(agreeing[middle].sum() / told) if told >= WINDOW**2 else 1.0


def _box(points: Array, features: Features, *, is_mirrored: bool) -> Box:
    left, top = points.min(0) / (features.width, features.height)
    right, bottom = points.max(0) / (features.width, features.height)
    if is_mirrored:
        left, right = 1 - right, 1 - left
    low, high = (max(0.0, round(float(one), 4)) for one in (left, top)), (min(1.0, round(float(one), 4)) for one in (right, bottom))
    return (*low, *high)  # type: ignore[return-value]  # four of them


def area_of(box: Box) -> float:
    """Return the share of the picture that a box fills."""
    return (box[2] - box[0]) * (box[3] - box[1])
