"""The pack of a transfer: what it lacks and by which rule, who may waive it, that it does not leave before; and the coded refusal of the police."""

import json
from datetime import date
from typing import Any

import pytest
from identified import IDENTIFIED
from packs import to_police, waive_all
from people import at, browser

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.transfers.acts import waive_gap, withdraw_waiver
from mingjian.institutions.transfers.demo import refuse_one
from mingjian.institutions.transfers.facts import told_of_transfer
from mingjian.institutions.transfers.models import Waiver
from mingjian.institutions.transfers.panels import forewarned
from mingjian.institutions.transfers.services.conversion import CONVERSIONS
from mingjian.institutions.transfers.services.pack import RULES, made_for, pack_of
from mingjian.institutions.transfers.services.refusals import GROUNDS
from mingjian.institutions.transfers.steps import transfer
from mingjian.office.demo import make_demo_officers
from mingjian.office.documents.creation import make
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Department, Dossier, Entry, Officer, SealedFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
ALL = list(RULES)


@pytest.fixture
def police(who: Who) -> Officer:
    """The county's police; the county's officers have certificates."""
    for name in ("li", "wang"):
        who[name].certificate = f"浙{name}"
        who[name].roles = sorted({*who[name].roles, "officer"})
        who[name].save()
    body = Department.objects.create(name_zh="桐庐县公安局", name_en="Tonglu police", kind="police", level="county", region="330122")
    return Officer.objects.create(username="min", name_zh="闵", department=body, duty="work", roles=["police"])


def case_of(who: Who) -> Case:
    case = file_case(Filing("青禾鞋行案", who["li"], who["wang"], None, "桐庐青禾鞋行"), by=who["wang"], at=MORNING)
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": date(2026, 10, 9)}
    told |= {"party_code": "92330122MA2A0000X5"}  # without it the report has a gap, and is a draft
    describe_case(case, told=told, by=who["li"], at=MORNING)
    return case


def transfer_from(case: Case, who: Who) -> Dossier:
    """Take the case to its decision to transfer, and open the transfer that it leads to."""
    for officer in ("li", "wang"):
        take(case.dossier, "investigate", by=who[officer], at=MORNING)
    to_police(case.dossier, who["wang"], who["li"], MORNING)
    papers: dict[str, object] = {"suspicion": "售假数额较大", "crime": "销售假冒注册商标的商品罪"}
    return open_any(Request("crime_transfer", "青禾鞋行涉嫌售假", papers=papers, arose_from=case.dossier), by=who["li"], at=MORNING)


def approved(dossier: Dossier, who: Who) -> Dossier:
    take(dossier, "write_report", by=who["li"], at=MORNING, given={"transfer_report": "两人核实，情况属实。"})
    take(dossier, "write_report", by=who["wang"], at=MORNING)
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING)
    return dossier


