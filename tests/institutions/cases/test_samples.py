"""Samples: two seals that differ, the right one at each handing over, another laboratory for the re-test of food, no re-test after the time."""

from datetime import timedelta
from typing import Any

import pytest
from people import at

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.services.sample_chain import check_outcome
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal as seal_file
from mingjian.office.models import Dossier, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
PDF = b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n"


def planned(who: Who, field: str = "food") -> Dossier:
    li = who["li"]
    assert li.department is not None
    given = {"sample_goods": "蜂蜜 批号 7", "sample_page": "https://yunjishi.example/i/7", "sample_field": field}
    found = open_dossier(Opening("sample_test", "S1", "蜂蜜抽检", officer=li), by=li, department=li.department, at=MORNING, given=given)
    bought = {"sample_order": "1001", "sample_bought_on": "2026-11-02", "sample_price": "90", "sample_count": 2}
    take(found, "buy", by=li, at=MORNING + timedelta(hours=1), given=bought)
    return found


def seal(sample: Dossier, who: Who, test: str = "F1", reserve: str = "F2") -> None:
    told = {"purchase_record": "两人拆包", "test_seal": test, "reserve_seal": reserve}
    take(sample, "seal", by=who["li"], at=MORNING + timedelta(hours=2), given=told)
    take(sample, "seal", by=who["wang"], at=MORNING + timedelta(hours=3))


def send(sample: Dossier, who: Who, found: str = "F1") -> None:
    told = {"sample_lab": "市质检院", "sample_lab_code": "CMA1", "seal_received": found, "sample_keeper": "物证室"}
    take(sample, "send", by=who["li"], at=MORNING + timedelta(hours=4), given=told)


def told(who: Who, field: str = "food") -> Dossier:
    """A sample that failed, of which the party was told on 4 November."""
    sample = planned(who, field)
    seal(sample, who)
    send(sample, who)
    report = seal_file([PDF], "报告.pdf", dossier=sample, by=who["li"], at=MORNING).sha256
    result = {"sample_outcome": "failed", "test_result": "检出糖浆", "test_report": report}
    take(sample, "record_result", by=who["li"], at=MORNING + timedelta(days=1), given=result)
    take(sample, "tell_party", by=who["li"], at=MORNING + timedelta(days=2), given={"served_on": "2026-11-04", "sample_field": field})
    return sample


def ask_again(sample: Dossier, who: Who, **given: Any) -> None:
    told = {"objection": "要求复检", "objection_on": "2026-11-06", "sample_lab": "省质检院", "sample_lab_code": "CMA2", "seal_received": "F2", **given}
    take(sample, "take_objection", by=who["li"], at=MORNING + timedelta(days=20), given=told)
    take(sample, "take_objection", by=who["wang"], at=MORNING + timedelta(days=20, hours=1))


def test_two_parts_do_not_bear_one_seal(who: Who, sealed: None) -> None:
    sample = planned(who)
    with pytest.raises(StepRefused, match="不能相同"):
        seal(sample, who, "F1", " F1")
    sample.refresh_from_db()
    assert sample.state == "bought"


def test_what_is_not_under_its_seal_is_not_handed_over(who: Who, sealed: None) -> None:
    sample = planned(who)
    seal(sample, who)
    with pytest.raises(StepRefused, match=r"F9.*F1.*不一致"):
        send(sample, who, "F9")
    send(sample, who)
    sample.refresh_from_db()
    assert sample.state == "at_lab"


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"seal_received": "F1"}, "不一致"),
        ({"sample_lab": "市质检院"}, "不得与初检机构相同"),
        ({"objection_on": "2026-11-16"}, "已过法定期限"),
    ],
)
def test_a_retest_is_refused_where_the_chain_or_the_time_is_broken(who: Who, sealed: None, given: dict[str, str], refused: str) -> None:
    with pytest.raises(StepRefused, match=refused):
        ask_again(told(who), who, **given)


