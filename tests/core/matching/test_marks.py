"""How close a name comes to a mark: what sounds, looks and means the same, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.matching import beside, goods
from mingjian.core.matching.characters import near_sound_likeness
from mingjian.core.matching.marks import compare, compare_names, meaning_likeness, spoken_likeness


@pytest.mark.parametrize(
    ("mark", "text", "written", "change"),
    [
        ("金士力", "今世力口服液", "今世力", "sound"),
        ("老干妈", "正宗老千妈辣酱", "老千妈", "shape"),
        ("康师傅", "康帅傅红烧牛肉面", "康帅傅", "shape"),
        ("农夫山泉", "农-夫❤山 泉矿泉水", "农-夫❤山 泉", None),
        ("转商贷", "转商呗贷", "转商呗贷", "inserted"),
        ("adidas", "新款 Adiads 三叶草", "Adiads", "swapped"),
        ("NIKE", "男鞋 ＮlKＥ", "ＮlKＥ", "shape"),
        ("華為", "华为手机", "华为", None),
    ],
)
def test_a_mark_is_found_however_it_was_changed(mark: str, text: str, written: str, change: str | None) -> None:
    found = compare(mark, text)
    assert found.written == text[found.start : found.end] == written
    assert found.changes == ((change,) if change else ())
    assert found.score > 0.85


@pytest.mark.parametrize(("mark", "text"), [("小米", "玉米须茶"), ("金士力", "力士香皂"), ("安踏", "平安保险"), ("奥利奥", "饼干"), ("NIKE", "bike store")])
def test_what_only_shares_a_character_is_not_close(mark: str, text: str) -> None:
    assert compare(mark, text).score < 0.85
    assert not compare(mark, text).is_exact


def test_sight_and_sound_are_told_apart() -> None:
    by_sound, by_sight = compare("金士力", "今世力"), compare("老干妈", "老千妈")
    assert by_sound.phonetic == pytest.approx(1)
    assert by_sound.visual < 0.7
    assert by_sight.visual > by_sight.phonetic


def test_dialects_mix_up_initials() -> None:
    assert 0.85 < compare("娜利", "拉利").phonetic < 1  # n and l
    assert compare("福花", "胡花").phonetic > 0.85  # f and h


@pytest.mark.parametrize(("one", "other"), [("丝", "诗"), ("兰", "难"), ("心", "星"), ("女", "你"), ("乐", "罗")])
def test_near_sounds_are_those_that_dialects_mix_up_or_one_phoneme_apart(one: str, other: str) -> None:
    assert 0 < near_sound_likeness(one, other) < 1


@pytest.mark.parametrize(("one", "other"), [("亮", "壳"), ("个", "仁"), ("妈", "爹"), ("x", "丝")])
def test_other_sounds_are_not_near(one: str, other: str) -> None:
    assert near_sound_likeness(one, other) == 0


def test_a_meaning_in_the_other_language_counts() -> None:
    assert compare("苹果", "apple 手机壳").semantic == 1
    assert meaning_likeness("红牛", "Red Bull 饮料") == 1
    assert meaning_likeness("苹果", "苹果") == 0  # the word itself is seen by sight
    assert meaning_likeness("apple", "pineapple 罐头") == 0


def test_the_reason_names_each_change_in_both_languages() -> None:
    reason = compare("金士力", "今世力", mark_classes={5}, text_classes={5}).reason()
    assert "谐音替换 金→今 (jin1/jin1)" in reason.zh
    assert "类别同类" in reason.zh
    assert "same sound 金→今 (jin1/jin1)" in reason.en
    assert reason.en.endswith("class same")


def test_only_the_distinctive_parts_of_two_names_are_compared() -> None:
    found = compare_names("杭州康师傅食品有限公司", "上海康帅傅商贸有限公司")
    assert (found.mark, found.written) == ("康师傅", "康帅傅")
    assert "上海康帅傅商贸有限公司"[found.start : found.end] == "康帅傅"


def test_a_name_that_is_nothing_but_common_words_stays_whole() -> None:
    assert beside.core_of("上海") == (0, 2)
    assert beside.core_of("中国公司") in {(0, 2), (2, 4), (0, 4)}


def test_letters_are_compared_as_they_are_said() -> None:
    assert spoken_likeness("phillips", "filips") == 1
    assert spoken_likeness("nike", "boss") < 0.5


def test_classes_are_read_from_goods_and_from_registers() -> None:
    assert goods.numbers("第25类, 3;35") == {3, 25, 35}
    assert goods.numbers("2024") == frozenset()
    assert 25 in goods.classes_of("男士运动鞋")
    assert 33 not in goods.classes_of("精品酒店")
    assert goods.classes_of("包邮") == frozenset()
    assert goods.classes_of("纸尿裤") == {5}
    assert goods.closeness({25}, {25, 3}) == goods.SAME
    assert goods.closeness({25}, {18}) == goods.NEAR
    assert goods.closeness({25}, {36}) == goods.FAR
    assert goods.closeness({25}, frozenset()) is None


def test_every_class_names_only_classes_that_exist() -> None:
    for number, one in goods.nice_classes().items():
        assert 1 <= number <= 45
        assert all(1 <= near <= 45 for near in one.near)


def test_words_beside_a_mark_say_how_it_is_used() -> None:
    assert beside.says("claims", "某牌官方旗舰店") == ("官方", "旗舰")
    assert beside.says("fits", "适用某牌手机壳") == ("适用",)
    assert beside.says("claims", "水果店") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it_and_every_figure_is_a_share(mark: str, text: str) -> None:
    found = compare(mark, text)
    for figure in (found.visual, found.phonetic, found.semantic, found.score, found.laid.likeness):
        assert 0 <= figure <= 1
    assert found.written == text[found.start : found.end]
    assert found.reason().en


@given(st.text(alphabet="安踏康师傅abc12", min_size=1, max_size=12))
def test_a_mark_is_as_close_as_can_be_to_itself(mark: str) -> None:
    found = compare(mark, f"前{mark}后")
    assert found.is_exact
    assert found.score == pytest.approx(1)
