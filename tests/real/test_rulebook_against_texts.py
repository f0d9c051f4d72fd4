"""The rulebook against the texts of the laws and a record of every working day, where those are at hand."""

import csv
import os
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from mingjian.core.law import LawValue
from mingjian.core.law.provisions import Provision
from mingjian.core.procedure import liabilities, rulebook

DATA = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data"
BOOK = rulebook()
#: Which stored text is which version of which law.
TEXTS = {
    ("acl", date(2012, 1, 1)): "行政法__行政强制法(2011-06-30).md",
    ("admin_litigation_law", date(2017, 7, 1)): "诉讼与非诉讼程序法__行政诉讼法(2017-06-27).md",
    ("advertising_law", date(2021, 4, 29)): "经济法__广告法(2021-04-29).md",
    ("antiterror_law", date(2018, 4, 27)): "宪法相关法__反恐怖主义法(2018-04-27).md",
    ("apl", date(2021, 7, 15)): "行政法__行政处罚法(2021-01-22).md",
    ("aucl", date(2019, 4, 23)): "经济法__反不正当竞争法(2019-04-23).md",
    ("certification_reg", date(2020, 11, 29)): "行政法规__认证认可条例(2020-11-29).md",
    ("certification_reg", date(2023, 7, 20)): "行政法规__认证认可条例(2023-07-20).md",
    ("consumer_law", date(2014, 3, 15)): "民法商法__消费者权益保护法(2013-10-25).md",
    ("copyright_law", date(2021, 6, 1)): "民法商法__著作权法(2020-11-11).md",
    ("cosmetics_reg", date(2021, 1, 1)): "行政法规__化妆品监督管理条例(2020-06-16).md",
    ("csl", date(2017, 6, 1)): "行政法__网络安全法(2016-11-07).md",
    ("device_reg", date(2021, 6, 1)): "行政法规__医疗器械监督管理条例(2021-02-09).md",
    ("drug_law", date(2019, 12, 1)): "行政法__药品管理法(2019-08-26).md",
    ("dsl", date(2021, 9, 1)): "行政法__数据安全法(2021-06-10).md",
    ("ecl", date(2019, 1, 1)): "民法商法__电子商务法(2018-08-31).md",
    ("express_reg", date(2019, 3, 2)): "行政法规__快递暂行条例(2019-03-02).md",
    ("food_safety_law", date(2021, 4, 29)): "行政法__食品安全法(2021-04-29).md",
    ("patent_law", date(2021, 6, 1)): "民法商法__专利法(2020-10-17).md",
    ("pesticide_reg", date(2017, 6, 1)): "行政法规__农药管理条例(2017-03-16).md",
    ("pesticide_reg", date(2022, 5, 1)): "行政法规__农药管理条例(2022-03-29).md",
    ("pipl", date(2021, 11, 1)): "行政法__个人信息保护法(2021-08-20).md",
    ("postal_law", date(2015, 4, 24)): "经济法__邮政法(2015-04-24).md",
    ("product_quality_law", date(2018, 12, 29)): "经济法__产品质量法(2018-12-29).md",
    ("seed_law", date(2022, 3, 1)): "经济法__种子法(2021-12-24).md",
    ("trademark_law", date(2019, 11, 1)): "民法商法__商标法(2019-04-23).md",
    ("transfer_rules", date(2020, 8, 7)): "行政法规__行政执法机关移送涉嫌犯罪案件的规定(2020-08-07).md",
    ("unlicensed_business_measures", date(2017, 10, 1)): "行政法规__无证无照经营查处办法(2017-08-06).md",
    ("vet_drug_reg", date(2020, 3, 27)): "行政法规__兽药管理条例(2020-03-27).md",
}
DIGITS = "零一二三四五六七八九"
UNITS = {
    "calendar_days": ("日",),
    "working_days": ("个工作日", "日"),
    "months": ("个月",),
    "years": ("年",),
    "hours": ("小时",),
    "cny": ("元",),
    "times": ("倍",),
}


def chinese(number: int) -> str:
    """Write a number as statutes do: 二, 十五, 二十, 一百, 二十万."""
    if number >= 10_000:
        return f"{chinese(number // 10_000)}万"
    if number >= 1000:
        return f"{DIGITS[number // 1000]}千{chinese(number % 1000) if number % 1000 else ''}"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    middle = f"{DIGITS[tens] if tens > 1 or hundreds else ''}十" if tens else "零" if hundreds and ones else ""
    return f"{DIGITS[hundreds] + '百' if hundreds else ''}{middle}{DIGITS[ones] if ones else ''}"


