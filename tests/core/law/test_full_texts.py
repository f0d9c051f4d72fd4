"""Full texts are told apart as people download them: titles, versions, articles; what cannot be told is refused in words."""

from datetime import date

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.law.citations import numeral
from mingjian.core.law.full_texts import Read, compared, instrument_of, read_text, version_of
from mingjian.core.law.statutes import Law
from mingjian.core.law.texts import ArticleText, known_of
from mingjian.core.procedure import rulebook

STATUTES = rulebook().statutes


def articles(text: str) -> dict[str, str]:
    return dict(read_text(text.splitlines()).articles)


def placed(text: str, name: str = "x", known: dict[tuple[str, date], dict[str, ArticleText]] | None = None) -> Law:
    read = read_text(text.splitlines())
    return version_of(read, name, instrument_of(read.head, name, STATUTES), STATUTES, known or {})


DIRTY = """
> 中华人民共和国主席令
第 九十九 号

# **中华人民共和国电子商务法**
（2018年8月31日第十三届全国人民代表大会常务委员会第五次会议通过）

目　录
第一章 总则
第二章　电子商务经营者

## 第一章　总则
**第一条**　甲句，依照
第四十三条规定的办法办理。

### 第 二 条 【适用范围】乙句。
第二条第二款另有丙句。
第三条丁句紧接着写，没有空格。
第四条:戊句
（一）甲项；
（二）乙项。
第五条之一　己句。
第１０条　庚句，处５万元罚款。
第七条　不在次序中的引文。
第十一条　最后一句。
附件：表
第十二条规定的表格
"""


def test_articles_are_told_apart_whatever_their_headings_look_like() -> None:
    found = articles(DIRTY)
    assert list(found) == ["1", "2", "3", "4", "5-1", "10", "11"]
    assert found["1"] == "甲句，依照\n第四十三条规定的办法办理。", "a citation at the head of a line begins no article"
    assert found["2"].startswith("【适用范围】乙句。\n第二条第二款另有丙句。")
    assert found["3"] == "丁句紧接着写，没有空格。"
    assert found["4"] == "戊句\n（一）甲项；\n（二）乙项。"
    assert found["10"] == "庚句，处５万元罚款。\n第七条　不在次序中的引文。"
    assert found["11"] == "最后一句。", "what is annexed is no part of the last article"


def test_chapters_and_sections_are_no_words_of_an_article() -> None:
    found = articles("第一条　甲。\n第二章　罚则\n第一节 一般规定\n第二条　乙。\n第三编　附则\n第三条　丙。")
    assert found == {"1": "甲。", "2": "乙。", "3": "丙。"}


def test_contents_and_orders_before_the_text_are_passed_over() -> None:
    order = "某令\n第一条　修改如下。\n第二条　本决定自公布之日起施行。\n"
    read = read_text(f"{order}中华人民共和国电子商务法\n（2018年8月31日通过）\n第一条　甲。\n第二条　乙。\n第三条　丙。".splitlines())
    assert read.articles == {"1": "甲。", "2": "乙。", "3": "丙。"}
    assert instrument_of(read.head, "x", STATUTES) == ("ecl",)


def test_several_texts_in_one_file_are_told() -> None:
    one = "第一条　甲。\n第二条　乙。\n第三条　丙。\n"
    assert read_text((one + "第四条　丁。\n" + one).splitlines()).others == 1


def test_long_and_numerous_articles_are_read_whole() -> None:
    text = "中华人民共和国民法典\n（2020年5月28日通过）\n" + "\n".join(f"第{numeral(n)}条　{'长' * 300}{n}。" for n in range(1, 1261))
    found = articles(text)
    assert len(found) == 1260
    assert found["1260"].endswith("1260。")
    assert placed(text).law == "civil_code"


@pytest.mark.parametrize("text", ["", "无条文\n" * 500, "一、甲\n二、乙", "第条\n第〇条　零", "\x00\x01"])
def test_what_has_no_articles_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match="第…条"):
        read_text(text.splitlines())


@pytest.mark.parametrize(
    ("title", "law"),
    [
        ("中华人民共和国电子商务法", "ecl"),
        ("电子商务法", "ecl"),
        ("《电子商务法》", "ecl"),
        ("title: 中华人民共和国电子商务法", "ecl"),
        ("中华人民共和国\n反不正当竞争法", "aucl"),
        ("中 华 人 民 共 和 国 商 标 法（2019年修正）", "trademark_law"),
        ("国家市场监督管理总局令\n第 2 号\n市场监督管理行政处罚程序规定", "penalty_procedure"),
    ],
)
def test_the_instrument_is_told_by_its_title(title: str, law: str) -> None:
    assert instrument_of(title.splitlines(), "x", STATUTES) == (law,)


