"""
How far apart two places are at least: by coordinates where both are told, else by their provinces.

Of a province its seat is known here, and within how many kilometres of it all of the province lies, by our own estimate, rounded up (no source was read).
Two places are apart by the distance of the seats less both radii at least; where that is nothing, as between neighbours, nothing is said.
"""

from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

EARTH_KM = 6371.0
#: By the first two digits of the code: latitude and longitude of the seat, and the radius in kilometres. Of Hainan the outer islands are left out.
_PROVINCES: dict[str, tuple[float, float, float]] = {
    "11": (39.90, 116.41, 170), "12": (39.13, 117.20, 130), "13": (38.04, 114.51, 600), "14": (37.87, 112.55, 400), "15": (40.84, 111.75, 1650),
    "21": (41.80, 123.43, 430), "22": (43.82, 125.32, 520), "23": (45.80, 126.53, 950), "31": (31.23, 121.47, 110), "32": (32.06, 118.80, 420),
    "33": (30.27, 120.15, 400), "34": (31.82, 117.23, 370), "35": (26.07, 119.30, 400), "36": (28.68, 115.86, 500), "37": (36.65, 117.12, 530),
    "41": (34.75, 113.62, 450), "42": (30.59, 114.31, 620), "43": (28.23, 112.94, 450), "44": (23.13, 113.26, 540), "45": (22.82, 108.37, 520),
    "46": (20.04, 110.20, 460), "50": (29.56, 106.55, 430), "51": (30.57, 104.07, 700), "52": (26.65, 106.63, 380), "53": (25.04, 102.71, 640),
    "54": (29.65, 91.14, 1350), "61": (34.34, 108.94, 650), "62": (36.06, 103.83, 1150), "63": (36.62, 101.78, 1200), "64": (38.49, 106.23, 380),
    "65": (43.83, 87.62, 1500), "71": (25.03, 121.57, 420), "81": (22.32, 114.17, 60), "82": (22.20, 113.54, 30),
}  # fmt: skip
APART = pa.schema([("one", pa.string()), ("other", pa.string()), ("km", pa.float64())])


@cache
def provinces_apart() -> pa.Table:
    """Return each pair of provinces, both ways round, with how far apart they are at least; those that may touch are left out."""
    pairs = [(one, other, km) for one in _PROVINCES for other in _PROVINCES if (km := _provinces_km(one, other)) > 0]
    return pa.table([list(column) for column in zip(*pairs, strict=True)], schema=APART)


def _provinces_km(one: str, other: str) -> float:
    if one == other:
        return 0.0
    (north, east, radius), (other_north, other_east, other_radius) = _PROVINCES[one], _PROVINCES[other]
    half = sin(radians(other_north - north) / 2) ** 2 + cos(radians(north)) * cos(radians(other_north)) * sin(radians(other_east - east) / 2) ** 2
    return float(max(0, int(2 * EARTH_KM * asin(sqrt(half)) - radius - other_radius)))


def coordinates_km(one: tuple[Any, Any], other: tuple[Any, Any]) -> npt.NDArray[np.float64]:
    """Return the distance along the globe between places of (latitudes, longitudes), in kilometres; nan where a figure is missing or no coordinate."""
    north, east, other_north, other_east = (np.asarray(values, np.float64) for values in (*one, *other))
    is_place = (np.abs(north) <= 90) & (np.abs(other_north) <= 90) & (np.abs(east) <= 180) & (np.abs(other_east) <= 180)
    is_place &= ((north != 0) | (east != 0)) & ((other_north != 0) | (other_east != 0))  # nought, nought is an empty field
    a, b, c, d = (np.radians(np.where(is_place, values, np.nan)) for values in (north, east, other_north, other_east))
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))), np.float64)
