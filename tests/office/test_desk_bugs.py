"""What once led nowhere: numbers of closed things, a buyer's code, the list one came from, a single candidate, words of a library."""

import re

import pytest
from django.test import Client
from django.utils.timezone import now
from journeys.world import make_findings
from people import at, browser, people

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.evidence.models import Kit
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db]


def voided(who: dict[str, Officer]) -> Dossier:
    dossier = register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1"), by=who["li"], at=now()).dossier
    take(dossier, "void", by=who["li"], at=now(), given={"reason": "重复登记"})
    take(dossier, "void", by=who["wang"], at=now())
    return dossier


@pytest.mark.both_databases
def test_a_whole_number_is_found_in_each_list_though_its_dossier_is_closed() -> None:
    """Desk d-4: a number was not found once closed."""
    who = people("li", "wang")
    dossier = voided(who)
    assert dossier.is_closed
    for address in ("/clues", "/dossiers"):
        shown = browser(who["li"]).get(f"{address}?q={dossier.number.lower()}&state=open").content.decode()
        assert f">{dossier.number}</" in shown
    assert "符合当前筛选条件的 0 条" in browser(who["li"]).get("/clues?q=C2026-9999999").content.decode()


@pytest.mark.both_databases
def test_a_voided_clue_lets_its_finding_go_and_others_that_took_part_forbid_it() -> None:
    """Desk d-14: what was opened by mistake stayed."""
    who = people("li", "wang", "zhao")
    finding, _ = make_findings(who["li"])
    browser(who["li"]).post(f"/clues/findings/{finding.pk}/take_up")
    dossier = Dossier.objects.get()
    take(dossier, "void", by=who["li"], at=now(), given={"reason": "误点"})
    take(dossier, "void", by=who["wang"], at=now())
    finding.refresh_from_db()
    assert finding.is_open
    assert Entry.objects.get(kind="finding_released").body.count(finding.subject)  # else an audit finds that its row changed without a word
    assert browser(who["li"]).post(f"/clues/findings/{finding.pk}/take_up").status_code == 302
    second = Dossier.objects.latest("pk")
    take(second, "hand_over", by=who["li"], at=now(), given={"department": who["zhao"].department_id, "reason": "经营地在该县"})
    take(second, "send_back", by=who["zhao"], at=now(), given={"missing_material": "页面"})
    shown = browser(who["li"]).get(f"/clues/{second.number}").content.decode()
    assert 'id="step-void"' not in shown
    with pytest.raises(StepRefused, match="其他部门参与"):
        take(second, "void", by=who["li"], at=now(), given={"reason": "误点"})


def test_only_whoever_submitted_a_result_is_offered_to_take_it_back() -> None:
    who = people("li", "wang")
    other = Officer.objects.create(username="chen", name_zh="chen", department=who["li"].department, duty="work", roles=["officer"])
    dossier = register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1"), by=who["li"], at=now()).dossier
    take(dossier, "accept", by=who["li"], at=now())
    take(dossier, "conclude_check", by=who["li"], at=now(), given={"check_result": "属实", "proposal": "file"})
    assert 'id="step-withdraw_result"' in browser(who["li"]).get(f"/clues/{dossier.number}").content.decode()
    assert 'id="step-withdraw_result"' not in browser(other).get(f"/clues/{dossier.number}").content.decode()
    take(dossier, "withdraw_result", by=who["li"], at=now(), given={"reason": "漏附证据"})
    assert dossier.state == "accepted"


