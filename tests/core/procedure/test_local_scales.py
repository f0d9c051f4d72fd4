"""Scales and lists that a node loaded: what is wrong with a file is named by line, and what a sound one says of a deed stays within the law."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from scales import SCALE, SLIGHT, write

from mingjian.core.errors import BadInput
from mingjian.core.law.discretion import Placed
from mingjian.core.law.measures import Figures
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.assessment import Assessment, Deed, assess
from mingjian.core.procedure.assessment_said import as_data, parts_of
from mingjian.core.procedure.discretions import fine_placed
from mingjian.core.procedure.local_scales import load_local, local_scales, read_local, remove_local

DAY = date(2026, 6, 1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    load_local(tmp_path / "home", write(tmp_path / "new", "made_up", SCALE))
    load_local(tmp_path / "home", write(tmp_path / "new", "first_slight", SLIGHT))
    return tmp_path / "home"


def asked(home: Path, act: str, amount: int | None, *circumstances: str, region: str = "330122", field: str = "food", on: date = DAY) -> Assessment:
    value = Decimal(amount) if amount is not None else None
    deed = Deed((act,), field, on, on, max(on, DAY), None, False, value, figures=Figures(field=field), circumstances=circumstances, region=region)
    return assess(deed, book(), local_scales(home))


def said(found: Assessment) -> str:
    return "".join(told.said.zh for one in found.acts for told in one.discretion)


def test_the_rung_that_the_figure_falls_in_is_told_in_yuan_of_the_range_of_the_law(home: Path) -> None:
    told = said(asked(home, "expired_goods", 900))
    assert "《测试省市场监管行政处罚裁量基准》（测市监〔2025〕1号，2025-01-01 起）第一项：货值不足一千元：从轻，50,000–65,000 元。" in told
    assert "一千元以上不足五千元" not in told
    told = said(asked(home, "expired_goods", 1000))
    assert "货值一千元以上不足五千元：一般，60,000–80,000 元。" in told
    assert "不足一千元：" not in told


def test_a_rung_on_words_is_for_a_person_and_one_beyond_the_law_says_that_the_law_holds(home: Path) -> None:
    told = said(asked(home, "expired_goods", 900))
    assert "造成危害后果：从重，90,000–200,000 元，超出法定幅度，以法律为准（是否属于此档由人判断）。" in told


def test_without_the_figure_nothing_is_computed_and_every_rung_is_told_with_what_is_wanting(home: Path) -> None:
    told = said(asked(home, "trademark_infringement", None, field="clothing_shoes"))
    assert "且须先知道货值金额或者经营额" in told
    assert "幅度须先知道金额才能计算" in told
    assert "300,000–500,000" not in told
    assert "180,000–300,000 元" in said(asked(home, "trademark_infringement", 60000, field="clothing_shoes"))


def test_where_a_scale_has_no_rung_for_the_act_its_bands_follow_the_circumstances(home: Path) -> None:
    assert "一般为法定幅度的 30%–70%" in said(asked(home, "false_origin", 900, field="clothing_shoes"))
    assert "从轻为法定幅度的 0%–30%" in said(asked(home, "false_origin", 900, "harm_undone", field="clothing_shoes"))
    assert "由人权衡" in said(asked(home, "false_origin", 900, "harm_undone", "emergency", field="clothing_shoes"))


def test_where_no_rung_takes_the_figure_that_is_said_and_the_bands_follow(home: Path) -> None:
    told = said(asked(home, "trademark_infringement", 11940, field="clothing_shoes"))
    assert "所给数额不在本行为的任何一档之内" in told
    assert "一般为法定幅度的 30%–70%，即 75,000–175,000 元" in told
    assert "任何一档" not in said(asked(home, "trademark_infringement", 60000, field="clothing_shoes"))


def test_it_holds_in_its_division_and_on_its_days_only(home: Path) -> None:
    assert said(asked(home, "expired_goods", 20, region="510981")) == ""
    assert said(asked(home, "expired_goods", 20, region="")) == ""
    assert "首违轻微" not in said(asked(home, "expired_goods", 20, region="330203")), "a list of one city holds in no other"
    assert "首违轻微" in said(asked(home, "expired_goods", 20))
    assert said(asked(home, "expired_goods", 20, on=date(2024, 6, 1))), "what counts is the day of the decision"


def test_a_scale_that_was_over_before_the_decision_is_told_and_decides_nothing(tmp_path: Path) -> None:
    load_local(tmp_path / "home", write(tmp_path, "old", SCALE.replace("in_force: 2025-01-01", "in_force: 2020-01-01\nuntil: 2026-01-01")))
    told = said(asked(tmp_path / "home", "expired_goods", 900, on=date(2025, 6, 1)))
    assert "行为时有效，决定日（2026-06-01）已不再适用；是否从旧兼从轻由人判断" in told
    assert "65,000" not in told


def test_an_item_of_a_list_is_told_with_its_conditions_and_passed_over_beyond_its_limit(home: Path) -> None:
    told = said(asked(home, "expired_goods", 49))
    assert "第3项：初次违法、及时改正且没有危害后果的，可以不予处罚；条件是否具备由人判断。" in told
    assert "货值金额或者经营额不在清单的限额之内，不适用" in said(asked(home, "expired_goods", 50))
    assert "且须先知道货值金额" in said(asked(home, "expired_goods", None))
    assert "不予处罚" not in said(asked(home, "expired_goods", 49, field="cosmetics"))


def test_what_nobody_read_says_only_that(tmp_path: Path) -> None:
    load_local(tmp_path / "home", write(tmp_path, "unread", SCALE.replace("verification: text", "verification: UNVERIFIED")))
    told = said(asked(tmp_path / "home", "expired_goods", 900))
    assert told == "《测试省市场监管行政处罚裁量基准》（测市监〔2025〕1号，2025-01-01 起）：未经核对原文（UNVERIFIED），不作判断依据。"


def test_the_answer_has_it_as_a_part_and_as_data_with_its_source(home: Path) -> None:
    found = asked(home, "expired_goods", 900)
    part = next(one for one in parts_of(found, book()) if one.name == "expired_goods_discretion")
    assert part.title.zh.endswith("裁量基准和首违轻微清单")
    rows = as_data(found, book())["acts"][0]["discretion"]
    assert rows[0] | {"said": None} == {
        "scale": "made_up", "number": "测市监〔2025〕1号", "region": "33", "clause": "第一项", "kind": "rung", "said": None, "least": 50000, "most": 65000,
        "holds": True, "verification": "text", "source": "made up for a test",
    }  # fmt: skip
    deed = Deed(("expired_goods",), "food", DAY, DAY, DAY, region="330122")
    assert as_data(assess(deed, book()), book())["acts"][0]["discretion"] == [], "without scales nothing is said"


def test_a_fine_is_held_against_the_rung(home: Path) -> None:
    def placed(fine: int, amount: int) -> Placed:
        return fine_placed("expired_goods", "food", DAY, Decimal(fine), Decimal(amount), None, (), "330122", decided_on=DAY, local=local_scales(home))

    assert "从轻，50,000–65,000 元；本案相符。" in "".join(one.zh for one in placed(60000, 900).findings)
    assert "从轻，50,000–65,000 元；本案不符" in "".join(one.zh for one in placed(80000, 900).findings)
    assert placed(80000, 900).is_lawful is True, "a scale makes no fine unlawful"


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("kind: scale", "kind: other", "kind 须是"),
        ("expired_goods:", "no_such_act:", "没有违法行为“no_such_act”"),
        ("fields: [food]", "fields: [nothing]", "没有商品领域“nothing”"),
        ("grade: lighter", "grade: mild", "grade 须是"),
        ("measure: amount\n        below: 1000", "measure: weight\n        below: 1000", "measure 须是"),
        ("        below: 1000\n", "", "measure 与 from、below 须一起写"),
        ("from: 1000\n        below: 5000", "from: 5000\n        below: 1000", "from 须小于 below"),
        ("share: {from: 0, to: 30}", "share: {from: 0, to: 130}", "百分数不过一百"),
        ("        share: {from: 0, to: 30}\n", "", "须有 fine（元）、share"),
        ("fine: {from: 60000, to: 80000}", "fine: {from: 80000, to: 60000}", "from 不大于 to"),
        ("of: amount", "of: weight", "of 须是"),
        ("region: '33'", "region: '浙江'", "region 须是"),
        ("in_force: 2025-01-01", "in_force: 2025-01-01\nuntil: 2024-01-01", "until 须在 in_force 之后"),
        ("checked: {", "check: {", "check"),
        ('checked: {zh: 测试员对照测试文本，2025-02-01, en: "a tester, against a test text, 2025-02-01"}\n', "", "须写 checked"),
        ("below: 1000", "below: many", "below 须是不小于零的数"),
        ("below: 1000", "below: -5", "below 须是不小于零的数"),
    ],
)
def test_each_fault_of_a_file_is_named_and_it_is_not_loaded(tmp_path: Path, was: str, now: str, words: str) -> None:
    assert was in SCALE
    path = write(tmp_path, "made_up", SCALE.replace(was, now))
    faults = read_local(path)[1]
    assert any(words in fault.zh for fault in faults), faults
    with pytest.raises(BadInput, match=r"made_up.yaml:\d+"):
        load_local(tmp_path / "home", path)
    assert local_scales(tmp_path / "home").all == ()


@pytest.mark.parametrize("text", ["", "[]", "kind: first_slight\n", "\x00", "kind: scale\ntitle: [", "a: &x 1\nb: *x\n", "kind: scale\n" * 3])
def test_what_is_no_scale_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        load_local(tmp_path / "home", write(tmp_path, "made_up", text))


def test_the_name_of_a_file_leads_nowhere_else(tmp_path: Path, home: Path) -> None:
    with pytest.raises(BadInput, match="文件名须是"):
        load_local(home, write(tmp_path, "浙江 2024", SCALE))
    for name in ("../made_up", "", "nothing", "x" * 500):
        with pytest.raises(BadInput, match="没有装入"):
            remove_local(home, name)
    remove_local(home, "made_up")
    assert [one.name for one in local_scales(home).all] == ["first_slight"]


def test_a_kept_file_that_is_wrong_by_now_is_told_and_not_used(home: Path) -> None:
    (home / "made_up.yaml").write_text(SCALE.replace("expired_goods:", "an_act_that_went:"), "utf-8")
    local = local_scales(home)
    assert [one.name for one in local.all] == ["first_slight"]
    assert "没有违法行为“an_act_that_went”" in local.faults[0].zh
