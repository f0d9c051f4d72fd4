"""Subject files: opened from what is known, masked, judged and undone; asked about, answered in part and whole; traced and linked."""

import json
import re
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from make import make_clue, make_lake
from people import at, browser
from shops import OPERATORS

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.extraction.inference import load_filled
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.operators.acts import add_link, confirm_link, drop_link, judge_subjects, open_subject
from mingjian.institutions.operators.models import Judgement, Link, Subject
from mingjian.institutions.operators.queries import same_as, subject_numbered, subjects_matching
from mingjian.institutions.operators.services.answers import keep_identity
from mingjian.institutions.operators.services.likeness import likely_shops
from mingjian.institutions.operators.services.requests import FieldRequest, ask_about
from mingjian.institutions.operators.services.trace import MOST_ROWS, _places, trace
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.models.hidden import lookup

Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")


@pytest.fixture
def lake(settings: Any, tmp_path: Path) -> Lake:
    return make_lake(tmp_path, settings, at=NOW, operator=OPERATORS)


def opened(who: Who, name: str = "杭州甲商贸有限公司", subject_kind: str = "firm") -> Subject:
    return open_subject(by=who["li"], at=NOW, subject_kind=subject_kind, subject_name=name)


def linked(subject: Subject, by: Officer, link_kind: str, value: str) -> Link:
    return add_link(subject, by=by, at=NOW, link_kind=link_kind, link_value=value, link_source="现场检查笔录")


clue_of = partial(make_clue, at=NOW, platform="yunjishi", shop_id="S1", shop_name="甲鞋店")


def test_a_clue_opens_the_file_of_its_shop_and_nothing_is_typed_twice(who: Who, lake: Lake) -> None:
    clue, county = clue_of(who["li"]), browser(who["li"])
    assert "用已知内容建立主体档案" in county.get(f"/clues/{clue.number}/parties").text
    number = county.post("/operators/behind", {"dossier": clue.number}).headers["Location"].rsplit("/", 1)[-1]
    subject = Subject.objects.get(number=number)
    assert (subject.kind, subject.name, subject.uscc) == ("firm", "杭州甲商贸有限公司", "91330122MA2KA1234X")
    assert set(subject.links.values_list("kind", "value")) == {("shop", "yunjishi/S1"), ("address", "桐庐县城南街道一号"), ("phone", "tok1")}
    assert all(one.since and "yunjishi/S1" in one.source for one in subject.links.all())
    assert number in county.get(f"/clues/{clue.number}/parties").text
    assert list(subjects_matching(who["li"], "甲商贸")) == [subject]
    assert browser(who["zhao"]).get(f"/operators/{number}").status_code == 404
    assert browser(who["clerk"]).get("/operators").status_code == 403
    with pytest.raises(NotFound):
        subject_numbered(who["clerk"], number)


def test_personal_data_is_masked_until_somebody_says_why(who: Who) -> None:
    subject, county = opened(who, "张三丰", "person"), browser(who["li"])
    linked(subject, who["li"], "phone", "13812345678")
    assert "13812345678" not in "".join(Entry.objects.values_list("body", flat=True))
    assert "张三丰" not in "".join(Entry.objects.values_list("body", flat=True))
    page = county.get(f"/operators/{subject.number}").text
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "张三丰" not in page
    assert "13812345678" not in county.get(f"/operators/{subject.number}/trace").text
    assert county.post(f"/reveal/subject/{subject.number}", {"purpose": "", "ground": ""}).status_code == 422
    assert county.post(f"/reveal/subject/{subject.number}", {"purpose": "联系当事人", "ground": "案件调查"}).status_code == 302
    assert "13812345678" in county.get(f"/operators/{subject.number}").text
    assert "13812345678" not in browser(who["sun"]).get(f"/operators/{subject.number}").text


