"""Pictures that share a part: copies however cut, framed or written over are found with the place; the same goods on another photo are not."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="The extra [vision] is absent.")

from core.matching.detailed import arranged, detailed, promoted
from PIL import Image, ImageDraw

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput
from mingjian.core.matching.parts import Common, common_parts, features_of, grey_of, likely_pairs, middle_agreement


def shared(*pictures: Image.Image) -> dict[tuple[int, int], Common]:
    """Return what each pair of pictures of different owners shares."""
    features, greys = [features_of(one) for one in pictures], [grey_of(one) for one in pictures]
    return {(first, second): part for first, second, part in common_parts(features, np.arange(len(pictures)), greys.__getitem__, cover=0)}


def cropped(picture: Image.Image) -> Image.Image:
    return picture.crop((120, 60, 420, 300))


def framed(picture: Image.Image) -> Image.Image:
    frame = Image.new("RGB", (picture.width + 160, picture.height + 120), "crimson")
    frame.paste(picture, (80, 60))
    return frame


def lettered(picture: Image.Image) -> Image.Image:
    kept = picture.copy()
    for row in range(5):
        ImageDraw.Draw(kept).text((10, 70 * row), "CERTIFIED GENUINE", fill="yellow", font_size=48)
    return kept


def pasted(picture: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", (800, 800), "white")
    for number, one in enumerate((detailed(91), detailed(92), picture, detailed(93))):
        sheet.paste(one.resize((400, 400)), (number % 2 * 400, number // 2 * 400))
    return sheet


@pytest.mark.slow
@pytest.mark.parametrize("change", [cropped, framed, lettered, pasted, lambda one: one.resize((200, 150)), lambda one: one.rotate(20, expand=True)])
def test_an_altered_copy_shares_a_part_and_other_pictures_share_none(change: object) -> None:
    found = shared(detailed(1), change(detailed(1)), detailed(2), detailed(3))  # type: ignore[operator]
    assert list(found) == [(0, 1)]
    assert found[0, 1].points >= 10
    assert found[0, 1].cover > 0.35
    assert not found[0, 1].is_mirrored
    assert 0.25 < found[0, 1].sureness <= 1


def test_the_boxes_say_where_the_part_lies_in_either_picture() -> None:
    part = shared(detailed(1), pasted(detailed(1)))[0, 1]
    assert part.first == pytest.approx((0, 0, 1, 1), abs=0.12)
    assert part.second == pytest.approx((0, 0.5, 0.5, 1), abs=0.06)


def test_a_mirrored_crop_is_known_and_its_box_is_where_it_is_seen() -> None:
    part = shared(detailed(1), cropped(detailed(1)).transpose(Image.Transpose.FLIP_LEFT_RIGHT))[0, 1]
    assert part.is_mirrored
    assert part.first == pytest.approx((120 / 480, 60 / 360, 420 / 480, 300 / 360), abs=0.06)


def test_the_same_goods_on_another_photo_are_no_copy() -> None:
    alike = shared(arranged(1, seed=5), arranged(2, seed=5), arranged(3, seed=5))
    assert all(part.cover < 0.1 for part in alike.values())  # one of the things may lie the same way again


def test_pictures_of_one_owner_are_not_compared() -> None:
    features = [features_of(one) for one in (detailed(1), cropped(detailed(1)))]
    assert likely_pairs(features, np.zeros(2, np.int64)) == []
    assert likely_pairs([], np.zeros(0, np.int64)) == []


def test_a_badge_on_both_pictures_covers_little() -> None:
    pictures = [detailed(1), detailed(2)]
    for one in pictures:
        one.paste(detailed(7, (110, 90), 30), (20, 20))
    assert all(part.cover < 0.15 for part in shared(*pictures).values())


def test_other_goods_in_one_frame_of_a_sale_share_no_part_while_a_copy_does_in_the_frame_and_out_of_it() -> None:
    assert shared(promoted(detailed(1)), promoted(detailed(2))) == {}
    assert shared(promoted(detailed(1)), promoted(detailed(1)).resize((300, 225)))[0, 1].cover > 0.5
    out_of_it = shared(detailed(1), promoted(detailed(1)))[0, 1]
    assert out_of_it.second == pytest.approx((90 / 480, 60 / 360, 390 / 480, 300 / 360), abs=0.08)


def test_only_the_middle_of_what_is_shared_is_asked_and_not_where_it_shows_nothing() -> None:
    part = np.zeros((80, 120), np.bool_)
    part[:, 20:100] = True  # the middle: rows 20 to 60, columns 40 to 80
    rim = part.copy()
    rim[20:60, 40:80] = False
    assert middle_agreement(part, part, rim) == 0
    assert middle_agreement(part, part, part & ~rim) == 1
    rim[20:30, 40:80] = True
    assert middle_agreement(part, part, rim) == 0.25
    part[21:59, 41:79] = False
    assert middle_agreement(rim | part, part & ~rim, rim) == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (23, 23), (30, 30)])
def test_pictures_of_odd_sizes_have_few_points_or_none(size: tuple[int, int]) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3)).astype(np.uint8))
    assert shared(noise, noise.copy(), Image.new("RGB", size, "white"), detailed(1)).keys() <= {(0, 1)}


def test_a_mirror_image_has_the_points_that_are_told_of_it_unseen() -> None:
    told, seen = features_of(detailed(4)).mirrored(), features_of(detailed(4).transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    apart = np.abs(told.places[:, None, :2] - seen.places[None, :, :2]).max(-1).min(1)
    assert (apart < 2).mean() > 0.8


def test_pairs_that_are_passed_and_pictures_that_are_gone_are_left_out() -> None:
    features = [features_of(one) for one in (detailed(1), cropped(detailed(1)))]
    greys = [grey_of(one) for one in (detailed(1), cropped(detailed(1)))]

    def gone(number: int) -> Array:
        raise BadInput("没了", f"{number} is gone.")

    assert len(list(common_parts(features, np.arange(2), greys.__getitem__, cover=0.25))) == 1
    assert list(common_parts(features, np.arange(2), greys.__getitem__, cover=0.25, passed={(0, 1)})) == []
    assert list(common_parts(features, np.arange(2), gone, cover=0.25)) == []