def articles(name: str) -> dict[str, str]:
    path = DATA / "laws-cn" / name
    if not path.exists():
        pytest.skip(f"{path} is absent: the texts of the laws are not part of the repository.")
    parts = re.split(r"^第([一二三四五六七八九十百零]+)条(?=[\s　])", unicodedata.normalize("NFKC", path.read_text("utf-8")), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_numbers_are_written_as_statutes_write_them() -> None:
    assert [chinese(n) for n in (2, 10, 15, 20, 85, 101, 110, 200_000, 1_000_000)] == [
        "二",
        "十",
        "十五",
        "二十",
        "八十五",
        "一百零一",
        "一百一十",
        "二十万",
        "一百万",
    ]


@pytest.mark.parametrize(("law", "in_force"), TEXTS)
def test_every_article_stands_in_the_text(law: str, in_force: date) -> None:
    text = articles(TEXTS[law, in_force])
    version = BOOK.statutes.law(law, in_force)
    assert [number for number in version.articles if chinese(int(number)) not in text] == []


@pytest.mark.parametrize(("law", "in_force"), TEXTS)
def test_every_figure_stands_in_its_article(law: str, in_force: date) -> None:
    text = articles(TEXTS[law, in_force])
    values = [value for value in BOOK.statutes.values() if value.ref.startswith(f"{law}/") and value.in_force == in_force and value.verification == "text"]
    assert [value.ref for value in values if not _stands(value, text[chinese(int(value.ground.partition("/")[2]))])] == []


def _stands(value: LawValue, text: str) -> bool:
    if value.source.startswith("derived"):  # reckoned from two figures of the article
        return True
    figures = [figure for figure in (value.number, value.least, value.most) if figure is not None]
    if value.unit == "percent":
        return all(
            f"百分之{chinese(figure)}" in text or f"{figure}%" in text or (figure % 100 == 0 and any(f"{one}倍" in text for one in spellings(figure // 100)))
            for figure in figures
        )
    return all(
        any(f"{spelt}{unit}" in text for unit in UNITS[value.unit] for spelt in spellings(figure)) or _once(figure, value.unit, text) for figure in figures
    )


def spellings(figure: int) -> list[str]:
    """Return the ways in which laws and regulations write a number: 二十万, 20万, 3, 两."""
    spelt = [chinese(figure), str(figure), f"{figure // 10_000}万"] if figure % 10_000 == 0 else [chinese(figure), str(figure)]
    return [*spelt, "两"] if figure == 2 else spelt


def _once(figure: int, unit: str, text: str) -> bool:
    return unit == "times" and figure == 1 and "等值" in text


#: Kinds of orders beside the fine, and how statutes say them.
ORDERS = {
    "没收": "没收",
    "销毁": "销毁",
    "吊销": "吊销",
    "停产停业": "停产停业",
    "停业整顿": "停业整顿",
    "责令停止": "责令停止|责令其停止|停止违法|停止侵权|责令立即停止",
    "改正": "改正",
    "关闭": "关闭",
    "警告": "警告",
    "不受理": "不受理|不得",
    "禁止从事": "禁止其?从事",
    "治安管理处罚": "治安管理处罚",
    "工具": "工具",
    "提供者": "提供者",
    "撤销": "撤销",
    "许可证": "许可证|营业执照",
    "公告": "公告",
    "消除影响": "消除影响",
    "停止相关业务": "停止相关业务",
    "拘留": "拘留",
    "连带责任": "连带责任",
    "不得再作代言人": "不得利用其作为广告代言人",
    "对责任人员处一万元以上十万元以下罚款": "责任人员,?处一万元以上十万元以下罚款",
}
#: Another law whose article an order names, as in `（邮政法第七十五条）`: which of ours it is.
OTHER_LAWS = {"反恐怖主义法": "antiterror_law", "邮政法": "postal_law"}


def marked(mark: str) -> Iterator[tuple[Provision, str]]:
    """Return every provision whose authority or orders are said to be checked, with its article's text."""
    for act in liabilities().all.values():
        for provision in act.provisions:
            if getattr(provision, mark) != "UNVERIFIED":
                named = provision.authority_ground if mark.startswith("authority") else ""
                law, _, number = (named or provision.ground).partition("/")
                version = BOOK.statutes.law(law, provision.since or (provision.until or localdate()) - timedelta(days=1))
                if (law, version.in_force) not in TEXTS:
                    continue  # the text of that version is not among those stored
                day = version.in_force
                yield provision, articles(TEXTS[law, day])[chinese(int(number))]


def text_named(order: str, own: str) -> str:
    """Return the article that an order itself names, of its own law where it names none, in the version in force today; nothing where it names no article."""
    found = re.search(r"（(\w+法)?第([一二三四五六七八九十百零]+)条）$", order)
    if not found:
        return ""
    law = OTHER_LAWS[found[1]] if found[1] else own
    return articles(TEXTS[law, BOOK.statutes.law(law, localdate()).in_force])[found[2]]


def test_orders_that_are_said_to_be_checked_stand_in_their_article() -> None:
    found = list(marked("orders_verification"))
    wrong = []
    for provision, text in found:
        for order in provision.orders:
            named = [word for word in ORDERS if word in order.zh]
            where = text_named(order.zh, provision.ground.partition("/")[0]) or text
            if not named or not all(re.search(ORDERS[word], where) for word in named):
                wrong.append((provision.ground, order.zh))
    assert wrong == []
    assert len(found) > 40


def test_authorities_that_are_said_to_be_checked_stand_in_their_article() -> None:
    found = list(marked("authority_verification"))
    as_named = [(one.ground, re.sub(r"（[^）]*）", "", one.authority.zh), text) for one, text in found]  # in brackets: who that is today
    assert [(ground, name) for ground, name, text in as_named if not all(part in text for part in name.split("、"))] == []
    assert len(found) > 40


def test_every_working_day_agrees_with_the_record() -> None:
    path = DATA / "holidays-cn" / "days.csv"
    if not path.exists():
        pytest.skip(f"{path} is absent: the record of working days is not part of the repository.")
    with path.open(encoding="utf-8") as file:
        rows = [(date.fromisoformat(row["date"]), row["is_workday"] == "1") for row in csv.DictReader(file)]
    known = [(day, worked) for day, worked in rows if not BOOK.calendar.is_provisional(day)]
    assert len(known) == 5479  # 2012 to 2026
    assert [day for day, worked in known if BOOK.calendar.is_working_day(day) != worked] == []
