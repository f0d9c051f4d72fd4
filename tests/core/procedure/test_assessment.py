"""One whole answer for a deed: what it puts first, what it never says, and that no part says less than the question of its own."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.law.measures import Figures
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import crimes, duties, liabilities, rulebook
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.assessment import Assessment, Deed, Person, assess, person_in, span_in
from mingjian.core.procedure.assessment_said import POLICE_SAID, as_data, headline, parts_of
from mingjian.core.procedure.crime_lines import POLICE, STANDINGS
from mingjian.core.procedure.crimes_of_acts import check_crimes_of_acts, crimes_of_acts

BOOK = book()
ON, DECIDED = date(2026, 3, 3), date(2026, 3, 10)


def ask(*acts: str, field: str = "clothing_shoes", figures: Figures | None = None, **more: Any) -> Assessment:
    days = {"since": ON, "until": ON, "decided_on": DECIDED} | {name: more.pop(name) for name in ("since", "until", "decided_on") if name in more}
    return assess(Deed(acts, field, figures=figures or Figures(), **days, **more), BOOK)


def sold(yuan: int) -> Figures:
    return Figures(sales=Decimal(yuan))


def top(found: Assessment) -> str:
    return "".join(text.zh for text in headline(found, BOOK))


@pytest.mark.parametrize(("yuan", "police"), [(50_000, "first"), (49_999, "near"), (40_000, "near"), (39_999, "no")])
def test_the_line_decides_what_stands_first(yuan: int, police: str) -> None:
    found = ask("trademark_infringement", figures=sold(yuan))
    assert found.police == police
    assert top(found).startswith(POLICE_SAID[police].zh) == (police != "no")


def test_without_a_figure_nothing_is_said_to_be_below_a_line() -> None:
    found = ask("trademark_infringement")
    assert found.police == "unknown"
    assert "未达" not in top(found).replace("不能说未达追诉标准", "")


def test_a_value_of_which_it_is_not_known_what_was_sold_is_told_the_graver_way_with_what_it_assumes() -> None:
    found = ask("trademark_infringement", amount=Decimal(50_000))
    assert found.police == "first"
    assert any("按货值全部已经销售计" in text.zh for text in found.unsure)
    # given what was sold, nothing is assumed
    assert not any("按货值" in text.zh for text in ask("trademark_infringement", amount=Decimal(50_000), figures=sold(10)).unsure)


def test_labels_are_weighed_only_where_labels_were_counted() -> None:
    crimes_of = {line.crime for line in ask("trademark_infringement", figures=sold(45_000)).acts[0].crimes}
    assert "illegal_labels" not in crimes_of
    counted = Figures(sales=Decimal(10), counts={"labels": Decimal(10_000)})
    assert ask("trademark_infringement", figures=counted).police == "first"


def test_a_crime_that_hangs_on_no_figure_is_told_so_and_one_that_is_not_in_question_is_not() -> None:
    assert ask("fake_goods", field="drug", figures=sold(1)).police == "conduct"
    expired = ask("expired_goods", field="food", figures=sold(30))
    assert expired.police == "asks", "food fit to cause serious disease is a crime at any amount"
    assert "toxic_food" not in {line.crime for line in expired.acts[0].crimes}


def test_a_fine_that_hangs_on_an_order_to_correct_says_so_first() -> None:
    assert [one.correction for one in ask("food_records", "unregistered_trade", "false_promotion", field="food").acts] == ["first", "some", ""]
    assert "先责令改正，拒不改正或者逾期不改正的才罚款。" in top(ask("food_records", field="food"))


def test_words_that_may_mean_several_acts_are_answered_for_all_of_them() -> None:
    found = ask("虚假宣传", field="other")
    assert len(found.acts) > 1
    assert found.unsure[0].zh.startswith("“虚假宣传”可以指几种行为")


def test_of_one_deed_under_several_acts_the_higher_fine_is_told_and_what_they_come_to_if_they_are_several() -> None:
    found = ask("false_advertising", "advert_endorser", field="health_food", cost=Decimal(20_000), figures=Figures(gains=Decimal(30_000)))
    assert found.competition is not None
    assert "发布虚假广告，最高 100,000 元" in found.competition.zh
    assert "最高合计 160,000 元" in found.competition.zh
    open_ = ask("trademark_infringement", "platform_ip", figures=sold(50_000))
    assert open_.competition is not None
    assert "尚不能比较：平台对侵犯知识产权未采取必要措施" in open_.competition.zh


def test_each_person_is_told_with_what_that_person_drew() -> None:
    people = (Person("张某", income_period=Decimal(50_000)), Person("李某", income_period=Decimal(120_000)), Person("王某"))
    found = ask("unregistered_product", field="medical_device", figures=sold(20_000), persons=people)
    said = [text.zh for text in found.acts[0].persons]
    assert ["15,000–150,000" in said[0], "36,000–360,000" in said[1], "30–300 %" in said[2]] == [True] * 3
    assert all(text in top(found) for text in said)


def test_of_a_person_whom_no_provision_fines_that_is_said() -> None:
    assert "李某（库内没有本行为对责任人员的罚款规定）" in top(ask("trademark_infringement", figures=sold(10), persons=(Person("李某"),)))


def test_no_key_of_the_rulebook_stands_where_a_person_reads() -> None:
    found = ask("trademark_infringement", "platform_ip", figures=sold(50_000), persons=(Person("李某"),))
    said = "\n".join(text.zh for part in parts_of(found, BOOK) for text in part.lines)
    assert "/" not in said.replace(" / ", "")
    assert "《刑法》第214条" in said
    assert "销售金额 50,000" in next(part for part in parts_of(found, BOOK) if part.name == "facts").lines[1].zh


def test_time_that_has_run_out_stands_before_everything() -> None:
    found = ask("false_origin", since=date(2023, 3, 3), until=date(2023, 3, 3), found_on=DECIDED, figures=sold(60_000))
    assert top(found).startswith("处罚时效已过（至 2025-03-03）")


def test_departments_of_provisions_that_step_back_are_not_told_to_punish() -> None:
    assert [one.sector.code for one in ask("fake_goods", field="seed", figures=sold(15_000)).acts[0].sectors] == ["agriculture"]
    assert [one.sector.code for one in ask("consumer_fraud", field="other").acts[0].sectors] == ["market"]


def test_what_one_act_refuses_does_not_take_the_answer_of_the_other() -> None:
    found = ask("banned_food", "trademark_infringement", figures=sold(50_000))
    assert found.acts[0].refusal is not None
    assert found.acts[1].said is not None
    assert "不能答" in top(found)


def test_an_act_over_a_change_of_law_is_told_under_both() -> None:
    found = ask("disparagement", field="other", since=date(2025, 9, 1), until=date(2025, 12, 1))
    assert any("行为跨越法律修改" in text.zh for text in found.unsure)


@pytest.mark.parametrize("act", sorted(liabilities().all))
@pytest.mark.parametrize("field", ["food", "drug", "other"])
def test_every_act_is_answered_or_refused_in_words_and_no_headline_says_less_than_the_parts(act: str, field: str) -> None:
    found = ask(act, field=field, figures=Figures(sales=Decimal(60_000), gains=Decimal(20_000)), cost=Decimal(9_000), income=Decimal(9_000))
    (one,) = found.acts
    assert (one.refusal is None) != (one.said is None)
    said, data = top(found), as_data(found, BOOK)
    assert one.refusal or all(text.zh in said for text in one.persons)
    reached = [line for line in one.crimes if line.standing in ("reached", "conduct", "to_judge")]
    assert not reached or any(line.title.zh in said for line in reached)
    assert data["police"] in POLICE
    assert {line.standing for line in one.crimes} <= set(STANDINGS)
    assert all(text.zh and text.en for part in parts_of(found, BOOK) for text in part.lines)


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ({"acts": ("刷单",), "field": "shoes"}, "没有商品领域“shoes”"),
        ({"acts": ("无此行为",), "field": "other"}, "没有违法行为“无此行为”"),
        ({"acts": (), "field": "other"}, "请写明违法行为"),
        ({"acts": ("刷单",), "field": "other", "until": date(2026, 3, 1)}, "请检查"),
        ({"acts": ("刷单",), "field": "other", "circumstances": ("nothing",)}, "没有裁量情形“nothing”"),
        ({"acts": ("刷单",), "field": "other", "found_on": date(2026, 3, 1)}, "早于行为终了日"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(deed: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        assess(Deed(**({"since": ON, "until": ON, "decided_on": DECIDED} | deed)), BOOK)


def test_a_duty_of_which_no_fine_is_entered_is_refused_as_that() -> None:
    named = {name for act in liabilities().all.values() for name in act.duties}
    bare = next(duty.name for duty in duties().all if duty.name not in named)
    with pytest.raises(NotInBook, match="没有对它的罚款规定"):
        ask(bare, field="other")


def test_persons_and_spans_are_read_as_people_write_them() -> None:
    assert person_in("欧阳某某（实际控制人）， 12万 ，") == Person("欧阳某某（实际控制人）", Decimal(120_000), None)
    assert span_in("2026年3月3日..2026/4/1") == (date(2026, 3, 3), date(2026, 4, 1))
    for text in ("", "某,1,2,3", "某,很多"):
        with pytest.raises(BadInput):
            person_in(text)


def test_an_act_without_a_word_on_its_crimes_an_unknown_crime_and_an_unknown_measure_are_found(tmp_path: Path) -> None:
    path = tmp_path / "crimes_of_acts.yaml"
    path.write_text(
        "title: {zh: 甲, en: A}\nacts:\n  no_act:\n    crimes:\n      - {crime: no_crime, counted: [no_measure], when: {zh: 乙, en: B}}\nnone: [fake_goods]\n",
        "utf-8",
    )
    faults = Faults()
    check_crimes_of_acts(path, liabilities(), crimes(), rulebook().vocabularies["goods_fields"], faults)
    said = [fault.en for fault in faults.found]
    assert sum("It is not said which crime" in one for one in said) == len(liabilities().all) - 1
    assert [one for one in said if "It is not said" not in one] == [
        "There is no act 'no_act' in the liability files, or it stands in acts and none.",
        "no_act: there is no crime, field or measure 'no_crime'.",
        "no_act: there is no crime, field or measure 'no_measure'.",
    ]
    assert set(crimes_of_acts()) <= set(liabilities().all)
