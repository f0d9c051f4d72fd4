"""What is typed is checked where it is typed: crimes, sums, days, credit codes, articles; and through the API in the same way."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime, now
from people import browser, people

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.models import Dossier
from mingjian.office.papers.kinds.crime import crime_named

pytestmark = pytest.mark.django_db
GOOD_CODE, BAD_CODE = "91330106MA2AXX001E", "91330106MA2AXX0012"


def opening(**papers: str) -> Any:
    sent = {f"opening-{name}": value for name, value in {"title": "某店", "key": "k", "suspicion": "售假", **papers}.items()}
    return browser(people("li")["li"]).post("/dossiers/new/crime_transfer", sent)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("销售假冒注册商标的商品罪", "销售假冒注册商标的商品罪"),
        ("销售假冒注册商标的商品", "销售假冒注册商标的商品罪"),
        ("Illegal business", "非法经营罪"),
        ("其他：合同诈骗罪", "其他：合同诈骗罪"),
        ("other: fraud", "其他：fraud"),
        ("不存在的罪", ""),
        ("其他：", ""),
    ],
)
def test_a_crime_is_one_of_the_rulebook_or_said_to_be_another(typed: str, named: str) -> None:
    assert crime_named(typed) == named


def test_an_unknown_crime_is_refused_at_its_field_with_the_nearest_and_through_the_api() -> None:
    reply = opening(crime="销售假冒商标商品罪")
    told = reply.content.decode()
    assert reply.status_code == 422
    assert "规则库没有这个罪名" in told
    assert "是否为：销售假冒注册商标的商品罪？" in told
    assert '<option value="非法经营罪">' in told
    assert not Dossier.objects.exists()
    li = people("sun")["sun"]
    with pytest.raises(StepRefused, match="规则库没有罪名"):
        open_any(Request("crime_transfer", "x", papers={"suspicion": "x", "crime": "不存在的罪"}), by=li, at=now())


def test_sums_are_taken_as_people_write_them() -> None:
    assert opening(crime="非法经营罪", sales_amount="12万", case_value="￥120,000", illegal_gains="1.5万元").status_code == 302
    body = Dossier.objects.get().entries.get().body.replace('":"', '": "')
    assert '"sales_amount": "120000.00"' in body
    assert '"case_value": "120000.00"' in body
    assert '"illegal_gains": "15000.00"' in body


@pytest.mark.parametrize(("typed", "words"), [("约12万", "请填写数字"), ("-5", "0"), ("1e30", "请填写数字")])
def test_what_is_no_sum_is_refused_at_its_field(typed: str, words: str) -> None:
    reply = opening(crime="非法经营罪", sales_amount=typed)
    assert reply.status_code == 422
    assert words in reply.content.decode()


def test_a_day_of_the_act_that_is_yet_to_come_is_refused_at_every_door() -> None:
    ahead = (localtime(now()).date() + timedelta(days=1)).isoformat()
    reply = opening(crime="非法经营罪", acted_on=ahead)
    assert reply.status_code == 422
    assert "这一天还没有到" in reply.content.decode()
    sun = people("sun")["sun"]
    with pytest.raises(StepRefused, match="不能晚于办理之日"):
        open_any(Request("crime_transfer", "x", papers={"suspicion": "x", "crime": "非法经营罪", "acted_on": ahead}), by=sun, at=now())
    with pytest.raises(BadInput, match="尚未到来"):
        register(Intake("inspection", "刷单", platform="p", acted_on=localtime(now()).date() + timedelta(days=1)), by=sun, at=now())
    clue = clue_form(acted_on=ahead)
    assert clue.status_code == 422
    assert "这一天还没有到" in clue.content.decode()


def clue_form(**told: str) -> Any:
    sent = {"source": "inspection", "suspected_act": "虚假宣传", "platform": "yunjishi", "shop_id": "S1"}
    return browser(people("wang")["wang"]).post("/clues/new", sent | told)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("operator_code", "123", "不是有效的统一社会信用代码"),
        ("operator_code", BAD_CODE, "不是有效的统一社会信用代码"),
        ("suspected_ground", "商标法第999条", "法规库中没有这一条"),
        ("suspected_ground", "乱写", "法规库中没有这一条"),
    ],
)
def test_a_code_or_article_that_is_none_is_doubted_and_kept_only_if_one_says_so(field: str, value: str, words: str) -> None:
    reply = clue_form(**{field: value})
    told = reply.content.decode()
    assert reply.status_code == 422
    assert words in told
    assert 'name="as_written"' in told
    again = browser(people("li")["li"])
    sent = {"source": "inspection", "suspected_act": "虚假宣传", "platform": "yunjishi", "shop_id": "S1", field: value, "as_written": "on"}
    assert again.post("/clues/new", sent).status_code == 302
    assert getattr(Clue.objects.get(), field) == value


def test_sound_ones_are_taken_without_a_word() -> None:
    assert clue_form(operator_code=GOOD_CODE, suspected_ground="反不正当竞争法第9条", amount="12万", price="1,200").status_code == 302
    clue = Clue.objects.get()
    assert (clue.operator_code, clue.amount, clue.price) == (GOOD_CODE, 120000, 1200)


def test_the_calculator_takes_sums_as_people_write_them() -> None:
    asked = "/law/threshold?crime=selling_counterfeit_marked_goods&acted_on=2026-05-02&sales=12万&unsold=120,000"
    told = browser(people("li")["li"]).get(asked).content.decode()
    assert "请填写数字" not in told
    assert "120,000" in told
