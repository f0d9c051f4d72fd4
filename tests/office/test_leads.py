"""One click from a decision to the dossier that it leads to: filled in from what is known, files and a link both ways; and whose turn it is."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from people import at, browser, certify, people

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.matters.acts import add_charge, open_matter, withdraw_charge
from mingjian.institutions.matters.queries import known_of
from mingjian.office.dossiers.leads import OF_LATE, Known, carried, dossiers_to_open, led_from
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take, take_back
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db]
FACTS = "三个月售出假冒运动鞋八百双，权利人辨认为假冒。"


def checked(who: dict[str, Officer], proposal: str = "transfer") -> Dossier:
    """A clue whose result was submitted with a file, and which waits for the head."""
    told = Intake(
        source="inspection",
        suspected_act="销售假冒注册商标的商品",
        platform="yunjishi",
        shop_id="S77",
        shop_name="山海户外",
        amount=120000,
        acted_on=at("2026-10-02 00:00").date(),
    )
    dossier = register(told, by=who["li"], at=now()).dossier
    take(dossier, "accept", by=who["li"], at=now())
    file = seal([b"photo"], "辨认意见.txt", dossier=dossier, by=who["li"], at=now(), is_personal=True)
    take(dossier, "conclude_check", by=who["li"], at=now(), given={"check_result": FACTS, "proposal": proposal, "evidence": file.sha256})
    return dossier


def page(officer: Officer, address: str, language: str = "zh-hans") -> str:
    told: str = browser(officer, language).get(address).content.decode()
    return told


def field(form: str, name: str) -> str:
    """What a field of a form holds at first."""
    if found := re.search(rf'<input[^>]*name="{name}"[^>]*>', form):
        value = re.search(r'value="([^"]*)"', found[0])
        return value[1] if value else ""
    written = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL)
    assert written, name
    return written[1]


@pytest.mark.usefixtures("sealed")
def test_a_clue_transferred_to_the_police_leads_to_the_transfer_with_all_that_is_known() -> None:
    who = people("li", "wang")
    dossier = checked(who)
    assert led_from(dossier, who["li"], now()) == []
    assert "现在不能引出“涉嫌犯罪案件移送”" in page(who["li"], f"/dossiers/new/crime_transfer?from={dossier.number}")
    take(dossier, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "police", "receiving_body": "桐庐县公安局", "reason": "同意"})
    shown = page(who["li"], f"/clues/{dossier.number}")
    address = f"/dossiers/new/crime_transfer?from={dossier.number}"
    assert f'href="{address}"' in shown
    form = page(who["li"], address)
    told = {"suspicion": FACTS, "crime": "销售假冒注册商标的商品罪", "sales_amount": "120000.00", "acted_on": "2026-10-02"}
    expected = {**told, "title": dossier.title, "subject": dossier.subject}
    assert {name: field(form, f"opening-{name}") for name in expected} == expected
    assert "其 1 个文件一并带入" in form
    sent = {f"opening-{name}": value for name, value in {**expected, "key": "k1"}.items()} | {"from": dossier.number}
    reply = browser(who["li"]).post("/dossiers/new/crime_transfer", sent, follow=True)
    opened = Dossier.objects.get(procedure="crime_transfer")
    assert opened.arose_from == dossier
    assert [(one.name, one.is_personal, one.came_from) for one in opened.files.all()] == [("辨认意见.txt", True, f"dossier/{dossier.number}")]
    body = Entry.objects.filter(dossier=opened).latest("index").body
    assert dossier.wire_name in body
    assert opened.files.get().sha256 in body
    assert f"{dossier.number}</a>" in reply.content.decode()
    again = browser(who["li"]).post("/dossiers/new/crime_transfer", {**sent, "opening-key": "k2"})  # from another window, open since before
    assert (again.status_code, f"已经建立了 {opened.number}" in again.content.decode()) == (409, True)
    assert Dossier.objects.filter(procedure="crime_transfer").count() == 1
    back = page(who["li"], f"/clues/{dossier.number}")
    assert f'已引出 <a href="/dossiers/{opened.number}">' in " ".join(back.split())
    assert address not in back


def test_why_a_signature_was_taken_back_is_no_reason_of_the_matter() -> None:
    who = people("li", "wang")
    dossier = register(Intake(source="inspection", suspected_act="刷单", platform="甲网", shop_id="S1"), by=who["li"], at=now()).dossier
    take(dossier, "void", by=who["li"], at=now(), given={"reason": "重复登记"})
    take_back(dossier, "void", "点错了", by=who["li"], at=now())
    assert Known(dossier).first(("reason",)) == "重复登记"


def test_a_sum_that_the_check_found_is_carried_before_the_one_that_was_reported() -> None:
    who = people("li", "wang")
    dossier = register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1", amount=5000), by=who["li"], at=now()).dossier
    take(dossier, "accept", by=who["li"], at=now())
    assert field(page(who["li"], f"/clues/{dossier.number}"), "conclude_check-sales_amount") == "5000.00"
    take(dossier, "conclude_check", by=who["li"], at=now(), given={"check_result": FACTS, "proposal": "transfer", "sales_amount": "88000"})
    assert "88,000" in page(who["wang"], f"/clues/{dossier.number}")
    take(dossier, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "police", "receiving_body": "公安", "reason": "同意"})
    found = carried(dossier, "crime_transfer", who["li"], now())
    assert found["sales_amount"].startswith("88000")
    assert "crime" not in found  # 刷单 is no crime's name


def test_what_was_corrected_in_the_matter_is_carried_and_not_what_the_clue_was_registered_with() -> None:
    who = people("li", "wang")
    dossier = checked(who)
    matter = open_matter(by=who["li"], at=now(), dossier=dossier, known=known_of(dossier))
    for one in matter.charge_rows.all():
        withdraw_charge(one, by=who["li"], at=now(), reason="并非此行为")
    add_charge(matter, by=who["li"], at=now(), charge_words="假冒注册商标罪", charge_since="2026-03-01", charge_until="2026-09-30")
    take(dossier, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "police", "receiving_body": "公安", "reason": "同意"})
    found = carried(dossier, "crime_transfer", who["li"], now())
    assert (found["acted_on"], found["crime"]) == ("2026-09-30", "假冒注册商标罪")


def test_where_the_clue_goes_to_another_authority_no_transfer_to_the_police_follows() -> None:
    who = people("li", "wang")
    dossier = checked(who)
    take(dossier, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "market_regulator", "receiving_body": "淳安县局", "reason": "同意"})
    assert led_from(dossier, who["li"], now()) == []
    assert browser(who["li"]).get(f"/dossiers/new/crime_transfer?from={dossier.number}").status_code == 422


def test_a_decision_to_file_leads_the_head_to_the_case_and_tells_the_officer_who_opens_it() -> None:
    """Desk d-16: the decision to file led nowhere."""
    who = people("li", "wang")
    dossier = checked(who, "file")
    take(dossier, "decide_to_file", by=who["wang"], at=now(), given={"reporter": "none"})
    assert "由部门负责人建立" in page(who["li"], f"/clues/{dossier.number}")
    assert carried(dossier, "admin_case", who["wang"], now()) == {"note": FACTS}, "its clue and investigators the case has by itself"
    led = browser(who["wang"]).get(f"/dossiers/new/admin_case?from={dossier.number}", follow=True)
    form = led.content.decode()
    assert field(form, "note") == FACTS
    assert "山海户外" in field(form, "title")
    certify(who["li"], who["wang"])
    certified = page(who["wang"], led.request["PATH_INFO"] + "?" + led.request["QUERY_STRING"])
    assert re.search(rf'name="first".*?<option value="{who["li"].pk}" selected', certified, re.DOTALL)  # who checked the clue investigates
    sent = {"title": "山海户外售假案", "first": who["li"].pk, "second": who["wang"].pk, "note": FACTS, "key": "k9"}
    browser(who["wang"]).post(led.request["PATH_INFO"] + "?" + led.request["QUERY_STRING"], sent)
    assert Dossier.objects.get(procedure="admin_case").arose_from == dossier
    take(dossier, "revoke_decision", by=who["wang"], at=now(), given={"reason": "有误"})
    assert led_from(dossier, who["wang"], now()) == []


def test_a_stranger_opens_nothing_from_a_dossier_that_they_may_not_see() -> None:
    who = people("li", "wang", "zhou")
    dossier = checked(who)
    take(dossier, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "police", "receiving_body": "公安", "reason": "同意"})
    assert browser(who["zhou"]).get(f"/dossiers/new/crime_transfer?from={dossier.number}").status_code == 404
    sent = {"opening-title": "x", "opening-suspicion": "x", "opening-crime": "假冒注册商标罪", "opening-key": "k", "from": dossier.number}
    assert browser(who["zhou"]).post("/dossiers/new/crime_transfer", sent).status_code == 404
    assert not Dossier.objects.filter(procedure="crime_transfer").exists()


@pytest.mark.parametrize(("proposal", "step"), [("file", "decide_to_file"), ("not_file", "decide_not_to_file"), ("transfer", "transfer")])
def test_the_head_sees_what_was_found_above_a_decision_that_is_preselected(proposal: str, step: str) -> None:
    who = people("li", "wang")
    shown = page(who["wang"], f"/clues/{checked(who, proposal).number}")
    steps = shown[shown.index('id="steps"') :]
    assert steps.index(FACTS) < steps.index('class="step"')
    assert '<h3 id="before">送您办理的内容：报送核查结论' in steps  # whoever carries out what a head decided reads the same words, and decides nothing
    opened = re.findall(r'<details class="step" id="step-(\w+)" open>', shown)
    assert opened == [step]
    assert re.findall(r'<details class="step" id="step-(\w+)"', shown)[0] == step
    assert "承办人建议" in steps
    if step != "decide_to_file":
        assert field(steps[steps.index(f'id="step-{step}"') :], f"{step}-reason") == "同意承办人意见。"
    else:
        assert re.search(r'<option value="none" selected>', steps)


def test_each_page_begins_with_whose_turn_it_is(who: dict[str, Any]) -> None:
    for proposal, officer, line in (("file", "li", "现在：等桐庐县局 wang："), ("file", "wang", "现在由您：")):
        shown = page(who[officer], f"/clues/{checked(who, proposal).number}")
        turn = shown[shown.index('class="turn') :].partition("</p>")[0]
        assert line in turn
        assert "剩 15 个工作日" in turn
    fresh = register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1"), by=who["li"], at=now()).dossier
    shown = page(who["li"], f"/clues/{fresh.number}", "en")
    assert "Now it is your turn:" in shown
    assert "Join to another clue" in shown
    assert 'id="step-join" open' not in shown


def test_what_is_decided_is_not_said_to_be_done_before_the_dossier_that_it_led_to_is_opened(who: dict[str, Any]) -> None:
    clue = checked(who, "file")
    take(clue, "decide_to_file", by=who["wang"], at=now(), given={"reporter": "none"})
    shown = page(who["wang"], f"/clues/{clue.number}")
    assert "已办结；由此引出的卷宗尚待建立。" in shown
    assert "无待办事项" not in shown


def test_personal_papers_and_names_of_bodies_are_not_carried(who: dict[str, Any]) -> None:
    dossier = register(Intake(source="inspection", suspected_act="刷单", content="空包", platform="p", shop_id="S1"), by=who["li"], at=now()).dossier
    known = Known(dossier)
    assert known.first(["@content"]) == "空包"
    assert known.first(["@reporter"]) == "none"
    assert known.first(["department", "finding", "@acted_on"]) == ""


def test_figures_weighed_against_the_lines_lead_to_the_transfer_filled_in() -> None:
    who = people("li", "wang")
    dossier = checked(who)
    take(dossier, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "police", "receiving_body": "公安", "reason": "同意"})
    shown = page(who["li"], f"/clues/{dossier.number}")
    lines = re.search(r'href="(/law/threshold\?[^"]*)"', shown)
    assert lines
    assert "sales=120000.00" in lines[1]
    weighed = page(who["li"], lines[1].replace("&amp;", "&") + "&crime=selling_counterfeit_marked_goods")
    onward = re.search(r'href="(/dossiers/new/crime_transfer\?[^"]*)"', weighed)
    assert onward
    form = page(who["li"], onward[1].replace("&amp;", "&"))
    filled = {name: field(form, f"opening-{name}") for name in ("crime", "sales_amount", "acted_on", "suspicion")}
    assert filled == {"crime": "销售假冒注册商标的商品罪", "sales_amount": "120000.00", "acted_on": "2026-10-02", "suspicion": FACTS}


@pytest.mark.both_databases
def test_what_a_decision_led_to_waits_at_home_for_whoever_opens_it_until_somebody_has() -> None:
    who = people("li", "wang", "zhao")
    sent = checked(who)
    take(sent, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "police", "receiving_body": "公安", "reason": "同意"})
    filed = checked(who, "file")
    take(filed, "decide_to_file", by=who["wang"], at=now(), given={"reporter": "none"})
    elsewhere = checked(who)
    take(elsewhere, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "market_regulator", "receiving_body": "淳安", "reason": "同意"})
    assert [one.dossier for one in dossiers_to_open(who["li"], now())] == [sent]  # a case is filed by the head
    assert [one.dossier for one in dossiers_to_open(who["wang"], now())] == [filed, sent]
    assert not dossiers_to_open(who["zhao"], now())
    home = page(who["li"], "/").partition('id="mine"')[2].partition('id="due"')[0]
    assert f'href="/clues/{sent.number}"' in home
    assert "尚待建立：涉嫌犯罪案件移送" in home
    take(filed, "revoke_decision", by=who["wang"], at=now(), given={"reason": "有误"})
    assert [one.dossier for one in dossiers_to_open(who["wang"], now())] == [sent]
    papers: dict[str, object] = {"suspicion": FACTS, "crime": "非法经营罪"}
    open_any(Request("crime_transfer", "某店", papers=papers, arose_from=sent), by=who["li"], at=now())
    assert not dossiers_to_open(who["li"], now())
    assert not dossiers_to_open(who["wang"], now() + OF_LATE + timedelta(days=1))