def test_a_sample_that_was_bought_is_given_up_by_two_and_one_that_was_not_by_one(who: Who, sealed: None) -> None:
    sample = planned(who)
    with pytest.raises(StepRefused, match="终止抽样"):
        take(sample, "give_up", by=who["li"], at=MORNING + timedelta(hours=2), given={"reason": "a"})
    take(sample, "give_up_bought", by=who["li"], at=MORNING + timedelta(hours=2), given={"reason": "样品破损，退回商家"})
    assert sample.state == "bought"
    take(sample, "give_up_bought", by=who["wang"], at=MORNING + timedelta(hours=3))
    assert sample.state == "given_up"


@pytest.mark.parametrize("words", ["不合格：检出糖浆", "糖浆一项不符合 GB 14963 的要求，其余项目合格", "未检出铅；糖浆不合格"])
def test_what_fails_in_words_is_not_entered_as_conforming(who: Who, sealed: None, words: str) -> None:
    sample = planned(who)
    seal(sample, who)
    send(sample, who)
    report = seal_file([PDF], "报告.pdf", dossier=sample, by=who["li"], at=MORNING).sha256
    told = {"sample_outcome": "passed", "test_result": words, "test_report": report}
    with pytest.raises(StepRefused, match="所选的结论却是“合格”"):
        take(sample, "record_result", by=who["li"], at=MORNING + timedelta(days=1), given=told)
    for right in ("未检出不合格项目", "所检项目均合格，不合格项：无", "各项合格，没有发现不符合之处"):
        check_outcome("passed", right)
    take(sample, "record_result", by=who["li"], at=MORNING + timedelta(days=1), given={**told, "sample_outcome": "failed"})
    assert sample.state == "tested"


@pytest.mark.parametrize(
    "words",
    [
        "初检菌落总数不合格，复检合格",
        "复检合格，与初检不合格结论不一致",
        "所检项目合格。不合格项目：/",
        "不合格项目：—— ，结论：合格",
        "不合格项目数为0",
        "共检 12 项，0项不合格。",
        "不合格项目: 无；结论合格",
        "初次检验不合格项目经复检符合 GB 14963",
    ],
)
def test_a_retest_that_conforms_is_entered_in_the_words_of_its_report(who: Who, sealed: None, words: str) -> None:
    sample = told(who)
    ask_again(sample, who)
    report = seal_file([PDF + b"2"], "复检报告.pdf", dossier=sample, by=who["li"], at=MORNING).sha256
    given = {"sample_outcome": "passed", "test_result": words, "test_report": report}
    take(sample, "record_retest", by=who["li"], at=MORNING + timedelta(days=22), given=given)
    sample.refresh_from_db()
    assert sample.state != "retesting"


@pytest.mark.parametrize(
    "words",
    [
        "初检合格，复检不合格",
        "初检和复检均不合格",
        "维持初检不合格结论",
        "复检结果与初检不合格结论一致",
        "与初检一致，不合格",
        "初检不合格项目复检仍不合格",
        "10项不合格",
        "不合格-菌落总数超标",
        "不合格：无中文标签",
        "不合格项目数为01项",
        "不合格项目：0.5 mg/kg 糖精钠",
    ],
)
def test_a_retest_that_fails_in_words_is_not_entered_as_conforming(words: str) -> None:
    with pytest.raises(StepRefused, match="所选的结论却是“合格”"):
        check_outcome("passed", words, is_retest=True)


def test_a_first_test_is_not_excused_by_what_it_says_of_itself() -> None:
    with pytest.raises(StepRefused):
        check_outcome("passed", "初检不合格")


def test_a_request_on_the_last_day_is_taken(who: Who, sealed: None) -> None:
    sample = told(who)
    ask_again(sample, who, objection_on="2026-11-13")
    sample.refresh_from_db()
    assert sample.state == "retesting"


def test_a_product_may_be_tested_again_by_the_same_institution(who: Who, sealed: None) -> None:
    sample = told(who, "product")
    ask_again(sample, who, sample_lab="市质检院")
    sample.refresh_from_db()
    assert sample.state == "retesting"
