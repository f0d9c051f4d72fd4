"""How a case stands to the line of its crime: said before the act, and no transfer to the police below it by one hand."""

from datetime import date

import pytest
from people import at, browser, certify

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.lines import stand_of
from mingjian.office.dossiers.leads import carried
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING, DAY = at("2026-11-02 09:00"), date(2026, 11, 2)
CRIME = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": date(2026, 10, 9)}
POLICE = {"transfer_kind": "police", "receiving_body": "桐庐县公安局", "reason": "涉嫌犯罪"}
BELOW = {"below_line_reason": "有合理怀疑：卖家承认全部货源相同，尚有两家网店的订单未调取。", "receiving_body": "桐庐县公安局", "reason": "涉嫌犯罪"}


@pytest.fixture
def case(who: Who) -> Case:
    certify(who["li"], who["wang"])
    made = file_case(Filing("青禾鞋行案", who["li"], who["wang"], None, "桐庐青禾鞋行"), by=who["wang"], at=MORNING)
    for name in ("li", "wang"):
        take(made.dossier, "investigate", by=who[name], at=MORNING)
    return made


def sell(case: Case, who: Who, quantity: str, price: str) -> None:
    proof = seal([f"{quantity} {price}".encode()], "明细.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    line = {"amount_kind": "sold", "goods_name": "运动鞋", "quantity": quantity, "unit_price": price, "price_basis": "actual", "amount_proofs": proof}
    add_amount_line(case, by=who["li"], at=MORNING, **line)


def describe(case: Case, who: Who) -> None:
    describe_case(case, told=CRIME, by=who["li"], at=MORNING)


def test_the_line_is_told_at_eight_per_cent_as_at_any(case: Case, who: Who) -> None:
    assert stand_of(case, DAY).text.zh == "未与追诉标准比较：尚未写明涉嫌的罪名和行为日期"
    describe(case, who)
    assert stand_of(case, DAY).text.zh == "未与追诉标准比较：案值台账还没有已销售、未销售的明细"
    sell(case, who, "10", "395.16")
    stand = stand_of(Case.objects.get(pk=case.pk), DAY)
    assert stand.text.zh.startswith("销售假冒注册商标的商品罪：未达追诉标准，")
    assert "% （" not in stand.text.zh
    assert "%（销售金额 3,951.60 / " in stand.text.zh
    assert (stand.is_compared, stand.is_reached) == (True, False)
    page = browser(who["li"]).get(case.get_absolute_url()).content.decode()
    assert stand.text.zh in page


def test_the_page_says_it_above_the_form_before_the_head_transfers(case: Case, who: Who) -> None:
    page = browser(who["wang"]).get(case.get_absolute_url()).content.decode()
    form = page[page.index('id="step-transfer_case"') :]
    assert form.index("未与追诉标准比较") < form.index("<form")
    assert f'href="/cases/{case.number}#describe"' in form[: form.index("<form")]
    describe(case, who)
    sell(case, who, "13", "300")
    page = browser(who["wang"]).get(case.get_absolute_url()).content.decode()
    form = page[page.index('id="step-transfer_case"') :]
    assert "（销售金额 3,900 / " in form[: form.index("<form")]


@pytest.mark.parametrize("described", [False, True])
def test_below_the_line_or_uncompared_one_hand_sends_nothing_to_the_police(case: Case, who: Who, described: bool) -> None:
    if described:
        describe(case, who)
        sell(case, who, "13", "300")
    with pytest.raises(StepRefused, match="写明理由，由两人签名"):
        take(case.dossier, "transfer_case", by=who["wang"], at=MORNING, given=POLICE)
    reply = browser(who["wang"]).post(f"/dossiers/{case.number}/steps/transfer_case", {f"transfer_case-{name}": value for name, value in POLICE.items()})
    assert "未达或者未核对追诉标准，移送公安机关" in reply.content.decode()
    with pytest.raises(StepRefused):
        take(case.dossier, "transfer_below_line", by=who["wang"], at=MORNING, given={**BELOW, "below_line_reason": ""})
    take(case.dossier, "transfer_below_line", by=who["wang"], at=MORNING, given=BELOW)
    case.dossier.refresh_from_db()
    assert case.dossier.state["main"] == "investigating"
    take(case.dossier, "transfer_below_line", by=who["li"], at=MORNING)
    assert case.dossier.state["main"] == "transferred"
    assert carried(case.dossier, "crime_transfer", who["li"], MORNING)["suspicion"] == "涉嫌犯罪"


def test_at_the_line_the_head_transfers_alone_and_elsewhere_no_line_is_asked(case: Case, who: Who) -> None:
    describe(case, who)
    sell(case, who, "1000", "300")
    assert stand_of(Case.objects.get(pk=case.pk), DAY).is_reached
    page = browser(who["wang"]).get(case.get_absolute_url()).content.decode()
    form = page[page.index('id="step-terminate"') :]
    assert "应当移送公安机关" in form[: form.index("<form")]
    take(case.dossier, "transfer_case", by=who["wang"], at=MORNING, given=POLICE)
    assert case.dossier.state["main"] == "transferred"


def test_another_authority_is_no_matter_of_the_line(case: Case, who: Who) -> None:
    take(case.dossier, "transfer_case", by=who["wang"], at=MORNING, given={**POLICE, "transfer_kind": "other_authority"})
    assert case.dossier.state["main"] == "transferred"


def test_the_way_to_the_lines_opens_filled(case: Case, who: Who) -> None:
    describe(case, who)
    sell(case, who, "13", "300")
    take(case.dossier, "transfer_below_line", by=who["wang"], at=MORNING, given=BELOW)
    take(case.dossier, "transfer_below_line", by=who["li"], at=MORNING)
    client = browser(who["wang"])
    (led,) = client.get(case.get_absolute_url()).context["shown"].led
    assert "crime=selling_counterfeit_marked_goods" in led.weighed_at
    reply = client.get(led.weighed_at)
    assert reply.status_code == 200
    assert "3,900" in reply.content.decode()


def test_without_a_crime_the_way_to_the_lines_opens_empty(case: Case, who: Who) -> None:
    Case.objects.filter(pk=case.pk).update(acted_on=date(2026, 10, 9))
    take(case.dossier, "transfer_below_line", by=who["wang"], at=MORNING, given=BELOW)
    take(case.dossier, "transfer_below_line", by=who["li"], at=MORNING)
    client = browser(who["wang"])
    (led,) = client.get(case.get_absolute_url()).context["shown"].led
    assert client.get(led.weighed_at).status_code == 200


def test_whoever_decides_on_the_transfer_reads_the_line_too(case: Case, who: Who) -> None:
    describe(case, who)
    sell(case, who, "13", "300")
    take(case.dossier, "transfer_below_line", by=who["wang"], at=MORNING, given=BELOW)
    take(case.dossier, "transfer_below_line", by=who["li"], at=MORNING)
    papers: dict[str, object] = {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"}
    transfer = open_any(Request("crime_transfer", "青禾鞋行涉嫌售假", papers=papers, arose_from=case.dossier), by=who["li"], at=MORNING)
    take(transfer, "write_report", by=who["li"], at=MORNING, given={"transfer_report": "两人核实。"})
    take(transfer, "write_report", by=who["wang"], at=MORNING)
    page = browser(who["wang"]).get(f"/dossiers/{transfer.number}").content.decode()
    for step in ("approve_transfer", "decline_transfer"):
        form = page[page.index(f'id="step-{step}"') :]
        assert "未达追诉标准，" in form[: form.index("<form")]


def test_an_empty_case_is_told_of_before_its_investigation_is_closed(case: Case, who: Who) -> None:
    page = browser(who["li"]).get(case.get_absolute_url()).content.decode()
    form = page[page.index('id="step-finish_investigation"') :]
    assert "本案还没有：卷内文件、网页取证、案值明细" in form[: form.index("<form")]
    sell(case, who, "13", "300")
    page = browser(who["li"]).get(case.get_absolute_url()).content.decode()
    assert "本案还没有：网页取证。" in page[page.index('id="step-finish_investigation"') :]