def test_two_files_are_judged_the_same_and_that_is_undone(who: Who) -> None:
    one, two, three = opened(who), opened(who, "乙百货商行"), opened(who, "丙茶叶店")
    told = {"by": who["li"], "at": NOW, "reason": "同一电话"}
    judge_subjects(one, other_subject=two.number, judgement="same", **told)
    judge_subjects(three, other_subject=two.number, judgement="same", **told)
    assert {subject.pk for subject in same_as(one, who["li"])} == {two.pk, three.pk}
    judge_subjects(two, other_subject=one.number, judgement="undone", **told)
    assert same_as(one, who["li"]) == []
    assert [subject.pk for subject in same_as(two, who["li"])] == [three.pk]
    assert Judgement.objects.count() == 3
    with pytest.raises(StepRefused, match="没有可以撤销"):
        judge_subjects(one, other_subject=two.number, judgement="undone", **told)
    with pytest.raises(BadInput, match="另一个主体"):
        judge_subjects(one, other_subject=one.number, judgement="same", **told)
    with pytest.raises(NotPermitted):
        judge_subjects(one, other_subject=two.number, judgement="same", by=who["sun"], at=NOW, reason="上级")


def test_no_search_reads_a_masked_number_out(who: Who, lake: Lake) -> None:
    subject, county = opened(who, "张三丰", "person"), browser(who["li"])
    tied = {"phone": "13812345678", "person_number": "110105194912310021", "payee": "6222020200112233445", "address": "桐庐县富春江镇三号楼501室"}
    for link_kind, value in tied.items():
        linked(subject, who["li"], link_kind, value)
    linked(subject, who["li"], "shop", "yunjishi/S1234567")
    doors = ("/search", "/api/search", "/operators")
    for officer in (who["li"], who["sun"]):
        for door in doors:
            for value in tied.values():
                right, wrong = (browser(officer).get(door, {"q": one}) for one in (value, value[:-1] + "7"))
                assert right.status_code == wrong.status_code == 200
                assert subject.number not in right.text
        assert browser(officer).get("/search", {"q": "yunjishi/S1234567"}).status_code == 200  # no whole number: letters and digits only
    county.post(f"/reveal/subject/{subject.number}", {"purpose": "联系当事人", "ground": "案件调查"})
    assert county.get("/search", {"q": "13812345678"}).headers["Location"] == f"/operators/{subject.number}"
    assert browser(who["sun"]).get("/search", {"q": "13812345678"}).status_code == 200  # the leave is the officer's own


def test_a_trace_names_what_it_reached_by_nothing_that_can_be_hashed_anew(who: Who, lake: Lake) -> None:
    subject = opened(who, "张三丰", "person")
    linked(subject, who["li"], "phone", "13812345678")
    stops, _ = trace(subject, who["li"])
    assert sha256(b"phone:13812345678").hexdigest()[:20] not in {one.key for one in stops}
    assert lookup("phone:13812345678")[:20] in {one.key for one in stops}


def test_a_number_that_is_no_file_is_a_fault_of_the_form_and_what_was_typed_stays(who: Who) -> None:
    one = opened(who)
    sent = {"judge_subjects-other_subject": "U2026-9999999", "judge_subjects-judgement": "same", "judge_subjects-reason": "同一电话", "judge_subjects-key": "k"}
    reply = browser(who["li"]).post(f"/acts/subject/{one.number}/judge_subjects", sent)
    assert reply.status_code == 404
    assert "没有主体档案 U2026-9999999" in reply.text
    assert "同一电话" in reply.text
    assert 'value="U2026-9999999"' in reply.text


def test_a_request_names_each_shop_once_and_its_title_says_which_shop_and_no_number_of_a_file(who: Who) -> None:
    subject = opened(who)
    for source in ("平台公示", "举报材料"):
        add_link(subject, by=who["li"], at=NOW, link_kind="shop", link_value="yunjishi/S1", link_source=source)
    dossier = ask_about(subject, FieldRequest(("identity",), "查明经营者", "电子商务法第二十五条"), by=who["li"], at=NOW)
    assert dossier.title == "协查：yunjishi/S1 的经营者信息"
    assert json.loads(dossier.entries.get(kind="draft").body)["papers"]["questions"].count("yunjishi/S1") == 1


