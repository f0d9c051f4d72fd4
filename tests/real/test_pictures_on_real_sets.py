"""Hashes and codes on published test sets that they were not made with: altered copies of one photo (ThreatExchange), photos of bar codes (ZXing)."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")

from mingjian.core.extraction.pictures import read_codes
from mingjian.core.matching.hashes import near_pictures
from mingjian.core.matching.overlays import laid_over
from mingjian.core.matching.parts import common_parts, features_of, grey_of
from mingjian.core.matching.pictures import hashes_of, open_picture

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


def shared(pictures: list[Any]) -> set[tuple[int, int]]:
    """Return the pairs of pictures that share a part which fills a quarter of one of them."""
    features, greys = [features_of(one) for one in pictures], [grey_of(one) for one in pictures]
    return {(first, second) for first, second, _ in common_parts(features, np.arange(len(pictures)), greys.__getitem__, cover=0.25)}


def test_altered_copies_and_crops_of_a_photo_share_a_part_with_it_and_photos_of_other_things_do_not() -> None:
    copies = [open_picture(path) for path in [*files("pdq-copy-detection", "bridge-mods/*.jpg"), *files("pdq-copy-detection", "dih/*.jpg")]]
    whole = copies[0]
    width, height = whole.size
    crop = whole.crop((width // 4, height // 4, width, height))
    sheet = whole.resize((width, height)).transpose(0)
    sheet.paste(open_picture(files("zxing-barcodes", "ean13-3/*.png")[0]).resize((width // 2, height)), (0, 0))
    others = [open_picture(path) for group in ("ean13-2", "qrcode-1", "qrcode-2") for path in files("zxing-barcodes", f"{group}/*.png")[::6]]
    pictures = [*copies, crop, sheet, *others]
    found = {second for first, second in shared(pictures) if first == 0}
    assert found == set(range(1, len(copies) + 2))


def test_photos_of_codes_of_different_things_share_nothing() -> None:
    """Codes look alike in their corners, and are photographed on the same desk."""
    groups = [files("zxing-barcodes", f"{group}/*.png")[:1] for group in ("ean13-2", "ean13-3", "qrcode-1", "qrcode-2", "qrcode-3", "qrcode-4", "code128-1")]
    assert shared([open_picture(path) for group in groups for path in group]) == set()


def test_photos_of_different_things_cannot_be_laid_over_each_other_and_a_faint_crop_can() -> None:
    paths = [*files("pdq-copy-detection", "bridge-mods/aaa-orig.jpg"), *files("zxing-barcodes", "ean13-3/*.png")[::12]]
    greys = [grey_of(open_picture(path)) for path in paths]
    assert len(greys) > 3
    assert [(one, other) for one in range(len(greys)) for other in range(one) if laid_over(greys[one], greys[other]) is not None] == []
    faint = greys[0] // 16 + 120  # so little contrast that no point stands out
    part = laid_over(faint, faint[40:300, 60:420])
    assert part is not None
    assert part.second == pytest.approx((0, 0, 1, 1), abs=0.15)
