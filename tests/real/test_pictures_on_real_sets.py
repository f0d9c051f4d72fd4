"""Hashes and codes on published test sets that they were not made with: altered copies of one photo (ThreatExchange), photos of bar codes (ZXing)."""

import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")

from mingjian.core.extraction.pictures import read_codes
from mingjian.core.matching.pictures import hashes_of, near_pictures, open_picture

DATA = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data"


def files(folder: str, pattern: str) -> list[Path]:
    found = sorted((DATA / folder).glob(pattern))
    if not found:
        pytest.skip(f"{DATA / folder} is absent: it is not part of the repository.")
    return found


def test_every_altered_copy_of_a_photo_is_near_it() -> None:
    paths = [*files("pdq-copy-detection", "bridge-mods/*.jpg"), *files("pdq-copy-detection", "dih/*.jpg")]
    hashes = np.array([hashes_of(open_picture(path)) for path in paths])
    near = {one.second for one in near_pictures(hashes, np.arange(len(paths)), 8) if one.first == 0}
    assert near == set(range(1, len(paths)))


def test_photos_of_different_things_are_not_near() -> None:
    paths = [*files("pdq-copy-detection", "bridge-mods/aaa-orig.jpg"), *files("zxing-barcodes", "ean13-3/*.png")[::8]]
    hashes = np.array([hashes_of(open_picture(path)) for path in paths])
    assert [one for one in near_pictures(hashes, np.arange(len(paths)), 8) if one.first == 0] == []


def test_most_codes_on_photos_are_read() -> None:
    right = total = 0
    for path in files("zxing-barcodes", "*/*.png"):
        told = path.with_suffix(".txt")
        if told.exists():
            total += 1
            read = [text.strip().splitlines() for _, text in read_codes(open_picture(path))]  # the set ends lines in two ways
            right += told.read_text("utf-8", "replace").strip().splitlines() in read
    assert total > 200
    assert right >= 0.85 * total, (right, total)
