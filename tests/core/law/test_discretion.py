"""Why a fine stands where it stands: the range of the law, circumstances, published scales, like decisions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.discretion import Band, Placed, Scale, as_data, placed, read_discretion
from mingjian.core.law.liability import liability
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.discretions import discretion, fine_placed, read_decisions

DAY = date(2026, 6, 1)
HEAD = "number,authority,on,act,field,amount,fine,circumstances\n"


def food(fine: int, *circumstances: str, decisions: Path | None = None, region: str = "") -> Placed:
    """Expired food of 9,000 yuan: the Food Safety Law fines 50,000 to 100,000."""
    others = read_decisions(decisions) if decisions else []
    return fine_placed("expired_goods", "food", DAY, Decimal(fine), Decimal(9000), None, circumstances, region, others)


def said(result: Placed) -> str:
    return "".join(text.zh for text in result.findings)


def test_the_place_is_where_the_fine_stands_between_the_least_and_the_most_of_the_law() -> None:
    assert [food(fine).place for fine in (50000, 75000, 100000)] == [Decimal(0), Decimal("0.5"), Decimal(1)]
    assert "50,000–100,000 元（《中华人民共和国食品安全法》第124条" in said(food(75000))


@pytest.mark.parametrize(
    ("fine", "circumstances", "lawful", "words"),
    [
        (75000, (), True, "法定幅度"),
        (100001, (), False, "高于法定上限"),
        (49999, (), False, "没有减轻处罚的情形"),
        (49999, ("harm_undone",), True, "属于减轻处罚"),
        (49999, ("partial_capacity",), True, "属于减轻处罚"),
        (49999, ("emergency",), False, "没有减轻处罚的情形"),
        (0, ("first_time",), True, "可以不予处罚"),
        (10000, ("first_time",), None, "认识不一"),
        (0, ("slight",), True, "不得罚款"),
        (50000, ("slight",), False, "不得罚款"),
        (50000, ("no_fault", "emergency"), False, "不得罚款"),
    ],
)
def test_what_the_law_itself_allows(fine: int, circumstances: tuple[str, ...], lawful: bool | None, words: str) -> None:
    result = food(fine, *circumstances)
    assert (result.is_lawful, words in said(result)) == (lawful, True)


def test_a_range_that_holds_on_a_condition_is_told_with_it_and_not_as_one_without_a_most() -> None:
    result = fine_placed("platform_ip", "clothing_shoes", DAY, Decimal(100_000), None, None, (), "")
    assert result.is_lawful is None
    assert "须先有“逾期不改正”，幅度 50,000–500,000 元，本案在幅度之内" in said(result)
    assert "本案在幅度之外" in said(result)  # the serious range begins at 500,000
    assert "没有上限" not in said(result)


def test_each_circumstance_is_told_with_its_article_and_effect() -> None:
    assert "主动消除或者减轻违法行为危害后果：应当从轻或者减轻（《中华人民共和国行政处罚法》第32条）。" in said(food(50000, "harm_undone"))


def test_a_scale_that_nobody_read_is_shown_and_decides_nothing() -> None:
    result = food(99000, "harm_undone")
    assert "未经核实，不作判断依据" in said(result)
    assert (result.is_lawful, "不符" in said(result)) == (True, False)
    assert [one["decides"] for one in as_data(result)["scales"]] == [False]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fine", "circumstances", "words"),
    [
        (60000, ("harm_undone",), "本案 20%，相符"),
        (90000, ("harm_undone",), "本案 80%，不符"),
        (75000, (), "本案 50%，相符"),
        (90000, ("harm_undone", "emergency"), "由人权衡"),
    ],
)
def test_a_scale_that_was_read_says_in_which_band_a_fine_belongs(
    monkeypatch: pytest.MonkeyPatch, fine: int, circumstances: tuple[str, ...], words: str
) -> None:
    monkeypatch.setattr("mingjian.core.procedure.discretions.discretion", lambda: _with_a_scale("330"))
    assert words in said(food(fine, *circumstances, region="330122"))
    assert words not in said(food(fine, *circumstances, region="510981"))  # it holds in its own region only


def _with_a_scale(region: str) -> object:
    bands = {name: Band(name, Text(name, name), least, most) for name, least, most in (("lighter", 0, 30), ("ordinary", 30, 70), ("heavier", 70, 100))}
    scale = Scale("x", Text("某省裁量基准", "Some scale"), "", region, date(2024, 1, 1), None, "read", "text", None, bands=bands)
    return type(discretion())(discretion().circumstances, (scale,))


def _decided(place: Path, *fines: int, circumstances: str = "harm_undone") -> Path:
    file = place / "decisions.csv"
    rows = "".join(f"决{n},某局,2026-05-0{n},expired_goods,food,8000,{fine},{circumstances}\n" for n, fine in enumerate(fines, 1))
    file.write_text(HEAD + rows, "utf-8")
    return file


def test_like_decisions_are_placed_in_the_range_of_their_own_day_and_say_where_this_one_stands(tmp_path: Path) -> None:
    result = food(95000, "harm_undone", decisions=_decided(tmp_path, 52000, 55000, 60000))
    assert [float(one.place) for one in result.likes] == [0.04, 0.1, 0.2]
    assert "同类决定 3 件，位置 4%–20%，中位 10%；本案 90%，在其范围之外" in said(result)
    assert "在其范围之内" in said(food(55000, "harm_undone", decisions=_decided(tmp_path, 52000, 55000, 60000)))


def test_few_like_decisions_and_those_under_other_circumstances_are_shown_and_say_nothing(tmp_path: Path) -> None:
    few = food(95000, "harm_undone", decisions=_decided(tmp_path, 52000, 55000))
    assert (len(few.likes), "只有 2 件，不足以比较" in said(few)) == (2, True)
    other = food(95000, "harm_undone", decisions=_decided(tmp_path, 52000, 55000, 60000, circumstances=""))
    assert ([one.is_same for one in other.likes], "只有 0 件" in said(other)) == ([False] * 3, True)


def test_decisions_on_other_acts_or_days_without_a_law_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text(HEAD + "甲,某局,2026-05-01,confusion,food,8000,1000,\n乙,某局,1990-01-01,expired_goods,food,8000,1000,\n", "utf-8")
    assert food(60000, decisions=file).likes == ()


@pytest.mark.parametrize("row", ["甲,某局,2026-13-01,expired_goods,food,8000,1000,\n", "甲,某局,2026-05-01,expired_goods,food,8000,many,\n"])
def test_a_row_that_is_no_decision_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    file = tmp_path / "d.csv"
    file.write_text(HEAD + row, "utf-8")
    with pytest.raises(BadInput, match=r"d\.csv:2 不是处罚决定"):
        read_decisions(file)


def test_decisions_come_as_json_lines_too(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"number": "甲", "on": "2026-05-01", "act": "expired_goods", "field": "food", "fine": 52000, "circumstances": ["slight"]}\n', "utf-8")
    (one,) = read_decisions(file)
    assert (one.fine, one.circumstances, one.amount) == (Decimal(52000), ("slight",), None)
    file.write_text("{", "utf-8")
    with pytest.raises(BadInput, match="不是 CSV"):
        read_decisions(file)


def test_unknown_circumstances_and_impossible_fines_are_refused_with_what_there_is() -> None:
    with pytest.raises(BadInput, match=r"没有裁量情形“rich”.*slight"):
        food(60000, "rich")
    with pytest.raises(BadInput, match="罚款须是"):
        food(-1)


def test_where_it_cannot_be_said_which_provision_governs_the_fine_is_not_placed_but_refused_in_words() -> None:
    with pytest.raises(BadInput, match=r"尚不能确定适用哪一罚则.*须先知道金额"):
        fine_placed("trademark_infringement", "general", DAY, Decimal(1000), None, None, (), "")


def test_a_range_without_a_most_gives_no_place_and_leaves_it_to_a_person() -> None:
    known = liability(liabilities().act("expired_goods"), "food", DAY, rulebook().statutes, Decimal(9000))
    (governing,) = [one for one in known.weighings if one.is_governing]
    open_ = replace(known, weighings=(replace(governing, most=None),))
    result = placed(open_, Decimal(60000), (), (), rulebook().statutes)
    assert (result.place, result.is_lawful, "不能定位" in said(result)) == (None, None, True)


def test_a_broken_file_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "circumstances.yaml").write_text(
        "title: {zh: 情, en: c}\ncircumstances:\n  x: {label: {zh: 情, en: c}, effect: mild, ground: apl/999, verification: text}\n", "utf-8"
    )
    (tmp_path / "s.yaml").write_text(
        "title: {zh: 基, en: s}\nin_force: 2020-01-01\nsource: x\nverification: text\nbands:\n  a: {label: {zh: 轻, en: l}, from: 40, to: 30}\n", "utf-8"
    )
    faults = Faults()
    read_discretion(tmp_path, "discretion", rulebook().statutes, faults)
    told = [fault.zh for fault in faults.found]
    assert ["effect 须是" in told[0], "没有 apl/999" in told[1], "百分数" in told[2]] == [True, True, True]
