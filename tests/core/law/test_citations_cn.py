"""Papers cite law by its full title, and by article, paragraph and item in Chinese numerals."""

import re
from datetime import date

import pytest

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.law.citations import arabic, cite_cn, numeral
from mingjian.core.procedure import rulebook

DAY = date(2026, 11, 27)
STATUTES = rulebook().statutes


@pytest.mark.parametrize(
    ("ref", "paragraph", "item", "said"),
    [
        ("trademark_law/57", None, 3, "《中华人民共和国商标法》第五十七条第三项"),
        ("trademark_law/57()(3)", None, None, "《中华人民共和国商标法》第五十七条第三项"),
        ("trademark_law/60", 2, None, "《中华人民共和国商标法》第六十条第二款"),
        ("apl/72(1)(1)", None, None, "《中华人民共和国行政处罚法》第七十二条第一款第一项"),
        ("ecl/43#right_holder_acts", None, None, "《中华人民共和国电子商务法》第四十三条"),
        ("criminal_law/142-1", None, None, "《中华人民共和国刑法》第一百四十二条之一"),
        ("penalty_procedure/10", None, None, "《市场监督管理行政处罚程序规定》第十条"),
        ("reverse_link_guidelines/whole", None, None, "《人民检察院行刑反向衔接工作指引》"),
    ],
)
def test_a_citation_says_title_article_paragraph_and_item(ref: str, paragraph: int | None, item: int | None, said: str) -> None:
    assert cite_cn(ref, paragraph, item, DAY, STATUTES) == said


def test_what_the_rulebook_lacks_on_the_day_is_not_cited() -> None:
    with pytest.raises(NotFound):
        cite_cn("ecl/900", None, None, DAY, STATUTES)
    with pytest.raises(BadInput):
        cite_cn("ecl/43", None, None, date(2018, 1, 1), STATUTES)
    with pytest.raises(BadInput):
        cite_cn("第五十七条", None, None, DAY, STATUTES)


def test_every_title_that_a_paper_may_cite_carries_no_year_and_laws_carry_the_name_of_the_state() -> None:
    for law in STATUTES.laws():
        newest = STATUTES.versions(law)[-1]
        number = next((one for one in newest.articles), None)
        if number is None or not newest.governs(DAY):
            continue
        said = cite_cn(f"{law}/{number}", None, None, DAY, STATUTES)
        assert not re.search(r"[（(][^（）()]*(?:\d|修[正订])", said.partition("》")[0])
        assert said.startswith("《中华人民共和国") or newest.kind != "law"


def test_numerals_are_written_as_they_are_read() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 57, 100, 101, 110, 115, 1195, 1010)] == [
        "一", "十", "十一", "二十", "五十七", "一百", "一百零一", "一百一十", "一百一十五", "一千一百九十五", "一千零一十"
    ]  # fmt: skip
    assert [n for n in range(1, 10_000) if arabic(numeral(n)) != n] == []
    with pytest.raises(ValueError, match="0"):
        numeral(0)
