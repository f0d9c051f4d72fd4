"""Which version governs on a day, and what a broken law file says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.law import Faults, Statutes
from mingjian.core.law.law_files import read_laws
from mingjian.core.law.statutes import KINDS, TIME_UNITS, several
from mingjian.core.procedure import rulebook

LAW = rulebook().statutes
Write = Callable[[str, str], None]


def test_the_day_chooses_the_version() -> None:
    assert LAW.value("aucl/20#fine", date(2025, 10, 14)).least == 200_000
    fine = LAW.value("aucl/25#fine", date(2025, 10, 15))
    assert (fine.least, fine.most, fine.unit) == (None, 1_000_000, "cny")


def test_an_article_renumbered_is_not_found_under_its_old_number() -> None:
    assert LAW.has_article("aucl/8", date(2025, 10, 14))
    assert not LAW.has_article("aucl/8", date(2025, 10, 15))
    assert LAW.has_article("aucl/9", date(2025, 10, 15))
    assert not LAW.has_article("aucl/9", date(2025, 10, 14))


def test_a_law_that_was_replaced_ends_on_its_day() -> None:
    assert LAW.value("complaint_2019/31#tell_reporter", date(2026, 4, 14)).number == 5
    with pytest.raises(BadInput, match="已失效（自 2026-04-15）"):
        LAW.value("complaint_2019/31#tell_reporter", date(2026, 4, 15))


def test_a_day_before_the_first_version_is_refused() -> None:
    with pytest.raises(BadInput, match="2018-12-31 尚无此法"):
        LAW.article("ecl/43", date(2018, 12, 31))


def test_what_is_not_there_is_said_to_be_missing() -> None:
    day = date(2026, 6, 1)
    with pytest.raises(NotFound, match="没有“no_law”"):
        LAW.value("no_law/1#x", day)
    with pytest.raises(NotFound, match="没有第 999 条"):
        LAW.article("ecl/999", day)
    with pytest.raises(NotFound, match="请写明哪个数值；现有：right_holder_acts"):
        LAW.value("ecl/43", day)
    with pytest.raises(NotFound, match="没有数值“nothing”；现有：right_holder_acts"):
        LAW.value("ecl/43#nothing", day)
    assert not LAW.has_article("ecl", day)
    assert not LAW.has_article("", day)


def test_a_value_says_how_far_it_was_checked_and_how_it_reads() -> None:
    value = LAW.value("penalty_procedure/18#check", date(2026, 6, 1))
    assert (value.verification, value.ground, value.amount.zh, value.amount.en) == ("text", "penalty_procedure/18", "15 个工作日", "15 working days")
    assert any("鉴定" in excluded.zh for excluded in value.excludes)


def test_a_citation_is_written_as_a_person_writes_it() -> None:
    assert LAW.citation("aucl/9", date(2026, 6, 1)).zh == "《中华人民共和国反不正当竞争法》第9条"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_law(day: str, text: str) -> None:
        (tmp_path / "x").mkdir(exist_ok=True)
        (tmp_path / "x" / f"{day}.yaml").write_text(
            f"title: {{zh: 某法, en: Some Law}}\nversion: '1'\nin_force: {day}\nsource: somewhere\nverification: text\n{text}", "utf-8"
        )

    return write_law


def read_all(folder: Path) -> tuple[Statutes, list[str]]:
    faults = Faults()
    return read_laws(folder, "laws", faults), [fault.zh for fault in faults.found]


VALUE = "articles:\n  '1':\n    gist: {zh: 旨, en: gist}\n    verification: text\n    values:\n      v: {title: {zh: 值, en: value}, "


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (VALUE + "number: 3, unit: fortnights, starts: {zh: 事, en: event}}", "没有单位"),
        (VALUE + "number: 3, unit: working_days}", "从何时起算"),
        (VALUE + "unit: working_days, starts: {zh: 事, en: event}}", "须有 number"),
        (VALUE + "number: -3, unit: working_days, starts: {zh: 事, en: event}}", "不能为负"),
        (VALUE + "number: 3, unit: promptly, starts: {zh: 事, en: event}}", "不带数字"),
        (VALUE + "number: 3, unit: cny, verification: surely}", "verification 须是"),
        (VALUE + "number: 3, unit: working_days, starts: {zh: 事, en: event}, runs: forwards}", "runs 须是"),
        (VALUE + "number: 3, unit: working_days, starts: {zh: 事, en: event}, extends: w}", "不在同一条"),
        (VALUE + "number: 3, unit: working_days, starts: {zh: 事, en: event}, extends: v}", "不在同一条"),
        (VALUE + "number: 3, unit: working_days, starts: {zh: 事, en: event}, exclusion_cap: x/1#w}", "不在任何版本中"),
        (VALUE + "least: 5, most: 3, unit: cny}", "least 不能大于 most"),
        ("until: 2020-01-01\n", "until 须晚于"),
        ("articles:\n  '1': {gist: {zh: 旨}, verification: text}", "中英两种文字"),
        ("artciles: {}", "没有“artciles”这个键"),
    ],
)
def test_a_broken_law_says_what_is_wrong(write: Write, tmp_path: Path, text: str, said: str) -> None:
    write("2020-01-01", text)
    assert any(said in fault for fault in read_all(tmp_path)[1])


def test_versions_that_overlap_are_refused(write: Write, tmp_path: Path) -> None:
    write("2020-01-01", "until: 2021-06-01\n")
    write("2021-01-01", "")
    assert any("版本重叠" in fault for fault in read_all(tmp_path)[1])


def test_a_file_name_that_is_not_the_day_in_force_is_refused(write: Write, tmp_path: Path) -> None:
    write("2020-01-01", "")
    (tmp_path / "x" / "2020-01-01.yaml").rename(tmp_path / "x" / "2020-01-02.yaml")
    assert any("与文件名（2020-01-02.yaml）一致" in fault for fault in read_all(tmp_path)[1])


def test_between_two_versions_the_law_may_be_silent(write: Write, tmp_path: Path) -> None:
    write("2020-01-01", "until: 2020-06-01\n")
    write("2021-01-01", "")
    statutes, faults = read_all(tmp_path)
    assert faults == []
    with pytest.raises(BadInput):
        statutes.law("x", date(2020, 7, 1))


ARTICLE = "articles:\n  '{}': {{gist: {{zh: 旨, en: gist}}, verification: text{}}}\n"


def test_an_article_may_name_the_number_it_had_if_the_version_before_has_it(write: Write, tmp_path: Path) -> None:
    write("2020-01-01", ARTICLE.format(1, ""))
    write("2021-01-01", ARTICLE.format(2, ", formerly: '1'"))
    statutes, faults = read_all(tmp_path)
    assert faults == []
    assert statutes.article("x/2", date(2021, 1, 1)).formerly == "1"
    write("2021-01-01", ARTICLE.format(2, ", formerly: '7'"))
    assert any("前一版本中没有" in fault for fault in read_all(tmp_path)[1])


def test_a_value_ends_with_its_version(write: Write, tmp_path: Path) -> None:
    write("2020-01-01", VALUE + "number: 3, unit: working_days, starts: {zh: 事, en: event}}")
    write("2021-01-01", "")
    assert [value.until for value in read_all(tmp_path)[0].values()] == [date(2021, 1, 1)]


def test_an_open_range_reads_as_laws_write_it() -> None:
    day = date(2026, 6, 1)
    assert LAW.value("aucl/25#fine", day).amount.zh == "1000000 元以下"
    assert LAW.value("food_safety_law/148#least_damages", day).amount.en == "1000 yuan or more"
    assert LAW.value("ecl/80#fine", day).amount.zh == "20000–100000 元"
    assert LAW.citation("criminal_law/142-1", day).zh.endswith("第142条之一")
    assert LAW.citation("punitive_ip_2021/whole", date(2022, 1, 1)).zh.endswith("》")


def test_every_packaged_law_says_what_kind_of_instrument_it_is() -> None:
    laws = rulebook().statutes
    assert {version.kind for law in laws.laws() for version in laws.versions(law)} <= set(KINDS)
    assert laws.versions("ecl")[0].kind == "law"
    assert laws.versions("penalty_procedure")[0].kind == "departmental_rule"


def test_one_of_a_unit_is_said_in_the_singular() -> None:
    said = {number: several(number, TIME_UNITS["working_days"]) for number in (1, 15)}
    assert said == {1: "1 working day", 15: "15 working days"}
    assert several(1, TIME_UNITS["years"]) == "1 year"
