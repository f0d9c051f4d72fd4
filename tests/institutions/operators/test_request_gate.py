"""A request for chats, buyers or identity documents passes one gate at every door: purpose, ground, consent of the province, two signatures."""

import json
from typing import Any

import pytest
from people import at, browser, people

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.procedure.request_words import words_beyond
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.operators.acts import open_subject
from mingjian.institutions.operators.particulars.gate import check_request
from mingjian.institutions.operators.services.known import Tie
from mingjian.institutions.operators.services.requests import FieldRequest, ask_about
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.together import take_together
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
NOW = at("2026-11-24 09:30")
CHATS = "请提供聊天记录、买家身份证号"
GATE = {"request_purpose": "查明经营者", "request_ground": "电子商务法第二十五条", "request_scope": "standard"}
CONSENT = {"request_scope": "beyond", "asked_further": "聊天记录、买家身份证号", "further_consent": "浙江省市场监督管理局，浙市监网函〔2026〕3号"}


@pytest.fixture
def who() -> Who:
    return people("li", "wang", "clerk", "zhao")


def drafted(who: Who, questions: str = "请提供经营者身份", **papers: str) -> Dossier:
    return open_any(Request("assistance", "协查", papers={"questions": questions, **papers}), by=who["li"], at=NOW)


def letter(who: Who, **papers: Any) -> dict[str, Any]:
    return {"asked_provider": who["clerk"].department_id, "letter_number": "协1号", **papers}


def asked(who: Who) -> Dossier:
    """A request in standard items that the platform has answered."""
    found = drafted(who)
    take(found, "ask_provider", by=who["li"], at=NOW, given=letter(who, **GATE))
    take(found, "ask_provider", by=who["wang"], at=NOW)
    take(found, "provide", by=who["clerk"], at=NOW, given={"answer": "王五"})
    return found


def test_the_common_form_opens_no_draft_of_such_a_request_to_a_platform(who: Who) -> None:
    desk = browser(who["li"])
    sent = {"title": "协查", "key": "k1", "questions": CHATS, "asked_of": "provider", **GATE}
    reply = desk.post("/dossiers/new/assistance", {f"opening-{name}": value for name, value in sent.items()})
    assert reply.status_code in {409, 422}
    assert "“聊天”、“买家身份”不在标准事项之内" in reply.text
    assert CHATS in reply.text, "what was typed stays"
    assert not Dossier.objects.exists()


def test_the_api_opens_none_either(who: Who) -> None:
    desk = browser(who["li"])
    body = {"procedure": "assistance", "title": "协查", "papers": {"questions": CHATS, "asked_of": "provider", **GATE}}
    assert desk.post("/api/dossiers", json.dumps(body), content_type="application/json").status_code in {409, 422}
    assert not Dossier.objects.exists()


def test_a_draft_that_names_nobody_is_stopped_when_it_is_sent_to_a_platform(who: Who) -> None:
    found = drafted(who, CHATS)
    for gate in ({}, GATE):
        with pytest.raises(StepRefused, match=r"目的和法律依据|不在标准事项之内"):
            take(found, "ask_provider", by=who["li"], at=NOW, given=letter(who, **gate))
    assert not found.proposals.exists(), "nobody signs what cannot go"
    with pytest.raises(StepRefused, match="同意的部门和文号"):
        take(found, "ask_provider", by=who["li"], at=NOW, given=letter(who, **{**GATE, **CONSENT, "further_consent": " "}))
    take(found, "ask_provider", by=who["li"], at=NOW, given=letter(who, **{**GATE, **CONSENT}))
    found.refresh_from_db()
    assert found.state == "drafted", "one signature sends nothing"
    take(found, "ask_provider", by=who["wang"], at=NOW)
    assert found.department == who["clerk"].department


def test_a_step_by_the_api_passes_the_gate(who: Who) -> None:
    found = drafted(who, CHATS)
    body = {"papers": letter(who, **GATE)}
    reply = browser(who["li"]).post(f"/api/dossiers/{found.number}/steps/ask_provider", json.dumps(body), content_type="application/json")
    assert reply.status_code in {409, 422}
    assert not found.proposals.exists()


