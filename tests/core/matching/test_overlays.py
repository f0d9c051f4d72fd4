"""Pictures laid over each other: crops and frames in which nothing stands out are found with the place, other pictures and badges are not."""

from collections.abc import Iterable

import numpy as np
import pytest

pytest.importorskip("cv2", reason="The extra [vision] is absent.")

from core.matching.detailed import arranged, carton, detailed, soft
from PIL import Image

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput
from mingjian.core.matching import overlays
from mingjian.core.matching.overlays import laid_over, shared_parts
from mingjian.core.matching.parts import Common, features_of, grey_of


def laid(first: Image.Image, second: Image.Image) -> Common | None:
    return laid_over(grey_of(first), grey_of(second))


def framed(picture: Image.Image) -> Image.Image:
    frame = Image.new("RGB", (picture.width + 160, picture.height + 120), "crimson")
    frame.paste(picture, (80, 60))
    return frame


def test_a_crop_of_a_soft_picture_is_found_with_its_place_from_either_side() -> None:
    whole, crop, box = soft(1), soft(1).crop((120, 60, 420, 300)), (120 / 480, 60 / 360, 420 / 480, 300 / 360)
    part, back = laid(whole, crop), laid(crop, whole)
    assert part is not None
    assert part.is_laid
    assert not part.is_mirrored
    assert part.first == pytest.approx(box, abs=0.06)
    assert part.second == pytest.approx((0, 0, 1, 1), abs=0.06)
    assert part.cover > 0.9
    assert back is not None
    assert back.second == pytest.approx(box, abs=0.06)


def test_a_frame_and_a_mirrored_crop_are_found() -> None:
    frame, mirrored = laid(soft(1), framed(soft(1))), laid(soft(1), soft(1).crop((60, 40, 440, 330)).transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert frame is not None
    assert frame.second == pytest.approx((80 / 640, 60 / 480, 560 / 640, 420 / 480), abs=0.05)
    assert mirrored is not None
    assert mirrored.is_mirrored
    assert mirrored.first == pytest.approx((60 / 480, 40 / 360, 440 / 480, 330 / 360), abs=0.06)


def test_other_pictures_cannot_be_laid_over_each_other() -> None:
    pictures = [*(soft(seed) for seed in range(5)), framed(soft(9)), detailed(1), *(arranged(place, seed=5) for place in range(3))]
    assert [(one, other) for one in range(len(pictures)) for other in range(one) if laid(pictures[one], pictures[other]) is not None] == []


def test_cartons_of_one_outline_on_white_are_no_copies_while_a_crop_of_one_is() -> None:
    assert [(one, other) for one in range(4) for other in range(one) if laid(carton(one), carton(other)) is not None] == []
    assert laid(carton(1), carton(1).crop((60, 40, 440, 330))) is not None
    assert laid(carton(1), carton(1).transpose(Image.Transpose.FLIP_LEFT_RIGHT)) is not None


def test_skies_that_only_grow_lighter_say_nothing() -> None:
    up = Image.fromarray(np.linspace(60, 220, 360)[:, None].repeat(480, 1).astype(np.uint8))
    assert laid(up, up.crop((40, 40, 440, 330))) is None
    assert laid(Image.new("L", (480, 360), 90), Image.new("L", (400, 300), 90)) is None


def test_thin_tiny_and_half_empty_pictures_break_nothing() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (480, 480)).astype(np.uint8))
    half = Image.new("L", (480, 360), 90)
    half.paste(noise.crop((0, 0, 60, 360)), (0, 0))
    odd = [noise, noise.resize((512, 3)), noise.resize((2, 500)), noise.resize((1, 1)), noise.resize((24, 24)), half, half.transpose(Image.Transpose.ROTATE_90)]
    for one in odd:
        for other in odd:
            part = laid(one, other)
            assert part is None or (0 < part.cover <= 1 and part.agreement >= 0.65)
    assert laid(noise, noise) is not None


def test_a_badge_on_two_plain_pictures_fills_little() -> None:
    plain = [Image.new("RGB", (480, 360), colour) for colour in ("white", "wheat")]
    for picture in plain:
        picture.paste(detailed(7, (110, 90), 30), (20, 20))
    part = laid(*plain)
    assert part is None or part.cover < 0.2


def told(pictures: list[Image.Image], passed: Iterable[tuple[int, int]] = (), aside: Array | None = None, cover: float = 0.25) -> list[tuple[int, int, bool]]:
    from mingjian.core.matching.embeddings import embedding_of

    greys = [grey_of(one) for one in pictures]
    found = shared_parts(
        [features_of(one) for one in pictures],
        [embedding_of(one) for one in pictures],
        np.arange(len(pictures)),
        greys.__getitem__,
        cover=cover,
        passed=[*passed],
        aside=aside,
    )
    return [(one, other, part.is_laid) for one, other, part in found]


PICTURES = [soft(1), framed(soft(1)), soft(2), detailed(1), detailed(1).crop((120, 60, 420, 300))]


def test_pairs_are_told_by_their_points_first_and_laid_over_where_these_say_nothing() -> None:
    assert told(PICTURES) == [(3, 4, False), (0, 1, True)]


@pytest.mark.slow
def test_what_is_told_already_or_set_aside_is_not_laid_over() -> None:
    assert told(PICTURES, passed=[(0, 1), (3, 4)]) == []
    assert told(PICTURES, aside=np.array([True, True, False, True, False])) == [(3, 4, False)]
    assert told(PICTURES, passed=[(3, 4)], cover=1) == []


def test_pictures_with_much_detail_are_not_laid_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlays, "DETAILED", 1)
    assert told([*PICTURES[:3]]) in ([], [(0, 1, True)])
    monkeypatch.setattr(overlays, "DETAILED", 0)
    assert told([*PICTURES[:3]]) == []


def test_without_files_nothing_is_laid_over() -> None:
    pictures = [soft(1), framed(soft(1))]
    features = [features_of(one) for one in pictures]

    def gone(number: int) -> Array:
        raise BadInput("没有。", "Gone.")

    same = [np.ones(64, np.float16) / 8] * 2
    assert len(list(shared_parts(features, same, np.arange(2), lambda number: grey_of(pictures[number]), cover=0.25))) == 1
    assert list(shared_parts(features, same, np.arange(2), gone, cover=0.25)) == []