def filled(case: Case, who: Who) -> None:
    """Put an amount line with its proof, a capture and a test on the case."""
    proof = seal(["订单".encode()], "明细.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    line = {"goods_name": "运动鞋", "unit_price": "300", "amount_proofs": proof}
    add_amount_line(case, by=who["li"], at=MORNING, amount_kind="sold", quantity="137", price_basis="actual", **line)
    add_amount_line(case, by=who["li"], at=MORNING, amount_kind="unsold", quantity="17", price_basis="marked", **line)
    made: dict[str, Any] = {"dossier": case.dossier, "url": "https://yunjishi.example/i/7", "asked_by": who["li"], "asked_at": MORNING}
    Capture.objects.create(number="W1", stands="kept", **made)
    take(case.dossier, "investigate", by=who["li"], at=MORNING)
    take(case.dossier, "investigate", by=who["wang"], at=MORNING)
    take(case.dossier, "commission_test", by=who["li"], at=MORNING, given={"test_kind": "identification", "tester": "青松公司"})
    take(case.dossier, "receive_test", by=who["li"], at=MORNING, given={"test_result": "系假冒", **IDENTIFIED})


def gaps(dossier: Dossier) -> list[str]:
    return [one.key for one in pack_of(dossier).gaps]


def send(dossier: Dossier, police: Officer, who: Who, **more: str) -> Entry:
    return transfer(dossier, by=who["li"], at=MORNING, police_department=police.department_id, papers_listed="见清单", **more)


def test_every_item_has_a_word_and_a_rule_that_the_rulebook_knows() -> None:
    assert dict(rulebook().papers["pack_gap"].options).keys() == RULES.keys()
    assert all(rulebook().statutes.knows(rule) for rule in RULES.values())
    assert dict(rulebook().papers["declined_ground"].options).keys() == GROUNDS.keys()
    assert all(rulebook().statutes.knows(rule) for rule in GROUNDS.values() if rule)


def test_an_empty_case_lacks_everything_but_its_investigators_and_each_gap_says_where_it_is_mended(who: Who, police: Officer) -> None:
    case = case_of(who)
    assert gaps(case.dossier) == [key for key in ALL if key != "certificates"]
    assert all(one.mended_at for one in pack_of(case.dossier).gaps)
    dossier = approved(transfer_from(case, who), who)
    with pytest.raises(StepRefused, match="还缺 7 项：涉嫌犯罪案件移送书（尚未制作）"):
        send(dossier, police, who)
    dossier.refresh_from_db()
    assert dossier.state["filing"] == "approved"  # type: ignore[index,call-overload]  # a sheet with tracks


def test_the_pack_is_read_from_the_case_and_leaves_when_nothing_is_missing(who: Who, police: Officer) -> None:
    case = case_of(who)
    filled(case, who)
    seized = {"seized_goods": "标称“某牌”运动鞋 17 双（黑色，未拆封）", "reason": "防止证据灭失。", "measure_kind": "seize", "kept_at": "本局罚没物品仓库"}
    take(case.dossier, "seize", by=who["wang"], at=MORNING, given=seized)
    to_police(case.dossier, who["wang"], who["li"], MORNING)
    papers: dict[str, object] = {"suspicion": "售假数额较大", "crime": "销售假冒注册商标的商品罪"}
    opened = open_any(Request("crime_transfer", "青禾鞋行涉嫌售假", papers=papers, arose_from=case.dossier), by=who["li"], at=MORNING)
    dossier = approved(opened, who)
    assert gaps(dossier) == ["letter", "report", "goods"]
    for form in ("crime_report", "transfer_goods", "transfer_letter_crime"):
        made = make(form, dossier, by=who["li"], at=MORNING)
    assert made.gaps == []
    goods = Document.objects.get(form="transfer_goods")
    held = [(one["措施"], one["财物"]) for one in goods.values["物品"]]
    assert held == [("扣押", seized["seized_goods"])]  # what was sold is with its buyers, and what the ledger counts unsold may be with the party
    assert "非法经营数额 46,200.00 元" in made.values["随案材料"]
    _amounts_go_along(dossier, who)
    assert made.values["公安机关"] == "桐庐县公安局"
    assert gaps(dossier) == []
    _refused_while_altered(dossier, police, who)
    send(dossier, police, who)
    assert dossier.state["filing"] == "transferred"  # type: ignore[index,call-overload]
    entered = json.loads(dossier.entries.get(kind="files_rehashed").body)
    assert police.department is not None
    assert (entered["purpose"], entered["receiver"]) == ("crime_transfer", police.department.wire_name)
    read_again = entered["files"]
    assert set(read_again) >= set(case.dossier.files.values_list("sha256", flat=True))


def _amounts_go_along(dossier: Dossier, who: Who) -> None:
    """No rule asks for the table of the amount ledger, but it is made with what is missing, with each line and what that rests on."""
    assert made_for(pack_of(dossier)) == ["amount_table"]
    table = make("amount_table", dossier, by=who["li"], at=MORNING)
    told = [(one["类别"], one["商品"], one["数量"], one["金额"]) for one in table.values["明细"]]
    assert told == [("已销售", "运动鞋", "137", "41,100.00"), ("未销售", "运动鞋", "17", "5,100.00")]
    assert [(one["明细"], one["证据"]) for one in table.values["证据"]] == [("1", "明细.csv"), ("2", "明细.csv")]
    assert (table.gaps, made_for(pack_of(dossier))) == ([], [])


def _refused_while_altered(dossier: Dossier, police: Officer, who: Who) -> None:
    """One byte of one file is changed: nothing leaves, and the file is named; then it is brought back."""
    sealed = SealedFile.objects.order_by("pk")[0].sha256
    place = place_of(sealed)
    before = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(before + b"x")
    with pytest.raises(StepRefused, match=sealed[:16]):
        send(dossier, police, who)
    place.write_bytes(before)
    dossier.refresh_from_db()


def test_the_step_itself_may_bring_what_is_missing(who: Who, police: Officer) -> None:
    case = case_of(who)
    filled(case, who)
    to_police(case.dossier, who["wang"], who["li"], MORNING)
    dossier = open_any(
        Request("crime_transfer", "x", papers={"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"}, arose_from=case.dossier), by=who["li"], at=MORNING
    )
    approved(dossier, who)
    kept = [seal([name.encode()], f"{name}.txt", dossier=dossier, by=who["li"], at=MORNING).sha256 for name in ("letter", "report")]
    with pytest.raises(StepRefused, match="涉案物品清单"):
        send(dossier, police, who, transfer_letter=kept[0], investigation_report=kept[1])
    send(dossier, police, who, transfer_letter=kept[0], investigation_report=kept[1], goods_list="运动鞋九十双")


def test_gaps_are_waived_one_by_one_by_the_principal_head_by_name_and_the_police_are_told(who: Who, police: Officer) -> None:
    dossier = approved(transfer_from(case_of(who), who), who)
    told = {"waived_for": dossier.number, "pack_gap": "tests", "reason": "商标与权利人使用的不同，无须鉴定"}
    with pytest.raises(NotPermitted, match="正职负责人"):
        waive_gap(by=who["li"], at=MORNING, **told)
    waiver = waive_gap(by=who["wang"], at=MORNING, **told)
    assert "tests" not in gaps(dossier)
    assert "未附检验报告或者鉴定结论、权利人辨认意见：商标与权利人使用的不同，无须鉴定（wang注明）" in pack_of(dossier).listed
    body = json.loads(Entry.objects.get(kind="pack_gap_waived").body)
    assert (body["article"], body["papers"]["pack_gap"]) == ("transfer_rules/6", "tests")
    with pytest.raises(BadInput, match="不缺"):
        waive_gap(by=who["wang"], at=MORNING, **told)
    with pytest.raises(BadInput, match="不缺"):
        waive_gap(by=who["wang"], at=MORNING, **{**told, "pack_gap": "certificates"})
    withdraw_waiver(waiver, by=who["wang"], at=MORNING, reason="仍须鉴定")
    assert "tests" in gaps(dossier)
    waive_all(dossier, who["wang"], MORNING)
    send(dossier, police, who)
    with pytest.raises(BadInput, match="已移送"):
        waive_gap(by=who["wang"], at=MORNING, **told)


def test_nobody_waives_for_another_department_or_on_what_is_no_transfer(who: Who, police: Officer) -> None:
    case = case_of(who)
    dossier = approved(transfer_from(case, who), who)
    told = {"pack_gap": "tests", "reason": "x"}
    with pytest.raises(StepRefused, match="不在库中"):
        waive_gap(by=who["qian"], at=MORNING, waived_for=dossier.number, **told)
    with pytest.raises(BadInput, match="不是移送卷宗"):
        waive_gap(by=who["wang"], at=MORNING, waived_for=case.dossier.number, **told)
    waiver = waive_gap(by=who["wang"], at=MORNING, waived_for=dossier.number, **told)
    assert browser(who["qian"]).get(f"/acts/waiver/{waiver.number}/withdraw_waiver").status_code == 404


@pytest.mark.slow
def test_the_pages_show_the_pack_the_form_and_who_signed_what_they_approve(who: Who, police: Officer) -> None:
    case = case_of(who)
    filled(case, who)
    assert "移送材料包" in browser(who["li"]).get(f"{case.get_absolute_url()}/papers").content.decode()  # at 82 % of the line
    to_police(case.dossier, who["wang"], who["li"], MORNING)
    dossier = open_any(
        Request("crime_transfer", "x", papers={"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"}, arose_from=case.dossier), by=who["li"], at=MORNING
    )
    take(dossier, "write_report", by=who["li"], at=MORNING, given={"transfer_report": "属实"})
    take(dossier, "write_report", by=who["wang"], at=MORNING)
    head = browser(who["wang"]).get(f"/dossiers/{dossier.number}").content.decode()
    assert "您已作为专案组成员在移送报告上签名" in head
    assert 'name="gap"' in head
    officer = browser(who["li"]).get(f"/dossiers/{dossier.number}").content.decode()
    assert "您已作为专案组成员" not in officer
    assert "waive_gap-pack_gap" not in officer
    assert "非法经营数额 46,200.00 元" in officer
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING)
    assert "3. 网页取证" not in officer
    form = browser(who["li"]).get(f"/dossiers/{dossier.number}").content.decode()
    assert "案值明细及合计（非法经营数额 46,200.00 元）1份" in form  # filled in already, and who investigated is no annex
    assert "两名以上办案人员及执法证号：li（浙li）、wang（浙wang）" not in form


