"""Nothing that this software says cites an article that the rulebook lacks on that day."""

from datetime import date
from pathlib import Path

import pytest
from house.citations import Found, Scanner

import mingjian
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.law.citations import arabic, cite, cited_in
from mingjian.core.procedure import rulebook

HOUSE = Path(mingjian.__file__).parent
TODAY = rulebook().calendar.known_until


@pytest.fixture(scope="module")
def found() -> list[Found]:
    return list(Scanner(rulebook(), TODAY).scan(HOUSE))


def test_every_citation_is_in_the_rulebook(found: list[Found]) -> None:
    wrong = [f"{one.file}:{one.line}: {one.words} ({one.on or 'any version'})" for one in found if not one.holds]
    assert not wrong, f"{wrong}: cite an article that the rulebook has on that day, or add it under rulebook/cn/laws/ (docs/howto/add-a-law.md)"


def test_the_scanner_reads_code_and_rulebook_and_named_articles(found: list[Found]) -> None:
    assert any(one.file.endswith(".yaml") for one in found), "no citation was read in a YAML file: mend Scanner in tests/house/citations.py"
    words = {one.words for one in found}
    assert {"aucl/9", "apl/29"} <= words, "no citation was read in code: mend Scanner in tests/house/citations.py"
    assert any("第" in word for word in words), "no article in Chinese was read: mend Scanner in tests/house/citations.py"


PLANTED = {
    "page.html": ("<p>《电子商务法》第九百条</p>", "《电子商务法》第九百条"),
    "bare.html": ("<p>依照第四十二条处理</p>", "第四十二条"),
    "detector.py": ('REASON = "违反《广告法》第999条"', "《广告法》第999条"),
    "grounds.py": ('GROUND = ("aucl/99",)', "aucl/99"),
    "values.py": ('PERIOD = "ecl/43#right_holder_sleeps"', "ecl/43#right_holder_sleeps"),
    "repealed.py": ('GROUND = ("complaint_2019/14",)', "complaint_2019/14"),
    "english.py": ('REASON = "a breach of the E-Commerce Law, art. 900"', "E-Commerce Law, art. 900"),
    "zh.po": ('msgid "A breach"\nmsgstr "违反刑法第九百九十九条"\n', "刑法第九百九十九条"),
    "sheet.yaml": ("hint: {zh: 依行政处罚法第九百条, en: x}\n", "行政处罚法第九百条"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_wrong_citation_is_found(tmp_path: Path, name: str) -> None:
    text, words = PLANTED[name]
    (tmp_path / name).write_text(text, "utf-8")
    assert [one.words for one in Scanner(rulebook(), TODAY).scan(tmp_path) if not one.holds] == [words], (
        "the planted citation was not found: mend Scanner in tests/house/citations.py"
    )


def test_a_right_citation_and_what_is_no_citation_pass(tmp_path: Path) -> None:
    said = "《电子商务法》第四十三条；刑法第二百八十七条之二；行政处罚法第29条。这是第一条记录。共第3条线索。see RFC 6962, 43 files; ecl/43; docs/12"
    (tmp_path / "page.html").write_text(said, "utf-8")
    assert [one.words for one in Scanner(rulebook(), TODAY).scan(tmp_path)] == [
        "ecl/43",
        "《电子商务法》第四十三条",
        "刑法第二百八十七条之二",
        "行政处罚法第29条",
    ], "what is no citation was read as one, or the other way round: mend Scanner in tests/house/citations.py"
    assert all(one.holds for one in Scanner(rulebook(), TODAY).scan(tmp_path)), "a right citation was refused: mend Scanner in tests/house/citations.py"


def test_an_article_that_was_renumbered_is_wrong_on_the_other_day(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("反不正当竞争法第三十九条", "utf-8")
    held = {on: [one.holds for one in Scanner(rulebook(), on).scan(tmp_path)] for on in (date(2024, 1, 1), TODAY)}
    assert held[date(2024, 1, 1)] == [False], "an article is held against the wrong version: mend Scanner in tests/house/citations.py"


def test_numerals_are_read() -> None:
    assert [arabic(text) for text in ("四十三", "一百二十四", "十", "一百零八", "二十", "43", "一千一百九十五")] == [43, 124, 10, 108, 20, 43, 1195], (
        "a Chinese number is misread: mend `arabic` in core/law/citations.py"
    )
    assert [(one.name, one.number) for one in cited_in("依照《刑法》第二百八十七条之一处罚")] == [("刑法", "287-1")], (
        "an article between two is misread: mend `cited_in` in core/law/citations.py"
    )


def test_what_is_generated_gets_its_citation_from_one_place_which_refuses_what_is_not_there() -> None:
    statutes = rulebook().statutes
    assert cite("ecl/43#right_holder_acts", TODAY, statutes).zh == "《电子商务法》第43条", (
        "a citation is written wrongly in Chinese: mend `cite` in core/law/citations.py"
    )
    assert cite("apl/29", TODAY, statutes).en == "Administrative Penalty Law, art. 29", (
        "a citation is written wrongly in English: mend `cite` in core/law/citations.py"
    )
    with pytest.raises(NotFound):
        cite("ecl/900", TODAY, statutes)
    with pytest.raises(NotFound):
        cite("ecl/43#no_such_value", TODAY, statutes)
    with pytest.raises(NotFound):
        statutes.citation("ecl/900", TODAY)
    with pytest.raises(BadInput):
        cite("ecl/43", date(2018, 1, 1), statutes)