def test_the_name_of_the_file_tells_it_where_the_text_does_not() -> None:
    assert instrument_of(["正文"], "中华人民共和国电子商务法_20180831", STATUTES) == ("ecl",)
    with pytest.raises(BadInput, match="没有认出是哪部法规：“某某地方性法规草案”"):
        instrument_of(["某某地方性法规草案"], "x", STATUTES)


A = "第一条　甲。\n第二条　乙。"


@pytest.mark.parametrize(
    ("head", "name", "in_force"),
    [
        ("反不正当竞争法\n（2017年11月4日修订　根据2019年4月23日决定修正）", "x", "2019-04-23"),
        ("反不正当竞争法\n（1993年9月2日通过　2017年11月4日第一次修订　2019年4月23日修正　2025年6月27日第二次修订）", "x", "2025-10-15"),
        ("反不正当竞争法", "中华人民共和国反不正当竞争法_20250627", "2025-10-15"),
        ("反不正当竞争法", "反不正当竞争法_2019-04-23", "2019-04-23"),
        ("反不正当竞争法\n施行日期：2025年10月15日", "x", "2025-10-15"),
        ("title: 反不正当竞争法\nEFFECTIVE_FROM: 2018-01-01\nEFFECTIVE_TO: 2019-04-22", "x", "2018-01-01"),
        ("反不正当竞争法\n2017年11月4日修订，自2018年1月1日起施行", "x", "2018-01-01"),
    ],
)
def test_the_version_is_told_by_its_days(head: str, name: str, in_force: str) -> None:
    assert placed(f"{head}\n{A}", name).in_force.isoformat() == in_force


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("反不正当竞争法", "x"),
        ("反不正当竞争法\n（1993年9月2日第八届全国人民代表大会常务委员会第三次会议通过）", "x"),
        ("反不正当竞争法\n自1993年12月1日起施行", "反不正当竞争法_19930902"),
        ("反不正当竞争法\n（2099年9月9日通过）", "x"),
    ],
)
def test_a_version_that_the_book_has_not_or_cannot_tell_is_refused(head: str, name: str) -> None:
    """The text of 1993 has articles that still stand: their hashes must not make it a later one."""
    known = {("aucl", version.in_force): {"1": known_of("甲。")} for version in STATUTES.versions("aucl")[-1:]} if "（" in head or "自" in head else {}
    with pytest.raises(BadInput, match="名称_施行日期"):
        placed(f"{head}\n{A}", name, known)


def test_without_a_day_the_hashes_of_its_articles_tell_the_version() -> None:
    known = {("aucl", date(2019, 4, 23)): {"1": known_of("甲。"), "2": known_of("乙。")}, ("aucl", date(2025, 10, 15)): {"1": known_of("甲。")}}
    assert placed(f"反不正当竞争法\n{A}", known=known).in_force == date(2019, 4, 23)
    with pytest.raises(BadInput, match="条文却与 2019-04-23 的版本一致"):
        placed(f"反不正当竞争法\n（2025年6月27日修订）\n{A}", known={**known, ("aucl", date(2025, 10, 15)): {}})


# ---- Against the book ----
def version(law: str, on: str) -> Law:
    return STATUTES.law(law, date.fromisoformat(on))


def test_each_article_is_held_against_hash_figures_and_values() -> None:
    words = "实施混淆行为的，责令停止；违法经营额五万元以上的，可以并处五倍以下的罚款；\n没有或者不足五万元的，可以并处二十五万元以下罚款。依照第七条。"
    as_collected = known_of(words.replace("\n", "\n\n"))
    aucl = version("aucl", "2025-11-01")

    def held(text: str, known: ArticleText | None) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        one = compared(Read((), {"23": text}), aucl, {"23": known} if known else {})[0]
        return one.standing, one.only_book, one.only_text, one.lacked

    assert held(words, as_collected) == ("same", (), (), ()), "another layout is the same text"
    assert held(words.replace("责令", "应当责令"), as_collected) == ("wording", (), (), ())
    assert held(words, None)[0] == "unheld"
    standing, only_book, only_text, lacked = held(words.replace("五倍", "三倍").replace("二十五万", "二十万"), as_collected)
    assert (standing, only_book, only_text) == ("figures", ("5", "250000"), ("3", "200000"))
    assert lacked, "the values of the book that the text has not are named"


def test_the_heading_of_the_next_chapter_makes_no_difference() -> None:
    collected = known_of("甲。\n\n第三章　监督")
    read = read_text(["第一条　甲。", "", "第三章　监督", "第二条　乙。"])
    assert compared(read, version("ecl", "2026-01-01"), {"1": collected})[0].standing == "same"
