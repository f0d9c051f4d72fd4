"""What a notice lacks, by kind of right, is said at the field before it is sent; a code fills in what the locker has; what is registered is not masked."""

import json
from typing import Any

import pytest
from django.test import Client
from noticed import SENT, URL, Who, of_kind, papers, sent
from people import browser

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.acts import complete_right, refuse_right, send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice, Right
from mingjian.institutions.notices.services.completeness import lacking_of_right
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
UTILITY, DESIGN, INVENTION = "ZL202320123456.7", "ZL 2021 3 0123456.X", "ZL201810123456.7"


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


CASES = [
    ({"right_number": "", "right_classes": ""}, {"right_number", "right_classes"}),
    ({"right": "patent", "right_number": ""}, {"right_number"}),
    ({"right": "patent", "right_number": "某专利"}, {"right_number"}),
    ({"right": "patent", "right_number": UTILITY}, {"evaluation_report"}),
    ({"right": "patent", "right_number": DESIGN}, {"evaluation_report"}),
    ({"right": "patent", "right_number": "02245678.9"}, {"evaluation_report"}),  # of before October 2003
    ({"right": "patent", "right_number": UTILITY, "evaluation_report": "2025-0123，2025-06-01"}, set()),
    ({"right": "patent", "right_number": INVENTION}, set()),
    ({"right": "copyright", "right_number": "", "right_classes": ""}, {"right_mark"}),
    ({"right": "copyright", "right_number": "", "right_classes": "", "right_mark": "《山行》"}, set()),
    ({"right": "other_ip", "right_number": "", "right_classes": ""}, {"right_mark"}),
    ({"right": "personality", "right_number": "", "right_classes": ""}, {"right_mark"}),
    ({"true_identity": "青松公司，杭州市人民路八号"}, {"true_identity"}),
    ({"true_identity": "青松公司，legal@qingsong.example"}, set()),
    ({"notice_facts": "假货"}, {"notice_facts"}),
    ({"right_until": "2026-11-01"}, {"right_until"}),
    ({"agent_name": "某律所"}, {"attorney_from"}),
    ({"agent_name": "某律所", "attorney_from": "2026-01-01"}, {"attorney_until"}),
    ({"agent_name": "某律所", "attorney_from": "2025-01-01", "attorney_until": "2025-12-31"}, {"attorney_until"}),
    ({"agent_name": "某律所", "attorney_from": "2027-01-01", "attorney_until": "2027-12-31"}, {"attorney_from"}),
    ({"attorney_from": "2026-01-01", "attorney_until": "2027-01-01"}, {"agent_name"}),
]


@pytest.mark.parametrize(("told", "fields"), CASES)
def test_what_is_missing_is_said_at_its_field_by_kind_of_right(who: Who, told: dict[str, str], fields: set[str]) -> None:
    if not fields:
        assert sent(who, **told).pk
        return
    with pytest.raises(BadInput, match="尚未发送，缺项如下") as refused:
        sent(who, **told)
    assert set(refused.value.papers) == fields
    assert not Notice.objects.exists() | Right.objects.exists()
    assert sent(who, **told, sent_incomplete="yes").pk  # and goes out all the same where its sender says so


def said_at(page: str, name: str) -> str:
    """Return what a page says at a field."""
    return page.partition(f'_{name}_error">')[2].partition("</p>")[0]


def test_the_door_the_page_of_an_account_and_the_api_say_it_at_the_field(who: Who) -> None:
    holder, given = of_kind("青松公司", "right_holder", "right_holder"), papers(who, right="patent", right_number=UTILITY, right_classes="")
    words = "没有写明专利权评价报告"
    door = Client(headers={"Accept-Language": "zh-hans"}).post("/rights", given)
    assert (door.status_code, words in said_at(door.text, "evaluation_report")) == (422, True)
    assert UTILITY in door.text  # nothing that was typed is lost
    form = browser(holder).get("/notices/send").context["form"]
    typed = {f"{form.prefix}-{name}": value for name, value in given.items()} | {f"{form.prefix}-key": "k"}
    page = browser(holder).post("/acts/new/notice/send_notice", typed)
    assert (page.status_code, words in said_at(page.text, "send_notice-evaluation_report")) == (422, True)
    told = {"Authorization": f"Bearer {make_key(holder, 'x', at=SENT)}"}
    reply = Client().post("/api/acts/notice/send_notice", json.dumps({"papers": given}), content_type="application/json", headers=told)
    assert (reply.status_code, [one["paper"] for one in reply.json()["errors"]]) == (422, ["evaluation_report"])
    assert words in reply.json()["errors"][0]["detail"]
    assert not Notice.objects.exists()