def test_a_buyer_comes_back_by_the_code_or_the_whole_address(settings: object) -> None:
    """Desk d-5: a buyer could not come back."""
    settings.PUBLIC_DOOR = True  # type: ignore[attr-defined]  # of the fixture
    li = people("li")["li"]
    kit = Kit.objects.create(code="abcDEF123", goods="鞋", place="某群", department=li.department, opened_at=at("2026-11-01 10:00"))
    buyer = Client(headers={"Accept-Language": "zh-hans"})
    assert 'name="code"' in buyer.get("/buyer").content.decode()
    for typed in ("abcDEF123", " abcDEF123 ", "https://node.example/buyer/abcDEF123/"):
        assert buyer.get("/buyer", {"code": typed}).headers["Location"] == f"/buyer/{kit.code}"
    wrong = buyer.get("/buyer", {"code": "nothing"})
    assert wrong.status_code == 404
    assert "没有这个证据包" in wrong.content.decode()
    assert 'value="nothing"' in wrong.content.decode()


@pytest.mark.both_databases
def test_the_way_back_from_a_finding_keeps_the_list_as_it_was_sifted() -> None:
    """Desk d-19: the way back dropped the filter."""
    li = people("li")["li"]
    finding, _ = make_findings(li)
    client = browser(li)
    came = client.get(f"/findings/{finding.pk}", headers={"Referer": "http://testserver/findings?detector=sham_ring&status=all"}).content.decode()
    assert '<a href="/findings?detector=sham_ring&amp;status=all">' in came
    for stranger in ("http://elsewhere.example/findings?x=1", "http://testserver/clues?x=1", ""):
        assert '<a href="/findings">' in client.get(f"/findings/{finding.pk}", headers={"Referer": stranger}).content.decode()


def test_a_refused_step_of_a_clue_leaves_the_bar_at_clues() -> None:
    who = people("li", "wang")
    dossier = register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1"), by=who["li"], at=now()).dossier
    reply = browser(who["li"]).post(f"/dossiers/{dossier.number}/steps/assign", {"assign-key": "k", "assign-seen": "0"})
    assert reply.status_code == 422
    assert re.search(r'<a href="/clues" aria-current="page">', reply.content.decode())


def test_the_only_candidate_is_picked_already() -> None:
    who = people("li", "wang")
    police = Department.objects.create(name_zh="桐庐县公安局", name_en="Police", kind="police", level="county", region="330122")
    papers: dict[str, object] = {"suspicion": "售假", "crime": "非法经营罪"}
    dossier = open_any(Request("crime_transfer", "某店", papers=papers), by=who["li"], at=now())
    take(dossier, "write_report", by=who["li"], at=now(), given={"transfer_report": "已核实"})
    take(dossier, "write_report", by=who["wang"], at=now())
    take(dossier, "approve_transfer", by=who["wang"], at=now())
    address = f"/dossiers/{dossier.number}"
    assert re.search(rf'name="transfer-police_department" value="{police.pk}"[^>]*checked', browser(who["li"]).get(address).content.decode())
    Department.objects.create(name_zh="桐庐县公安局经侦大队", name_en="Police", kind="police", level="county", region="330122")
    assert not re.search(r'name="transfer-police_department"[^>]*checked', browser(who["li"]).get(address).content.decode())


@pytest.mark.both_databases
def test_what_was_taken_up_together_is_named_with_a_link() -> None:
    li = people("li")["li"]
    finding, _ = make_findings(li)
    told = browser(li).post("/clues/findings/take_up", {"finding": [finding.pk], "back": "/findings"}, follow=True).content.decode()
    number = Dossier.objects.get().number
    assert f'登记为线索：<a href="/clues/{number}">{number}</a></p>' in told


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "长" * 300, "最多 200 个字，现有 300 个字。"),
        ("suspected_act", "", "请填写此项。"),
        ("acted_on", "2026-13-45", "请填写日期，如 2026-10-02。"),
        ("amount", "-5", "不能小于 0。"),
        ("source", "x", "没有“x”这个选项，请重新选择。"),
    ],
)
def test_a_fault_is_told_in_plain_chinese(field: str, value: str, words: str) -> None:
    sent = {"source": "inspection", "suspected_act": "刷单", "platform": "p", "shop_id": "S1", field: value}
    reply = browser(people("li")["li"]).post("/clues/new", sent)
    assert reply.status_code == 422
    assert words in reply.content.decode()
