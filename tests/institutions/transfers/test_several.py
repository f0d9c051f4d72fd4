"""The pack in few clicks: the documents that are missing are made at once, gaps are ticked and waived with one reason; each is recorded by itself."""

import pytest
from django.utils.timezone import now
from people import browser

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.transfers.models import Waiver
from mingjian.institutions.transfers.services.pack import pack_of
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]


@pytest.fixture
def transfer(who: dict[str, Officer]) -> Dossier:
    papers: dict[str, object] = {"suspicion": "售假数额较大", "crime": "销售假冒注册商标的商品罪", "sales_amount": "120000"}
    return open_any(Request("crime_transfer", "青禾鞋行涉嫌售假", papers=papers), by=who["li"], at=now())


@pytest.mark.slow
def test_one_click_makes_the_documents_that_are_missing_and_none_twice(who: dict[str, Officer], transfer: Dossier) -> None:
    li = browser(who["li"])
    assert "制作缺少的文书" in li.get(f"/dossiers/{transfer.number}").content.decode()
    assert li.post(f"/transfers/{transfer.number}/documents").status_code == 302
    assert sorted(Document.objects.values_list("form", flat=True)) == ["crime_report", "transfer_goods", "transfer_letter_crime"]
    assert {one.key: one.why.zh for one in pack_of(transfer).gaps}["report"].startswith("只有草稿，缺："), "no case lies behind it: it has gaps"
    li.post(f"/transfers/{transfer.number}/documents")
    assert Document.objects.filter(form="crime_report").count() == 1


@pytest.mark.slow
def test_a_report_that_was_made_before_anything_was_verified_is_no_report(who: dict[str, Officer], transfer: Dossier) -> None:
    """It was made with blanks, listed as being there, and went to the police."""
    li = browser(who["li"])
    li.post(f"/transfers/{transfer.number}/documents")
    (report,) = (one for one in pack_of(transfer).gaps if one.key == "report")
    assert report.why.zh.startswith("只有草稿，缺：")
    assert "核实情况" in report.why.zh
    assert "只有草稿" in li.get(f"/dossiers/{transfer.number}").content.decode()
    take(transfer, "write_report", by=who["li"], at=now(), given={"transfer_report": "两人核实，情况属实。"})
    take(transfer, "write_report", by=who["wang"], at=now())
    assert "report" in {one.key for one in pack_of(transfer).gaps}
    li.post(f"/transfers/{transfer.number}/documents")
    assert "report" not in {one.key for one in pack_of(transfer).gaps}
    assert Document.objects.filter(form="crime_report").count() == 2


def test_what_is_ticked_is_waived_each_by_name(who: dict[str, Officer], transfer: Dossier) -> None:
    wang = browser(who["wang"])
    reply = wang.post(f"/transfers/{transfer.number}/waivers", {"gap": ["captures", "evidence", "amounts"], "reason": "店铺已关闭"}, follow=True)
    assert "已署名注明 2 项缺项" in reply.content.decode()
    assert sorted(Waiver.objects.values_list("gap", flat=True)) == ["captures", "evidence"]
    assert Entry.objects.filter(kind="pack_gap_waived").count() == 2


@pytest.mark.parametrize("given", [{"gap": ["captures"]}, {"reason": "店铺已关闭"}, {"gap": ["captures"], "reason": "  "}])
def test_without_a_tick_or_a_reason_nothing_is_waived(who: dict[str, Officer], transfer: Dossier, given: dict[str, object]) -> None:
    reply = browser(who["wang"]).post(f"/transfers/{transfer.number}/waivers", given, follow=True)
    assert "请勾选要注明的缺项，并写明理由" in reply.content.decode()
    assert not Waiver.objects.exists()


def test_only_the_principal_head_waives(who: dict[str, Officer], transfer: Dossier) -> None:
    reply = browser(who["li"]).post(f"/transfers/{transfer.number}/waivers", {"gap": ["captures"], "reason": "店铺已关闭"})
    assert reply.status_code == 403
    assert not Waiver.objects.exists()


def test_another_dossier_is_no_transfer(who: dict[str, Officer]) -> None:
    clue = register(Intake(source="inspection", suspected_act="售假", shop_name="青禾鞋行", content="售假"), by=who["li"], at=now())
    assert browser(who["li"]).post(f"/transfers/{clue.dossier.number}/documents").status_code == 404