def test_a_refusal_bears_a_code_and_says_when_no_article_was_read_for_it(who: Who, police: Officer) -> None:
    dossier = approved(transfer_from(case_of(who), who), who)
    waive_all(dossier, who["wang"], MORNING)
    send(dossier, police, who)
    take(dossier, "accept_transfer", by=police, at=MORNING, given={"receipt": "回执"})
    with pytest.raises(StepRefused, match="不予立案的原因"):
        take(dossier, "refuse_case", by=police, at=MORNING, given={"reason": "证据不足", "served_on": "2026-11-02"})
    take(dossier, "refuse_case", by=police, at=MORNING, given={"declined_ground": "insufficient", "reason": "证据不足", "served_on": "2026-11-02"})
    page = browser(who["li"]).get(f"/dossiers/{dossier.number}").content.decode()
    assert "认为现有证据不足" in page
    assert "未核实：规则库中没有条文依据" in page
    told = '<p class="note note--warn">\n  公安机关不予立案：'
    assert told in page
    take(dossier, "open_case", by=police, at=MORNING, given={"document_number": "立字1号"})
    assert told not in browser(who["li"]).get(f"/dossiers/{dossier.number}").content.decode()


def test_the_demo_leaves_one_on_the_procurators_desk(settings: Any, tmp_path: Any) -> None:
    settings.DEMO = True
    make_demo_officers()
    staff = {one.username: one for one in Officer.objects.filter(is_demo=True)}
    refuse_one(staff, tmp_path)
    refuse_one(staff, tmp_path)
    dossier = Waiver.objects.first().dossier  # type: ignore[union-attr]
    assert dossier.state["supervision"] == "supervision_proposed"  # type: ignore[index,call-overload]
    assert "清溪箱包店" in browser(staff["procurator"]).get("/").content.decode()
    page = browser(staff["procurator"]).get(f"/dossiers/{dossier.number}").content.decode()
    assert "要求说明不立案理由" in page