def test_asking_again_passes_the_gate_and_takes_two_signatures(who: Who) -> None:
    found = asked(who)
    with pytest.raises(StepRefused, match="还缺少请求的内容"):
        take(found, "ask_provider_again", by=who["li"], at=NOW, given={"questions": CHATS})
    with pytest.raises(StepRefused, match="不在标准事项之内"):
        take(found, "ask_provider_again", by=who["li"], at=NOW, given={"questions": CHATS, "request_scope": "standard"})
    take(found, "ask_provider_again", by=who["li"], at=NOW, given={"questions": CHATS, **CONSENT})
    found.refresh_from_db()
    assert found.state == "provider_answered"
    take(found, "ask_provider_again", by=who["wang"], at=NOW)
    found.refresh_from_db()
    assert found.state == "asked"


def test_consent_to_one_request_is_none_to_the_next(who: Who) -> None:
    found = drafted(who, CHATS)
    take(found, "ask_provider", by=who["li"], at=NOW, given=letter(who, **{**GATE, **CONSENT}))
    take(found, "ask_provider", by=who["wang"], at=NOW)
    take(found, "provide", by=who["clerk"], at=NOW, given={"answer": "见附件"})
    with pytest.raises(StepRefused, match="不在标准事项之内"):
        take(found, "ask_provider_again", by=who["li"], at=NOW, given={"questions": "再提供通话记录", "request_scope": "standard"})


def test_the_step_for_other_departments_sends_nothing_to_a_platform(who: Who) -> None:
    """The form offers authorities alone; by the API any department could be named."""
    found = drafted(who, CHATS)
    with pytest.raises(StepRefused, match="不在库中"):
        take(found, "send", by=who["li"], at=NOW, given={"asked_department": who["clerk"].department_id, "letter_number": "协1号"})


def test_steps_on_several_at_once_do_not_ask(who: Who) -> None:
    found = drafted(who, CHATS)
    step = sheet_of(found).steps["ask_provider"]
    with pytest.raises(BadInput, match="须逐件办理"):
        take_together([found], step, letter(who, **GATE), by=who["li"], at=NOW, key="k")


def test_a_letter_to_another_node_asks_for_none_of_it(who: Who) -> None:
    with pytest.raises(BadInput, match="须经省级市场监督管理部门同意"):
        ask_for_assistance(by=who["li"], at=NOW, to_node="nj.example", letter_number="协1号", letter_questions=CHATS)


@pytest.mark.parametrize(
    "text",
    [
        "聊 天 记 录",
        "聊\u200b天记录",
        "ＩＤ ｃａｒｄ",
        "提供買家的姓名",
        "與賣家的聊天記錄",
        "身份證號碼",
        "Chat logs, please",
        "收货人 电话",
        "消费者名单",
        "通话记录",
        "WeChat records",
        "the chat on WeChat",
        "客服 IM 消息",
        "與買家的對話記錄",
        "开店人的人脸照片",
        "经营者指纹",
        "户籍信息",
    ],
)
def test_the_words_are_found_however_they_are_written(text: str) -> None:
    assert words_beyond(text)


@pytest.mark.parametrize(
    "text",
    [
        "核实消费者投诉所涉网店的经营者",
        "请提供经营者身份、收款账户、发货地址",
        "买家已付款，请核实销售数量",
        "经营者统一社会信用代码或者证件信息",
        "协查对象：WeChat/gh_4f2a",
        "the WeChat shop",
        "核实是否与经营者电话对话、上门核查",
    ],
)
def test_what_a_request_in_standard_items_says_is_none_of_them(text: str) -> None:
    assert words_beyond(text) == []


