"""The rulebook against the texts of the laws and a record of every working day, where those are at hand."""

import csv
import os
import re
from datetime import date
from pathlib import Path

import pytest

from mingjian.core.law import LawValue
from mingjian.core.procedure import rulebook

DATA = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data"
BOOK = rulebook()
#: Which stored text is which version of which law.
TEXTS = {
    ("apl", date(2021, 7, 15)): "行政法__行政处罚法(2021-01-22).md",
    ("aucl", date(2019, 4, 23)): "经济法__反不正当竞争法(2019-04-23).md",
    ("ecl", date(2019, 1, 1)): "民法商法__电子商务法(2018-08-31).md",
}
DIGITS = "零一二三四五六七八九"
UNITS = {"calendar_days": ("日",), "working_days": ("个工作日", "日"), "months": ("个月",), "years": ("年",), "hours": ("小时",), "cny": ("元",)}


def chinese(number: int) -> str:
    """Write a number as statutes do: 二, 十五, 二十, 一百, 二十万."""
    if number >= 10_000:
        return f"{chinese(number // 10_000)}万"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    middle = f"{DIGITS[tens] if tens > 1 or hundreds else ''}十" if tens else "零" if hundreds and ones else ""
    return f"{DIGITS[hundreds] + '百' if hundreds else ''}{middle}{DIGITS[ones] if ones else ''}"


def articles(name: str) -> dict[str, str]:
    path = DATA / "laws-cn" / name
    if not path.exists():
        pytest.skip(f"{path} is absent: the texts of the laws are not part of the repository.")
    parts = re.split(r"^第([一二三四五六七八九十百零]+)条(?=[\s　])", path.read_text("utf-8"), flags=re.MULTILINE)
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
    values = [value for value in BOOK.statutes.values() if value.ref.startswith(f"{law}/") and value.in_force == in_force]
    assert values
    assert [value.ref for value in values if not _stands(value, text[chinese(int(value.ground.partition("/")[2]))])] == []


def _stands(value: LawValue, text: str) -> bool:
    figures = [figure for figure in (value.number, value.least, value.most) if figure is not None]
    return all(any(f"{chinese(figure)}{unit}" in text for unit in UNITS[value.unit]) for figure in figures)


def test_every_working_day_agrees_with_the_record() -> None:
    path = DATA / "holidays-cn" / "days.csv"
    if not path.exists():
        pytest.skip(f"{path} is absent: the record of working days is not part of the repository.")
    with path.open(encoding="utf-8") as file:
        rows = [(date.fromisoformat(row["date"]), row["is_workday"] == "1") for row in csv.DictReader(file)]
    known = [(day, worked) for day, worked in rows if not BOOK.calendar.is_provisional(day)]
    assert len(known) == 2922  # 2019 to 2026
    assert [day for day, worked in known if BOOK.calendar.is_working_day(day) != worked] == []