def test_the_page_that_confirms_a_link_says_which_in_words(who: Who) -> None:
    link = linked(opened(who), who["li"], "warehouse", "淳安县东仓库路九号")
    page = browser(who["li"]).get(f"/acts/link/{link.pk}/confirm_link").text
    assert "淳安县东仓库路九号" in page
    assert "发货、退货地址" in page
    phone = linked(link.subject, who["li"], "phone", "13812345678")
    assert "13812345678" not in browser(who["li"]).get(f"/acts/link/{phone.pk}/confirm_link").text


def test_a_link_stays_possible_until_it_is_confirmed_or_dropped(who: Who) -> None:
    link = linked(opened(who), who["li"], "warehouse", "淳安县东仓库路九号")
    assert link.stands == "possible"
    asked = browser(who["li"]).get(f"/acts/link/{link.pk}/confirm_link").text
    assert f"{link.kind_said.zh}：{link.value_shown}" in asked  # whoever confirms reads what, and no key
    confirm_link(link, by=who["li"], at=NOW, reason="现场核实")
    assert link.stands == "confirmed"
    drop_link(link, by=who["li"], at=NOW, reason="核实有误")
    assert Link.objects.get().stands == "dropped"
    with pytest.raises(BadInput, match="平台/编号"):
        linked(link.subject, who["li"], "shop", "S1")


def test_what_is_no_standard_field_is_asked_for_only_with_consent_and_both_stand_in_letter_and_ledger(who: Who) -> None:
    subject = opened(who)
    linked(subject, who["li"], "shop", "yunjishi/S1")
    county = browser(who["li"])
    told = {"fields_asked": ["identity"], "purpose": "查明经营者", "ground": "电子商务法第二十五条", "further": "与买家的聊天记录"}
    refused = county.post(f"/operators/{subject.number}/ask", told)
    assert refused.status_code == 422
    assert "须先经省级市场监督管理部门同意" in refused.text
    assert "与买家的聊天记录" in refused.text  # what was typed stays
    assert not Dossier.objects.filter(procedure="assistance").exists()
    consent = "浙江省市场监督管理局，浙市监网函〔2026〕3号"
    assert county.post(f"/operators/{subject.number}/ask", {**told, "consent": consent}).status_code == 302
    letter = json.loads(Dossier.objects.get(procedure="assistance").entries.order_by("index")[0].body)["papers"]["questions"]
    assert "另请提供：与买家的聊天记录" in letter
    assert consent in letter
    entered = json.loads(Entry.objects.get(kind="assistance_asked_about").body)
    assert (entered["further"], entered["consent"]) == ("与买家的聊天记录", consent)
    with pytest.raises(BadInput, match="没有写标准事项以外要什么"):
        ask_about(subject, FieldRequest(("identity",), "查明经营者", "依据", consent=consent), by=who["li"], at=NOW)


