"""A listing shows its field of goods by its words, its category and its permits, and it is said how sure that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.extraction.fields import find_fields
from mingjian.core.extraction.permits import find_permits
from mingjian.core.extraction.tables import table
from mingjian.core.procedure.rulebook import rulebook


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("手工牛轧糖 零食 特产 500g", "food"),
        ("氨糖软骨素钙片 蓝帽子 60片", "health_food"),
        ("复方感冒颗粒 10袋 OTC", "drug"),
        ("补水保湿面膜 10片", "cosmetics"),
        ("家用电子血压计 上臂式", "medical_device"),
        ("10%吡虫啉杀虫剂 蚜虫", "pesticide"),
        ("甜玉米种子 高产 500g", "seed"),
        ("复合肥 花卉 蔬菜 通用 追肥", "fertilizer"),
        ("兽用恩诺沙星 鸡药 鸽子药", "veterinary_drug"),
        ("蓝牙耳机 充电宝 数据线", "electrical_electronic"),
        ("汽车刹车片 专车专用", "auto_parts"),
        ("客厅瓷砖 800x800 地砖", "decoration_materials"),
        ("儿童积木 益智玩具", "childrens_goods"),
        ("韩版修身连衣裙 夏季", "clothing_shoes"),
        ("高锰酸钾 易制爆 分析纯", "explosive_precursors"),
        ("小学语文教辅 练习册 上册", "copyright_works"),
        ("一次性电子烟 烟弹", "tobacco"),
    ],
)
def test_a_title_shows_its_field(title: str, field: str) -> None:
    first = find_fields(title)[0]
    assert first.field == field
    assert 0.5 < first.sure < 1
    assert all(title[start:end] for start, end in first.spans)


def test_every_field_of_the_table_is_one_of_the_rulebook() -> None:
    assert set(table("goods.yaml")["fields"]) == set(rulebook().vocabularies["goods_fields"]) - {"other"}


def test_a_weak_word_alone_is_not_sure() -> None:
    assert find_fields("智能擦窗机器")[0].sure < 0.5


def test_what_holds_the_goods_is_not_the_goods() -> None:
    assert "cosmetics" not in [one.field for one in find_fields("口红收纳盒 亚克力")]


def test_category_and_permit_make_it_surer() -> None:
    title = "草本膏 20g"
    assert not find_fields(title)
    assert find_fields(title, "护肤品/面霜")[0].field == "cosmetics"
    text = f"{title} 国药准字H20103656"
    assert find_fields(text, "", find_permits(text))[0].field == "drug"


@given(st.text(), st.text())
def test_any_text_gives_shares_below_one(title: str, category: str) -> None:
    found = find_fields(title, category)
    assert sum(one.sure for one in found) < 1.01
    assert all(0 <= start < end <= len(title) for one in found for start, end in one.spans)


def test_what_is_named_last_is_what_is_sold() -> None:
    assert [one.field for one in find_fields("面膜 充电宝")] == ["electrical_electronic", "cosmetics"]
    assert [one.field for one in find_fields("充电宝 面膜")] == ["cosmetics", "electrical_electronic"]


def test_a_word_said_three_times_counts_once_and_stands_where_it_was_said_last() -> None:
    once, thrice = find_fields("面膜"), find_fields("面膜 面膜 面膜")
    assert [one.sure for one in once] == [one.sure for one in thrice]
    assert thrice[0].spans == ((6, 8),)


def test_an_article_with_words_of_goods_behind_its_first_five_hundred_characters_is_not_read_there() -> None:
    assert find_fields(" " * 498 + "面膜")[0].field == "cosmetics"
    assert find_fields(" " * 499 + "面膜") == []