def test_each_item_says_what_it_is_in_criminal_proceedings_by_an_article_or_unverified(who: Who, police: Officer) -> None:
    assert set(CONVERSIONS) == set(RULES)
    kinds = [one for some in CONVERSIONS.values() for one in some]
    assert {one.use for one in kinds} == {"usable", "retaken", "support"}
    assert all(rulebook().statutes.citation(one.rule, MORNING.date()).zh for one in kinds if one.rule)
    assert [one.of.zh for one in CONVERSIONS["evidence"] if one.use == "retaken"] == ["询问笔录、证人证言、当事人陈述"]
    dossier = transfer_from(case_of(who), who)
    page = browser(who["li"]).get(f"/dossiers/{dossier.number}").text
    assert "须由侦查机关重新收集" in page
    assert "未核实：规则库中没有条文依据" in page
    assert "UNVERIFIED" not in page


def test_the_goods_to_hand_over_are_those_unsold_or_why_there_are_none(who: Who, police: Officer) -> None:
    case = case_of(who)
    dossier = transfer_from(case, who)
    assert told_of_transfer(dossier)["pack_goods"] == ""
    waive_gap(by=who["wang"], at=MORNING, waived_for=dossier.number, pack_gap="goods", reason="没有查获实物")
    assert told_of_transfer(dossier)["pack_goods"] == "没有物品移交：没有查获实物"
    proof = seal(["清点".encode()], "清点.txt", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    unsold = {"amount_kind": "unsold", "goods_name": "运动鞋", "quantity": "50", "price_basis": "marked", "amount_proofs": proof}
    add_amount_line(case, by=who["li"], at=MORNING, unit_price="300", **unsold)
    assert told_of_transfer(dossier)["pack_goods"] == "运动鞋 50"


def test_the_police_are_led_to_no_page_of_the_case_that_they_may_not_open(who: Who, police: Officer) -> None:
    dossier = transfer_from(case := case_of(who), who)
    (of_police,) = forewarned(dossier, "open_case", police)
    (of_county,) = forewarned(dossier, "approve_transfer", who["wang"])
    assert "未与追诉标准比较" in of_police.text.zh
    assert (of_police.url, of_police.leads) == ("", None)
    assert of_county.url == f"/cases/{case.number}/amounts"
    assert browser(police).get(f"/cases/{case.number}").status_code == 404