@pytest.mark.parametrize(
    ("purpose", "is_refused"),
    [
        ("核查微信群聊天中出现的售假网店由谁经营", False),
        ("消费者姓名不详，投诉称\n其私信中被引至该店", False),
        ("请提供聊天记录", True),
        ("核查经营者，并调取买家电话", True),
        ("核查聊天记录截图所涉网店由谁经营", False),
        ("投诉称通过私信下单，查明该店经营者", False),
        ("Who runs the shop seen in a WeChat group chat", False),
        ("查明买家姓名和电话", True),
        ("请告知消费者电话", True),
        ("复制聊天记录", True),
        ("获取交易流水", True),
        ("复制聊天记录截图", True),
        ("核查聊天记录截图所涉网店，查明买家电话", True),
        ("核查聊天记录中出现的买家电话", True),
        ("投诉称被骗，核实买家\n电 话", True),
    ],
)
def test_a_purpose_may_name_what_was_seen_and_ask_for_none_of_it(who: Who, purpose: str, is_refused: bool) -> None:
    told = {**GATE, "request_purpose": purpose}
    text = f"协查对象：云集市/S1\n目的：{purpose}\n依据：电子商务法第二十五条\n请提供：\n1．收款账户"
    for whole, wrong in ((text, is_refused), (text.replace("收款账户", "聊天记录"), True), (text.replace(purpose, f"{purpose}，及买家电话"), True)):
        if wrong:
            with pytest.raises(StepRefused, match="不在标准事项之内"):
                check_request(whole, told)
        else:
            check_request(whole, told)


@pytest.mark.parametrize("purpose", ["查明买家姓名和电话", "请告知消费者电话", "复制聊天记录", "获取交易流水"])
def test_a_purpose_that_asks_is_refused_where_the_letter_does_not_repeat_it_and_where_a_subject_is_asked_about(who: Who, purpose: str) -> None:
    with pytest.raises(StepRefused, match="不在标准事项之内"):
        check_request("请提供经营者身份", {**GATE, "request_purpose": purpose})
    subject = open_subject(by=who["li"], at=NOW, subject_kind="firm", subject_name="某公司", ties=(Tie("shop", "wechat/S1", "线索"),))
    with pytest.raises(BadInput, match="不在标准事项之内"):
        ask_about(subject, FieldRequest(("identity",), purpose, "电子商务法第二十五条"), by=who["li"], at=NOW)


def test_a_request_about_a_subject_may_say_in_its_purpose_what_was_seen(who: Who) -> None:
    subject = open_subject(by=who["li"], at=NOW, subject_kind="firm", subject_name="某公司", ties=(Tie("shop", "wechat/S1", "线索"),))
    fields = FieldRequest(("identity",), "核查聊天记录截图所涉网店由谁经营", "电子商务法第二十五条")
    found = ask_about(subject, fields, by=who["li"], at=NOW)
    take(found, "ask_provider", by=who["li"], at=NOW, given=letter(who))
    with pytest.raises(BadInput, match="不在标准事项之内"):
        ask_about(subject, FieldRequest(("identity",), "核查经营者", "电子商务法第二十五条", period="2026年聊天记录"), by=who["li"], at=NOW)


def test_a_request_says_whether_it_keeps_to_the_standard_items() -> None:
    with pytest.raises(StepRefused, match="是否限于标准事项"):
        check_request("请提供数据", {"request_purpose": "查明", "request_ground": "依据"})
    with pytest.raises(StepRefused, match="却写了"):
        check_request("请提供数据", {**GATE, "further_consent": "某厅"})


def test_a_platform_refuses_by_a_reason_of_the_list_with_its_article(who: Who) -> None:
    found = drafted(who)
    take(found, "ask_provider", by=who["li"], at=NOW, given=letter(who, **GATE))
    take(found, "ask_provider", by=who["wang"], at=NOW)
    with pytest.raises(StepRefused, match="不能提供的原因"):
        take(found, "decline_to_provide", by=who["clerk"], at=NOW, given={"reason": "不方便"})
    page = browser(who["clerk"]).get(f"/dossiers/{found.number}").text
    assert "超过法定保存期限，已不再保存（电子商务法第三十一条）" in page
    given = {"not_provided_because": "time_over", "reason": "该店 2022 年关闭，交易记录已满三年删除。"}
    take(found, "decline_to_provide", by=who["clerk"], at=NOW, given=given)
    found.refresh_from_db()
    assert found.state == "provider_declined"
    assert "超过法定保存期限" in browser(who["li"]).get(f"/dossiers/{found.number}").text
