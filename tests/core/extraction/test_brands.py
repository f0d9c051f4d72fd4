"""Brands are found by registered names and by nicknames, which point to a brand and to nothing else."""

import pytest

from mingjian.core.extraction import BrandNames, find_brands


def test_a_registered_name_is_found_with_its_span() -> None:
    text = "【青岚谷旗舰店】 大米 5kg"
    (one,) = BrandNames(["青岚谷"], with_known=False).find(text)
    assert (one.brand, one.how, text[one.start : one.end]) == ("青岚谷", "registered", "青岚谷")
    assert one.sure > 0.9


def test_a_nickname_points_to_its_brand_and_is_less_sure() -> None:
    (one,) = find_brands("捞力士 自动机械表")
    assert (one.brand, one.how) == ("Rolex", "nickname")
    (named,) = find_brands("劳力士 自动机械表")
    assert named.sure > one.sure


def test_disguised_letters_are_read() -> None:
    text = "正品 ＮＩＫＥ 跑鞋"
    (one,) = find_brands(text)
    assert (one.brand, text[one.start : one.end]) == ("Nike", "ＮＩＫＥ")


def test_letters_within_a_longer_word_are_no_brand() -> None:
    assert not find_brands("dioramic nikel piece")


def test_a_common_word_is_told_to_be_one() -> None:
    (one,) = BrandNames({"苹果": "Apple"}, with_known=False).find("红富士 苹果 10斤")
    assert one.is_everyday
    assert one.sure < 0.5


def test_a_name_maps_to_the_brand_of_its_holder() -> None:
    assert [one.brand for one in BrandNames({"velorin": "Velorin"}, with_known=False).find("VELORIN 手表 velorin")] == ["Velorin", "Velorin"]


def test_names_too_short_to_be_looked_for_are_left_out() -> None:
    assert not BrandNames(["花", "AB", "123", " "], with_known=False).find("花 AB 123")


def test_an_empty_text_has_none() -> None:
    assert not find_brands("")


def test_a_name_that_begins_the_text_or_stands_beside_the_words_of_a_brand_is_surer() -> None:
    (first,), (within,), (beside,) = (find_brands(text) for text in ("劳力士 表", "二手 劳力士 表", "二手 劳力士旗舰店"))
    assert first.sure == beside.sure > within.sure


def test_an_own_list_of_names_is_used_alone() -> None:
    own = BrandNames(["青岚谷"], with_known=False)
    assert [one.brand for one in find_brands("劳力士 青岚谷", own)] == ["青岚谷"]
    assert [one.brand for one in find_brands("劳力士 青岚谷")] == ["Rolex"]


@pytest.mark.parametrize(("name", "is_looked_for"), [("花", False), ("花语", True), ("AB", False), ("ABC", True), ("12345", False), ("1a2", True)])
def test_a_name_has_two_characters_or_three_letters(name: str, is_looked_for: bool) -> None:
    assert bool(BrandNames([name], with_known=False).find(f"正品 {name} 包邮")) is is_looked_for


@pytest.mark.parametrize(("name", "brand"), [("潘多拉", "Pandora"), ("北面", "The North Face"), ("华子", "Zhonghua")])
def test_a_name_with_an_everyday_sense_is_the_least_sure_whether_a_list_of_words_or_our_own_says_so(name: str, brand: str) -> None:
    (one,), (plain,) = find_brands(f"送礼 {name} 好"), find_brands("送礼 劳力士 好")
    assert (one.brand, one.is_everyday) == (brand, True)
    assert one.sure < plain.sure / 2