def test_a_platform_answers_in_part_then_whole_under_one_clock_which_only_the_asker_extends_and_the_file_has_it(who: Who) -> None:
    clue, subject = clue_of(who["li"]), opened(who)
    unknown = opened(who, "李某", "person")
    with pytest.raises(BadInput, match="无从查找"):
        ask_about(unknown, FieldRequest(("identity",), "查明经营者", "电子商务法第二十五条"), by=who["li"], at=NOW)
    linked(subject, who["li"], "shop", "yunjishi/S1")
    with pytest.raises(BadInput, match="目的和依据"):
        ask_about(subject, FieldRequest(("identity",), " ", "电子商务法第二十五条"), by=who["li"], at=NOW)
    county = browser(who["li"])
    told = {"fields_asked": ["identity", "sales"], "purpose": "查明经营者", "ground": "电子商务法第二十五条", "source": clue.number}
    assert county.post(f"/operators/{subject.number}/ask", {**told, "fields_asked": ["chats"]}).status_code == 422
    assert county.post(f"/operators/{subject.number}/ask", told).status_code == 302
    dossier = subject.inquiries.get().dossier
    assert dossier.arose_from == clue.dossier
    letter = {"asked_provider": who["clerk"].department_id, "letter_number": "协1号", "provide_until": (localdate() + timedelta(days=14)).isoformat()}
    take(dossier, "ask_provider", by=who["li"], at=now(), given=letter)
    dossier.refresh_from_db()
    assert dossier.state == "drafted"  # one signature is none
    take(dossier, "ask_provider", by=who["wang"], at=now(), given=letter)
    due = dossier.deadlines.get().due
    part = {"answer": "身份先行提供", "identity_name": "王五", "identity_phone": "13900001111"}
    take(dossier, "provide_part", by=who["clerk"], at=now(), given=part)
    clock = dossier.deadlines.get()
    assert (clock.due, clock.closed_at) == (due, None)
    assert f"{dossier.number} · 先行提供一部分" in county.get("/").text
    later = (localdate() + timedelta(days=60)).isoformat()
    take(dossier, "provider_needs_time", by=who["clerk"], at=now(), given={"reason": "数据量大", "answer_until": later})
    assert dossier.deadlines.get().due == due  # whoever is asked sets no day of its own
    assert f"{dossier.number} · 请求宽限" in county.get("/").text
    form = county.get(f"/dossiers/{dossier.number}").text.partition('id="step-grant_time"')[2].partition("</form>")[0]
    assert f'value="{later}"' in form
    take(dossier, "grant_time", by=who["li"], at=now(), given={"answer_until": later})
    assert dossier.deadlines.get(closed_at=None).name == "provide_later"
    assert "请求宽限" not in county.get("/").text
    take(dossier, "provide", by=who["clerk"], at=now(), given={"answer": "全部", "identity_warehouse": "淳安县东仓库路九号"})
    dossier.refresh_from_db()
    assert dossier.state == "provider_answered"
    answered = subject.links.filter(dossier=dossier)
    assert set(answered.values_list("kind", "value")) == {("person", "王五"), ("phone", "13900001111"), ("warehouse", "淳安县东仓库路九号")}
    assert {one.source for one in answered} == {f"云集市平台答复 {dossier.number}"}
    assert "13900001111" not in "".join(Entry.objects.values_list("body", flat=True))
    assert "139****1111" in county.get(f"/operators/{subject.number}").text


@pytest.mark.parametrize(
    ("told", "kept", "shown"),
    [
        ({"identity_name": "杭州甲商贸有限公司"}, {("firm", "杭州甲商贸有限公司")}, "杭州甲商贸有限公司"),
        ({"identity_name": "甲牌", "identity_code": "91310000757904992P"}, {("firm", "甲牌")}, "91310000757904992P"),
        ({"identity_name": "阿依古丽·买买提"}, {("person", "阿依古丽·买买提")}, "负责人姓名"),
        ({"identity_code": "110105194912310021"}, {("person_number", "110105194912310021")}, "证件号码"),
    ],
)
def test_an_answer_stands_under_what_it_is_and_a_citizens_number_is_masked_and_not_found(
    who: Who, told: dict[str, str], kept: set[tuple[str, str]], shown: str
) -> None:
    subject = opened(who, "某店主", "person")
    linked(subject, who["li"], "shop", "yunjishi/S1")
    dossier = ask_about(subject, FieldRequest(("identity",), "查明经营者", "电子商务法第二十五条"), by=who["li"], at=NOW)
    keep_identity(dossier, told.get("identity_name", ""), told.get("identity_code", ""), {}, by=who["clerk"], at=NOW)
    assert set(subject.links.filter(dossier=dossier).values_list("kind", "value")) == kept
    page = browser(who["li"]).get(f"/operators/{subject.number}").text
    assert shown in page
    for secret in ("阿依古丽·买买提", "110105194912310021"):
        assert secret not in page
        assert not subjects_matching(who["li"], secret).exists()


def test_a_code_other_than_the_one_on_file_stands_beside_it(who: Who) -> None:
    subject = open_subject(by=who["li"], at=NOW, subject_kind="firm", subject_name="甲商贸", subject_code="91310000757904992P")
    linked(subject, who["li"], "shop", "yunjishi/S1")
    dossier = ask_about(subject, FieldRequest(("identity",), "查明经营者", "电子商务法第二十五条"), by=who["li"], at=NOW)
    for code in ("91310000757904992P", "91330122MA2B00001P"):
        keep_identity(dossier, "", code, {}, by=who["clerk"], at=NOW)
    assert Subject.objects.get().uscc == "91310000757904992P"
    assert list(subject.links.filter(kind="firm", dossier=dossier).values_list("value", flat=True)) == ["91330122MA2B00001P"]


