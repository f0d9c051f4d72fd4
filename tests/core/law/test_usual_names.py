"""What people call an act comes to the act, of whatever goods they say it; nothing is guessed by likeness."""

import pytest

from mingjian.core.law.usual_names import field_named, kernel
from mingjian.core.procedure import liabilities


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("经营超过保质期的食品", "expired_goods"),
        ("销售超过使用期限的化妆品", "expired_goods"),
        ("涉嫌销售未经注册的化妆品", "unregistered_product"),
        ("经营未依法注册的第二类医疗器械", "unregistered_product"),
        ("网络销售未备案的普通化妆品", "unfiled_product"),
        ("未取得药品经营许可证销售药品", "unlicensed_trade"),
        ("未经许可从事食品经营活动", "unlicensed_trade"),
        ("销售假农药", "fake_goods"),
        ("经营劣种子行为", "substandard_goods"),
        ("经营标签不符合规定的预包装食品", "food_labels"),
        ("食品中添加药品", "banned_food"),
        ("无营业执照从事网络经营", "unregistered_trade"),
        ("销售三无产品", "goods_labels"),
    ],
)
def test_the_goods_and_the_verb_of_a_phrase_do_not_matter(words: str, act: str) -> None:
    assert [one.act for one in liabilities().called(words)] == [act]


@pytest.mark.parametrize("words", ["销售", "销售化妆品", "假", "劣质", "平台未审查经营者许可证", "未注销的化妆品", "化妆品标签", "", "　", "销售食品和药品"])
def test_words_that_name_no_act_name_none(words: str) -> None:
    assert liabilities().called(words) == []


def test_words_that_may_mean_several_acts_name_them_all() -> None:
    assert {one.act for one in liabilities().called("保健食品虚假宣传")} == {one.act for one in liabilities().called("虚假宣传")}
    assert {one.act for one in liabilities().called("生产、销售伪劣产品")} == {"fake_goods", "substandard_goods"}


def test_an_act_of_other_goods_is_none_of_these() -> None:
    assert "food_labels" not in {one.act for one in liabilities().called("无中文标签的化妆品")}
    assert kernel("无中文标签的化妆品") == kernel("无中文标签的进口食品")


def test_the_field_is_read_where_one_is_named() -> None:
    assert [field_named(words) for words in ("销售假兽药", "保健食品虚假宣传", "销售假药", "食品中添加药品", "售假")] == [
        "veterinary_drug",
        "health_food",
        "drug",
        "",
        "",
    ]