def test_the_code_fills_in_what_the_locker_has_and_what_is_typed_beside_it_stays(who: Who) -> None:
    right = sent(who, right="patent", right_number=UTILITY, right_classes="", right_mark="折叠鞋架", sent_incomplete="yes").right
    door = Client(headers={"Accept-Language": "zh-hans"})
    page = door.post("/rights", {"right_code": f" {right.code} ", "do": "fill", "evaluation_report": "2025-0123", "listing_addresses": URL})
    assert page.status_code == 200
    form = page.context["form"]
    shown = {name: form[name].value() for name in ("right", "right_number", "right_mark", "right_holder_name", "platform_department", "evaluation_report")}
    assert shown == {
        "right": "patent", "right_number": UTILITY, "right_mark": "折叠鞋架", "right_holder_name": "青松公司",
        "platform_department": str(right.department_id), "evaluation_report": "2025-0123",
    }  # fmt: skip
    assert URL in page.text
    assert "13900000000" not in page.text  # whoever has the code may be anybody
    assert Notice.objects.count() == 1
    filled = {name: form[name].value() or "" for name in form.fields if name != "item_file"}
    sending = {**filled, "listing_addresses": f"{URL}2", "notice_facts": "卡扣结构与权利要求一相同，系仿冒。", "notice_guarantee": "given"}
    assert door.post("/rights", {name: value for name, value in sending.items() if value}).status_code == 302
    right.refresh_from_db()
    assert (right.evaluation, Notice.objects.filter(right=right).count()) == ("2025-0123", 2)


def test_a_code_that_nobody_has_and_one_that_was_refused_fill_in_nothing(who: Who) -> None:
    right, door = sent(who).right, Client(headers={"Accept-Language": "zh-hans"})
    refuse_right(right, by=who["clerk"], at=SENT, reason="查无此商标")
    for code, words in (("乱写", "没有这个编码"), ("", "没有这个编码"), (right.code, "不予认可")):
        page = door.post("/rights", {"right_code": code, "do": "fill", "notice_facts": "写了很多字的初步证据"})
        assert (page.status_code, words in said_at(page.text, "right_code")) == (422, True), code
        assert page.text.count('_error">') == 1  # what is not filled in yet is no fault
        assert "写了很多字的初步证据" in page.text
    assert Client().get("/rights?right_code=x").status_code == 200


def test_the_report_of_a_utility_model_is_completed_afterwards(who: Who) -> None:
    holder = of_kind("青松公司", "right_holder", "right_holder")
    right = send_notice(by=holder, at=SENT, **papers(who, right="patent", right_number=UTILITY, sent_incomplete="yes")).right
    assert "专利权评价报告" in "".join(one.zh for one in lacking_of_right(right, SENT.date()))
    complete_right(right, by=holder, at=SENT, evaluation_report="2025-0123，2025-06-01")
    assert lacking_of_right(right, SENT.date()) == []
    assert "2025-0123" in browser(who["clerk"]).get(right.get_absolute_url()).text


@pytest.mark.parametrize("number", ["7654321", "12345678", "G1234567", UTILITY])
def test_registration_numbers_and_brands_are_masked_nowhere_and_telephones_are(who: Who, number: str) -> None:
    told = {"right_number": number, "right_mark": "QS5566789鞋", "sent_incomplete": "yes"}
    facts = f"第{number}号的权利人认定：QS5566789鞋为仿冒，微信 wxid_88991234，电话13912345678。"
    notice = send_notice(by=of_kind("青松公司", "right_holder", "right_holder"), at=SENT, **papers(who, notice_facts=facts, **told))
    for page in (browser(who["clerk"]).get(f"/notices/{notice.number}").text, notice.facts_masked):
        assert f"第{number}号" in page
        assert "QS5566789鞋为仿冒" in page
        assert "13912345678" not in page
        assert "wxid_88991234" not in page
    dossier = take_notice_in(notice, by=who["clerk"], at=SENT)
    assert f"第{number}号" in dossier.entries.get(kind="receive_notice").body


def test_nobody_lays_a_telephone_open_by_calling_it_a_brand(who: Who) -> None:
    for word in ("13912345678", "139 1234 5678", "QS13912345678", "110101199001011234", "li@qingsong.example"):
        notice = sent(who, right_mark=word, notice_facts=f"联系人 {word} 称系仿冒，请平台处理。")
        assert word not in notice.facts_masked, word
