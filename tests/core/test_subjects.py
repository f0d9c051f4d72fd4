"""Places without an address: written by a person, read back, the same in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.subjects import KINDS, Place


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("微信 › 群 桐庐团购3群 › 10月2日 20:14 接龙", Place("微信", "group", "桐庐团购3群", None, ("10月2日 20:14 接龙",))),
        ("微信>群：桐庐团购3群>接龙", Place("微信", "group", "桐庐团购3群", None, ("接龙",))),
        ("抖音 › 直播间 小敏好物 @ 01:12:30", Place("抖音", "live_room", "小敏好物", 4350)),
        ("抖音 → 直播间“小敏好物” @ 12:30", Place("抖音", "live_room", "小敏好物", 750)),
        ("WeChat > group Some Buyers", Place("WeChat", "group", "Some Buyers")),
        ("微信 › 朋友圈 › 2026-10-02 第3条", Place("微信", "moments", "", None, ("2026-10-02 第3条",))),
        ("微信 › 桐庐宝妈微信群", Place("微信", "group", "桐庐宝妈微信群")),
        ("微博 › 帐号 小敏", Place("微博", "account", "小敏")),
    ],
)
def test_it_is_read_as_people_write_it(written: str, place: Place) -> None:
    assert Place.read(written) == place
    assert Place.read(place.said().zh) == place
    assert Place.read(place.said().en) == place


@pytest.mark.parametrize("written", ["", "微信", "微信 › ", "微信 › 某某", "微信 › 群 甲\n乙", "微信 › 群 " + "长" * 300, "a" + " › b" * 20])
def test_what_cannot_be_found_again_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(BadInput):
        Place.read(written)


NAMES = st.text("甲乙丙团购小敏 abcXYZ0123-_.", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(NAMES, st.sampled_from(sorted(KINDS)), NAMES, st.none() | st.integers(0, 359_999), st.lists(NAMES, max_size=3))
def test_every_place_is_read_back_as_it_was(platform: str, kind: str, name: str, seconds: int | None, steps: list[str]) -> None:
    place = Place(platform, kind, name, seconds, tuple(steps))
    for said in (place.said().zh, place.said().en):
        assert Place.read(said) == place


def test_a_subject_has_no_moment_and_no_way() -> None:
    assert Place.read("抖音 › 直播间 小敏/好物 @ 01:12:30 › 三号链接").subject == "抖音/live_room/小敏∕好物"