def test_a_trace_leads_over_phone_to_a_warehouse_in_another_county_and_says_its_sources(who: Who, lake: Lake) -> None:
    subject = opened(who)
    linked(subject, who["li"], "shop", "yunjishi/S1")
    stops, graph = trace(subject, who["li"])
    reached = {one.value: one for one in stops}
    assert "taoji/S3 乙百货" in reached
    assert not any("S4" in value for value in reached)
    assert reached["taoji/S3 乙百货"].steps == 3
    assert all(reached["taoji/S3 乙百货"].sources)
    assert {one["label"] for one in graph["shops"]} >= {"yunjishi/S1 甲鞋店"}
    drawn = {one["label"]: one["place"] for one in graph["shops"] + graph["buyers"]}
    assert len(set(drawn.values())) == len(drawn)
    assert drawn["taoji/S3 乙百货"][0] > drawn["yunjishi/S1 甲鞋店"][0] > 0
    assert "taoji/S3" in browser(who["li"]).get(f"/operators/{subject.number}/trace").text


def test_however_many_are_reached_no_two_are_drawn_at_one_place() -> None:
    steps = {"start": 0} | {f"{step}/{number}": step for step, many in ((1, 5), (2, 0), (3, 54)) for number in range(many)}
    places = _places(steps)
    assert len(set(places.values())) == len(steps) == 60
    assert max(row for _, row in places.values()) < MOST_ROWS
    assert max(column for column, _ in places.values()) == 6
    assert places["start"] == (0, 0)


@pytest.mark.slow
def test_likely_shops_are_told_with_weights_that_add_up(who: Who, lake: Lake) -> None:
    subject = opened(who)
    with pytest.raises(BadInput, match="还没有网店"):
        likely_shops(subject, who["li"])
    linked(subject, who["li"], "shop", "yunjishi/S1")
    found, is_learnt = likely_shops(subject, who["li"])
    assert not is_learnt
    assert "yunjishi/S2" in [one.shop for one in found]
    page = browser(who["li"]).get(f"/operators/{subject.number}/likely").text
    assert "yunjishi/S2" in page
    assert "taoji/S4" not in page
    assert "<td>名称</td>" in page
    assert "<code>name</code>" not in page


def test_among_few_records_the_same_name_does_not_speak_against(who: Who, lake: Lake) -> None:
    subject = opened(who)
    linked(subject, who["li"], "shop", "yunjishi/S1")
    told = {one.shop: one for one in likely_shops(subject, who["li"])[0]}["yunjishi/S2"]
    assert "名称主体相同" in told.why.zh
    assert {title.zh: weight for title, weight in told.weights}["名称"] > 0


def test_a_place_of_returns_that_somebody_told_leads_to_shops_that_show_it(who: Who, lake: Lake, tmp_path: Path) -> None:
    """What a courier answered, or an inspection found, is looked for among what shops show; the shop's own record says nothing of it."""
    file = tmp_path / "returns.csv"
    file.write_text(
        "operator_id,platform,shop_id,name,phone_token,return_address,seen_at\n"
        "o7,taoji,S7,戊日用品店,tok1,淳安县千岛湖镇坪山路18号3号仓,2026-11-04T00:00:00Z\no8,taoji,S8,己日用品店,,淳安县千岛湖镇坪山路18号3号仓,2026-11-04T00:00:00Z\n",
        "utf-8",
    )
    load_filled(lake, kind("operator"), file, source="test", at=NOW)
    subject = opened(who)
    linked(subject, who["li"], "shop", "yunjishi/S1")
    by_phone = {one.shop: one for one in likely_shops(subject, who["li"])[0]}["taoji/S7"]
    assert "taoji/S8" not in [one.shop for one in likely_shops(subject, who["li"])[0]]
    linked(subject, who["li"], "warehouse", "淳安县千岛湖镇坪山路18号3号仓")
    told = {one.shop: one for one in likely_shops(subject, who["li"])[0]}
    assert {title.zh: weight > 0 for title, weight in told["taoji/S7"].weights}["退货地址"]
    assert told["taoji/S7"].probability > by_phone.probability
    assert {"taoji/S7", "taoji/S8"} <= set(told)


