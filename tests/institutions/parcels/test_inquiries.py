"""An inquiry about a waybill: through the gate to the courier, answered with the minimum, in part, refused with a code; the clue and the file show it."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from couriers import courier_clerk
from django.utils.timezone import localdate
from make import make_clue
from people import at, browser

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.operators.acts import open_subject
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.operators.services.requests import ask_county
from mingjian.institutions.operators.services.trace import trace
from mingjian.institutions.parcels.models import Answer, WaybillInquiry
from mingjian.institutions.parcels.opening import Letter, ask
from mingjian.institutions.parcels.work.attestations import bring_rows
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")
GROUND = "《网络交易监督管理办法》第三十四条"
WAYBILL = "SD000000000001"
ANSWER = {"parcel_outlet": "千岛湖营业部", "parcel_day": "2026-11-20", "parcel_region": "浙江省杭州市淳安县", "parcel_count": "3"}
WAREHOUSE = "浙江省杭州市淳安县千岛湖镇坪山路18号"


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.LAKE = tmp_path / "home", tmp_path / "lake"
    return tmp_path


clue_of = partial(make_clue, at=NOW, platform="yunjishi", shop_id="S1", shop_name="甲鞋店")


def subject_of(who: Who, kind: str = "firm") -> Subject:
    return open_subject(by=who["li"], at=NOW, subject_kind=kind, subject_name="杭州甲商贸有限公司")


def asked(who: Who, about: Dossier | None, subject: Subject | None, further: tuple[str, ...] = ()) -> WaybillInquiry:
    return ask(Letter(WAYBILL, "查明寄件地", GROUND, further, "查明仓库" if further else "", about, subject), by=who["li"], at=NOW)


def sent(who: Who, clerk: Officer, inquiry: WaybillInquiry, by: tuple[str, ...] = ("li", "wang")) -> Dossier:
    letter = {"asked_courier": clerk.department_id, "letter_number": "查1号"}
    for name in by:
        take(inquiry.dossier, "send", by=who[name], at=NOW, given=letter)
    inquiry.dossier.refresh_from_db()
    return inquiry.dossier


def test_the_gate_refuses_what_has_no_matter_purpose_or_ground(who: Who, home: Path) -> None:
    clue, subject = clue_of(who["li"]).dossier, subject_of(who)
    for bad, words in (
        (Letter(WAYBILL, "查明", GROUND), "须属于"),
        (Letter("1; 2", "查明", GROUND, about=clue), "一次只查一件"),
        (Letter(WAYBILL, " ", GROUND, subject=subject), "目的和依据"),
        (Letter(WAYBILL, "查明", "", about=clue), "目的和依据"),
        (Letter(WAYBILL, "查明", GROUND, ("sender_phone",), " ", clue), "为什么必要"),
        (Letter(WAYBILL, "查明", GROUND, ("everything",), "要", clue), "可选范围"),
    ):
        with pytest.raises(BadInput, match=words):
            ask(bad, by=who["li"], at=NOW)
    with pytest.raises(NotPermitted):
        ask(Letter(WAYBILL, "查明", GROUND, about=clue), by=who["clerk"], at=NOW)
    assert not WaybillInquiry.objects.exists()


def test_a_courier_answers_with_the_minimum_and_sees_nothing_of_the_clue(who: Who, home: Path) -> None:
    clerk, clue, subject = courier_clerk(), clue_of(who["li"]), subject_of(who)
    row = {"outlet": "千岛湖营业部", "region_code": "330127", "sent_on": at("2026-11-20 10:00").date(), "id_checked": True}
    row |= {"sender_kind": "person", "method": "shown", "person_id": "token-1", "phone": ""}
    bring_rows([{**row, "waybill": f"SD00000000000{place}"} for place in (1, 2, 3)], by=clerk, at=NOW)
    inquiry = asked(who, clue.dossier, subject)
    assert browser(clerk).get(f"/parcels/{inquiry.dossier.number}").status_code == 404  # a draft
    take(inquiry.dossier, "send", by=who["li"], at=NOW, given={"asked_courier": clerk.department_id, "letter_number": "查1号"})
    inquiry.dossier.refresh_from_db()
    assert inquiry.dossier.state == "drafted"  # one signature is none
    dossier = sent(who, clerk, inquiry, ("wang",))
    assert (dossier.state, dossier.department_id) == ("asked", clerk.department_id)
    assert dossier.number in browser(clerk).get("/").text
    page = browser(clerk).get(f"/parcels/{dossier.number}?for=answer_inquiry").text
    assert clue.number not in page
    assert subject.number not in page
    assert "杭州甲商贸" not in page
    for known in ("千岛湖营业部", "2026-11-20", "浙江省杭州市淳安县", 'value="3"'):  # what it attested is not typed again
        assert known in page
    assert browser(clerk).get(f"/clues/{clue.number}").status_code == 404
    take(dossier, "answer_inquiry", by=clerk, at=NOW, given=ANSWER)
    answer = Answer.objects.get()
    assert (answer.outlet, answer.region, answer.count, answer.is_whole) == ("千岛湖营业部", "浙江省杭州市淳安县", 3, True)
    for address in (f"/clues/{clue.number}/parties", f"/operators/{subject.number}"):
        held = browser(who["li"]).get(address).text
        assert dossier.number in held
        assert "千岛湖营业部" in held
    told = {(one.kind, one.value, one.source) for one in subject.links.all()}
    assert ("outlet", "千岛湖营业部 浙江省杭州市淳安县", f"速达快递答复 {dossier.number}") in told
    assert json.loads(Entry.objects.get(kind="parcel_answered").body)["whole"] is True
    assert browser(who["zhao"]).get(f"/parcels/{dossier.number}").status_code == 404


def test_whoever_is_asked_reads_first_what_the_letter_asks(who: Who, home: Path) -> None:
    clerk = courier_clerk()
    dossier = sent(who, clerk, asked(who, clue_of(who["li"]).dossier, None))
    page = browser(clerk).get(f"/parcels/{dossier.number}").content.decode()
    assert page.index("查询函的内容") < page.index(f"运单号：{WAYBILL}") < page.index("快递企业的答复")


def test_more_is_given_only_where_it_was_asked_for_and_stays_masked(who: Who, home: Path) -> None:
    clerk, subject = courier_clerk(), subject_of(who)
    plain = sent(who, clerk, asked(who, None, subject))
    with pytest.raises(BadInput, match="没有请求提供寄件人电话"):
        take(plain, "answer_inquiry", by=clerk, at=NOW, given={**ANSWER, "sender_phone": "13812345678"})
    assert not Answer.objects.exists()
    dossier = sent(who, clerk, asked(who, None, subject, ("sender_phone", "sender_address")))
    given = {"still_missing": "地址明日提供", "parcel_outlet": "千岛湖营业部", "sender_phone": "13812345678"}
    take(dossier, "answer_part", by=clerk, at=NOW, given=given)
    dossier.refresh_from_db()
    assert dossier.state == "asked"
    take(dossier, "answer_inquiry", by=clerk, at=NOW, given={**ANSWER, "sender_address": WAREHOUSE})
    assert [one.is_whole for one in Answer.objects.order_by("pk")] == [False, True]
    page = browser(who["li"]).get(f"/operators/{subject.number}").text
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "13812345678" not in "".join(Entry.objects.values_list("body", flat=True))
    assert "13812345678" not in browser(who["li"]).get(f"/parcels/{dossier.number}").text


def test_a_door_is_no_region_and_only_an_address_that_was_asked_for_holds_it(who: Who, home: Path) -> None:
    clerk = courier_clerk()
    dossier = sent(who, clerk, asked(who, None, subject_of(who)))
    for region in (WAREHOUSE, "浙江省杭州市淳安县坪山路１８"):
        with pytest.raises(BadInput, match="只写到县"):
            take(dossier, "answer_inquiry", by=clerk, at=NOW, given={**ANSWER, "parcel_region": region})
    assert not Answer.objects.exists()
    take(dossier, "answer_inquiry", by=clerk, at=NOW, given={**ANSWER, "parcel_region": "江苏省太仓市"})


@pytest.mark.parametrize("count", ["0", "2000000"])
def test_an_odd_number_of_parcels_is_refused_in_words(who: Who, home: Path, count: str) -> None:
    clerk = courier_clerk()
    dossier = sent(who, clerk, asked(who, None, subject_of(who)))
    with pytest.raises(BadInput, match="一以上的整数"):
        take(dossier, "answer_inquiry", by=clerk, at=NOW, given={**ANSWER, "parcel_count": count})


def test_a_refusal_has_a_code_and_can_be_asked_again_and_no_clock_runs_without_a_day(who: Who, home: Path) -> None:
    clerk = courier_clerk()
    dossier = sent(who, clerk, asked(who, clue_of(who["li"]).dossier, None))
    assert not dossier.deadlines.exclude(due=None).exists()
    take(dossier, "decline", by=clerk, at=NOW, given={"inquiry_refusal": "destroyed", "reason": "已按制度销毁"})
    dossier.refresh_from_db()
    assert dossier.state == "declined"
    assert "运单数据已定期销毁" in browser(who["li"]).get(f"/parcels/{dossier.number}").text
    with pytest.raises(StepRefused, match="查询函没有请求“姓名、聊天”"):
        take(dossier, "ask_again", by=who["li"], at=NOW, given={"questions": "请提供寄件人姓名和聊天记录"})
    take(dossier, "ask_again", by=who["li"], at=NOW, given={"questions": "请核对备份", "provide_until": "2026-12-10"})
    dossier.refresh_from_db()
    assert dossier.state == "declined", "one signature sends nothing"
    take(dossier, "ask_again", by=who["wang"], at=NOW)
    dossier.refresh_from_db()
    assert dossier.state == "asked"
    assert [one.due.date().isoformat() for one in dossier.deadlines.filter(closed_at=None).exclude(due=None)] == ["2026-12-10"]


def test_the_page_that_asks_is_filled_with_what_is_known_and_keeps_what_was_typed(who: Who, home: Path) -> None:
    clue = clue_of(who["li"])
    county = browser(who["li"])
    assert f"/parcels/ask?for={clue.number}" in county.get(f"/clues/{clue.number}/parties").text
    bad = county.post(f"/parcels/ask?for={clue.number}", {"key": "k", "waybill": WAYBILL, "purpose": "查明", "ground": GROUND, "further": ["sender_phone"]})
    assert bad.status_code == 422
    assert "为什么必要" in bad.text
    assert WAYBILL in bad.text
    told = {"key": "k", "waybill": WAYBILL, "purpose": "查明", "ground": GROUND}
    one, again = (county.post(f"/parcels/ask?for={clue.number}", told).headers["Location"] for _ in range(2))
    assert one == again
    assert WaybillInquiry.objects.count() == 1
    assert browser(who["zhao"]).get(f"/parcels/ask?for={clue.number}").status_code == 404
    assert browser(who["clerk"]).get("/parcels/ask").status_code == 403
    made = county.post(
        "/api/parcels/inquiries", {"waybill": WAYBILL, "purpose": "查明", "ground": GROUND, "about": clue.number}, content_type="application/json"
    )
    assert made.status_code == 201
    assert made.json()["number"].startswith(f"Q{localdate().year}-")


def test_a_warehouse_in_another_county_leads_on_with_one_click(who: Who, home: Path) -> None:
    clerk, subject = courier_clerk(), subject_of(who)
    dossier = sent(who, clerk, asked(who, None, subject, ("sender_address",)))
    take(dossier, "answer_inquiry", by=clerk, at=NOW, given={**ANSWER, "sender_address": WAREHOUSE})
    page = browser(who["li"]).get(f"/operators/{subject.number}/trace").text
    assert "淳安县" in page
    assert "请当地协查" in page
    stop = next(one for one in trace(subject, who["li"])[0] if one.value == WAREHOUSE)
    assert (stop.county_code, stop.is_elsewhere) == ("330127", True)
    led = browser(who["li"]).post(f"/operators/{subject.number}/onward", {"stop": stop.key})
    opened = Dossier.objects.get(procedure="assistance")
    assert led.status_code == 302
    assert opened.number in led.headers["Location"]
    letter = browser(who["li"]).get(led.headers["Location"]).text
    assert WAREHOUSE in letter
    assert dossier.number in letter
    assert browser(who["li"]).post(f"/operators/{subject.number}/onward", {"stop": "x"}).status_code == 404
    own = next(one for one in trace(subject, who["li"])[0] if not one.is_elsewhere)
    with pytest.raises(BadInput, match="不在外地"):
        ask_county(subject, own, by=who["li"], at=NOW)
    person = subject_of(who, "person")
    second = sent(who, clerk, asked(who, None, person, ("sender_address",)))
    take(second, "answer_inquiry", by=clerk, at=NOW, given={**ANSWER, "sender_address": "浙江省杭州市淳安县威坪镇某村9号"})
    page = browser(who["li"]).get(f"/operators/{person.number}/trace").text
    assert "某村9号" not in page
    assert "淳安县" in page
