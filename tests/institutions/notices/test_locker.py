"""A right told by its code, completed beside it and afterwards; what is missing is told before anything is sent."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from noticed import PDF, SENT, URL, Who, forwarded, of_kind, papers, sent
from people import browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.acts import complete_right, send_notice, verify_right
from mingjian.institutions.notices.batches.work.send_many import send_many
from mingjian.institutions.notices.models import Notice, Right
from mingjian.institutions.notices.services.completeness import lacking

BASIS = {"verification_basis": "注册簿"}


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


def bare(who: Who) -> Notice:
    return sent(who, right_number="", right_classes="", sent_incomplete="yes")


def by_code(who: Who, right: Right, **told: str) -> dict[str, Any]:
    given = {"platform_department": who["clerk"].department_id, "right_code": right.code, "listing_addresses": f"{URL}{Notice.objects.count()}"}
    return {**given, "notice_facts": "鞋舌标识与注册商标相同，系仿冒。", "notice_guarantee": "given", **told}


def test_with_the_code_nothing_else_of_the_right_is_asked_for(who: Who) -> None:
    right, door = sent(who).right, Client(headers={"Accept-Language": "zh-hans"})
    page = door.get("/rights").text
    for name in ("right", "right_holder_name", "true_identity"):
        field = page.partition(f'name="{name}"')[2].partition(">")[0]
        assert "required" not in field, name
    assert door.post("/rights", by_code(who, right)).status_code == 302
    assert Notice.objects.filter(right=right).count() == 2
    refused = door.post("/rights", {**by_code(who, right), "right_code": ""})
    assert refused.status_code == 422
    assert refused.text.count("没有填写权利库编码的，此项必填") == 3
    with pytest.raises(BadInput, match="权利人名称、真实身份信息"):
        send_notice(at=SENT, **{**by_code(who, right), "right_code": ""})


def test_what_is_entered_beside_the_code_counts(who: Who) -> None:
    right = bare(who).right
    assert Client().post("/rights", by_code(who, right, right_number="12345678", right_classes="第25类：鞋")).status_code == 302
    right.refresh_from_db()
    assert (right.registration, right.classes) == ("12345678", "第25类：鞋")
    assert not any("注册号" in one.zh for one in lacking(Notice.objects.first(), SENT.date()))  # type: ignore[arg-type]
    verify_right(right, by=who["clerk"], at=SENT, **BASIS)
    with pytest.raises(BadInput, match="与已核验的“12345678”不同"):
        send_notice(at=SENT, **by_code(who, right, right_number="87654321"))
    right.refresh_from_db()
    assert right.registration == "12345678"


def test_nobody_reads_the_verified_identity_out_of_a_refusal(who: Who) -> None:
    """The receipt of a notice shows the code of its right, so that whoever knows it may be anybody."""
    holder = of_kind("青松公司", "right_holder", "right_holder")
    right = send_notice(by=holder, at=SENT, **papers(who)).right
    verify_right(right, by=who["clerk"], at=SENT, **BASIS)
    refused = Client(headers={"Accept-Language": "zh-hans"}).post("/rights", by_code(who, right, true_identity="某人，电话 13800000000"))
    assert (refused.status_code, "“真实身份信息”与已核验的内容不同" in refused.text) == (422, True)
    assert right.identity not in refused.text
    told = papers(who, true_identity="某人，电话 13800000000")
    told = {name: value for name, value in told.items() if name not in {"listing_addresses", "platform_department"}}
    batch = send_many(f"网址,平台\n{URL}8,yunjishi".encode(), told, by=holder, at=SENT)
    batch.refresh_from_db()
    assert "与已核验的内容不同" in str(batch.rows)
    assert right.identity not in str(batch.rows)


def test_a_trademark_without_number_or_class_cannot_be_verified_and_is_completed_first(who: Who) -> None:
    notice = bare(who)
    with pytest.raises(StepRefused, match="没有商标注册号"):
        verify_right(notice.right, by=who["clerk"], at=SENT, **BASIS)
    door = Client(headers={"Accept-Language": "zh-hans"})
    address = f"/rights/{notice.code}/right"
    assert "补充权利的登记事项" in door.get(f"/rights/{notice.code}").text
    assert door.post(address, {"right_number": "", "right_classes": ""}).status_code == 422
    assert door.post(address, {"right_number": "长" * 90}).status_code == 422
    assert door.post(address, {"right_number": "12345678", "right_classes": "第25类：鞋"}).status_code == 302
    notice.right.refresh_from_db()
    assert "没有商标注册号" not in door.get(f"/rights/{notice.code}").text
    verify_right(notice.right, by=who["clerk"], at=SENT, **BASIS)
    refused = door.post(address, {"right_number": "999"})
    assert (refused.status_code, "与已核验的" in refused.text) == (422, True)
    assert door.post(address, {"right_mark": "青松"}).status_code == 302
    notice.right.refresh_from_db()
    assert (notice.right.mark, notice.right.standing) == ("青松", "entered")  # what was filled in is verified anew


def test_nobody_else_completes_a_right(who: Who) -> None:
    holder = of_kind("青松公司", "right_holder", "right_holder")
    right = send_notice(by=holder, at=SENT, **papers(who)).right
    with pytest.raises(StepRefused, match="由权利人或者所在平台"):
        complete_right(right, by=of_kind("他人", "right_holder", "right_holder"), at=SENT, right_mark="青松")
    complete_right(right, by=holder, at=SENT, right_mark="青松")
    assert "青松" in browser(who["clerk"]).get(right.get_absolute_url()).text


def test_what_is_missing_is_told_before_sending_at_the_door_and_on_the_page_of_an_account(who: Who) -> None:
    holder = of_kind("青松公司", "right_holder", "right_holder")
    given = papers(who, right_number="", right_classes="")
    door = Client(headers={"Accept-Language": "zh-hans"})
    refused = door.post("/rights", given)
    assert (refused.status_code, Notice.objects.count()) == (422, 0)
    assert all(words in refused.text for words in ("没有商标注册号", "类别和商品", "仍然发送", "青松公司"))
    form = browser(holder).get("/notices/send").context["form"]
    typed = {f"{form.prefix}-{name}": value for name, value in given.items()} | {f"{form.prefix}-key": "k"}
    assert "没有商标注册号" in browser(holder).post("/acts/new/notice/send_notice", typed).text
    assert door.post("/rights", {**given, "sent_incomplete": "yes"}).status_code == 302


def test_a_file_comes_with_the_notice_itself_or_nothing_is_sent(who: Who) -> None:
    door = Client(headers={"Accept-Language": "zh-hans"})
    program = door.post("/rights", {**papers(who), "item_file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00" * 30)})
    assert (program.status_code, Notice.objects.count()) == (422, 0)
    assert "青松公司" in program.text
    assert door.post("/rights", {**papers(who), "item_file": SimpleUploadedFile("公证书.pdf", PDF)}).status_code == 302
    assert lacking(Notice.objects.get(), SENT.date()) == []


def test_whoever_reads_a_right_without_keeping_rights_is_led_back_to_a_page_that_opens(who: Who) -> None:
    seller = of_kind("青禾鞋行", "operator", "operator")
    notice = forwarded(who, seller)
    page = browser(seller).get(notice.right.get_absolute_url())
    back = page.text.partition('class="crumb"')[2].partition('href="')[2].partition('"')[0]
    assert (page.status_code, back, browser(seller).get(back).status_code) == (200, "/notices", 200)
    assert browser(who["clerk"]).get(notice.right.get_absolute_url()).text.partition('class="crumb"')[2].partition('href="')[2].startswith("/notices/rights")