def test_a_likely_shop_is_kept_from_its_page_and_the_file_says_by_what(who: Who, lake: Lake) -> None:
    subject, county = opened(who), browser(who["li"])
    linked(subject, who["li"], "shop", "yunjishi/S1")
    page = county.get(f"/operators/{subject.number}/likely").text
    key = re.search(r'name="add_link-key" value="(\w+)"', page)
    assert key is not None
    form = {"add_link-key": key[1], "add_link-link_kind": "shop", "add_link-link_value": "yunjishi/S2", "add_link-link_source": "比对：与 yunjishi/S1 相似"}
    assert 'value="yunjishi/S2"' in page
    assert county.post(f"/acts/subject/{subject.number}/add_link", form).status_code == 302
    assert subject.links.get(value_key=lookup("yunjishi/S2")).stands == "possible"


@pytest.mark.parametrize(("asked_of", "first"), [("provider", "ask_provider"), ("department", "send")])
def test_a_draft_offers_first_to_send_it_to_whom_it_is_for(who: Who, asked_of: str, first: str) -> None:
    if asked_of == "provider":
        subject = opened(who)
        linked(subject, who["li"], "shop", "yunjishi/S1")
        dossier = ask_about(subject, FieldRequest(("identity",), "查明经营者", "电子商务法第二十五条"), by=who["li"], at=NOW)
    else:
        dossier = open_any(Request("assistance", "协查", papers={"questions": "核实", "asked_of": asked_of}), by=who["li"], at=NOW)
    told = shown(dossier, who["li"], NOW)
    assert next(one.step.name for one in told.steps if one.step.name in {"send", "ask_provider"}) == first
    assert told.turn is not None
    assert told.turn.steps[0].name == first


@pytest.mark.parametrize("wrong", ["abc", "12", "电话不详", "1-2-3-4"])
def test_what_is_no_telephone_is_refused_wherever_it_comes_from(who: Who, wrong: str) -> None:
    subject = opened(who)
    linked(subject, who["li"], "shop", "yunjishi/S1")
    with pytest.raises(BadInput, match="五位数字"):
        linked(subject, who["li"], "phone", wrong)
    dossier = ask_about(subject, FieldRequest(("identity",), "查明经营者", "电子商务法第二十五条"), by=who["li"], at=NOW)
    with pytest.raises(BadInput, match="五位数字"):
        keep_identity(dossier, "王五", "", {"phone": wrong}, by=who["clerk"], at=NOW)
    assert not subject.links.filter(kind__in=["phone", "person"]).exists()
    for right in ("0571-8765 4321", "（0571）87654321 转 8", "12315", "＋86 13812345678"):
        linked(subject, who["li"], "phone", right)


@pytest.mark.parametrize(("code", "is_marked"), [("91310000757904992P", False), ("91310000757904992Q", True), ("ABC", True)])
def test_a_code_that_fails_its_check_is_kept_and_marked(who: Who, code: str, is_marked: bool) -> None:
    subject = opened(who)
    linked(subject, who["li"], "shop", "yunjishi/S1")
    dossier = ask_about(subject, FieldRequest(("identity",), "查明经营者", "电子商务法第二十五条"), by=who["li"], at=NOW)
    keep_identity(dossier, "", code, {}, by=who["clerk"], at=NOW)
    for page in (f"/operators/{subject.number}", "/operators"):
        shown_there = browser(who["li"]).get(page).text
        assert code in shown_there
        assert ("代码校验不符" in shown_there) is is_marked


def test_a_file_is_found_by_its_number_in_small_letters(who: Who) -> None:
    subject = opened(who)
    assert subject_numbered(who["li"], subject.number.lower()) == subject
    assert browser(who["li"]).get(f"/operators/{subject.number.lower()}").status_code == 200
    reply = browser(who["li"]).get("/search", {"q": subject.number.lower()})
    assert reply.headers["Location"] == subject.get_absolute_url()
