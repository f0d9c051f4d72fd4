"""Several documents are made by one click: those that others cite first, what cannot be made is told and stops no other, and nobody makes more than before."""

from datetime import timedelta
from typing import Any

import pytest
from letters import sent
from people import at, browser, department_of

from mingjian.office.documents.creation import a_form, all_forms, in_order
from mingjian.office.documents.models import Document, Numbering
from mingjian.office.documents.queries import panel_of
from mingjian.office.documents.reveal import RevealableValues
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.revealable import reveal
from mingjian.office.models import Dossier, Entry, Officer, Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:00")


def assistance(by: Officer) -> Dossier:
    assert by.department is not None
    about = Opening("assistance", "D1", "某鞋店实际经营地")
    return sent(open_dossier(about, by=by, department=by.department, at=MORNING, given={"questions": "核实"}), MORNING)


def complaint(by: Officer) -> Dossier:
    assert by.department is not None
    given = {"complaint_facts": "鞋为仿品", "complainant": "张三 13800000000", "complained_of": "某鞋店"}
    return open_dossier(Opening("consumer_complaint", "D2", "投诉某鞋店"), by=by, department=by.department, at=MORNING, given=given)


def test_a_form_comes_after_those_whose_papers_it_cites_and_the_index_last() -> None:
    order = [form.key for form in in_order(list(all_forms().values()))]
    assert len(order) == len(all_forms())
    for key in order:
        later = a_form(key).cites & set(order[order.index(key) + 1 :])
        assert all(key in a_form(one).cites or one == key for one in later - {key}) or not later, (key, later)
    assert order.index("penalty_notice") < order.index("penalty_decision")


def test_ticked_documents_are_made_and_what_cannot_be_is_told_by_name(who: dict[str, Officer]) -> None:
    dossier, li = assistance(who["li"]), browser(who["li"])
    panel = panel_of(dossier, who["li"], MORNING)
    assert panel.wanted <= {form.key for form in panel.due}
    reply = li.post(f"/dossiers/{dossier.number}/documents", {"form": ["assistance_letter", "file_index", "penalty_decision", "nothing"]}, follow=True)
    made = {one.form: one for one in Document.objects.all()}
    assert set(made) == {"assistance_letter", "file_index"}
    assert made["assistance_letter"].number
    page = reply.content.decode()
    assert "协助函" in page
    assert "“行政处罚决定书”不用于" in page
    assert [one.form for one in Document.objects.order_by("pk")] == ["assistance_letter", "file_index"], "the index lists what was made before it"
    again = li.post(f"/dossiers/{dossier.number}/documents", {"form": ["assistance_letter"]}, follow=True)
    assert again.status_code == 200
    assert Document.objects.filter(form="assistance_letter").count() == 1, "no second number"


def test_what_lacks_something_is_told_and_not_made_and_takes_no_number(who: dict[str, Officer]) -> None:
    assert who["li"].department is not None
    about = Opening("assistance", "D3", "某鞋店实际经营地")
    dossier = open_dossier(about, by=who["li"], department=who["li"].department, at=MORNING, given={"questions": "核实"})
    assert panel_of(dossier, who["li"], MORNING).wanted == frozenset(), "it was not sent: no step decided any paper"
    told = browser(who["li"]).post("/dossiers/D3/documents", {"form": ["assistance_letter"]}, follow=True).content.decode()
    assert "未制作：“" in told
    assert "被请求机关" in told.partition("未制作：“")[2][:200]
    assert not Document.objects.exists()


def test_nothing_ticked_unset_offices_and_strangers(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    assert "请先勾选文书" in browser(who["li"]).post(f"/dossiers/{dossier.number}/documents", {}, follow=True).content.decode()
    assert browser(who["zhou"]).post(f"/dossiers/{dossier.number}/documents", {"form": ["assistance_letter"]}).status_code == 404
    Numbering.objects.filter(department=department_of("county")).delete()
    told = browser(who["li"]).post(f"/dossiers/{dossier.number}/documents", {"form": ["assistance_letter"]}, follow=True).content.decode()
    assert "尚未设置" in told
    assert not Document.objects.exists()


def test_purpose_and_ground_are_said_once_for_all(who: dict[str, Officer]) -> None:
    dossier, li = complaint(who["li"]), browser(who["li"])
    panel = panel_of(dossier, who["li"])
    assert panel.reveal == "/reveal/values/D2/"
    assert panel.reveal in li.get(f"/dossiers/{dossier.number}", follow=True).content.decode()
    back = li.post(panel.reveal, {"purpose": "制作文书", "ground": "投诉举报处理办法"})
    assert back.status_code == 302
    assert "#documents" in back["Location"]
    assert panel_of(dossier, who["li"]).reveal == ""
    li.post(f"/dossiers/{dossier.number}/documents", {"form": ["complaint_register"]})
    assert Document.objects.get().is_personal


def test_purpose_and_ground_come_along_with_the_making_and_stand_proposed(who: dict[str, Officer]) -> None:
    dossier, li = complaint(who["li"]), browser(who["li"])
    page = li.get(f"/dossiers/{dossier.number}", follow=True).content.decode()
    assert 'name="purpose" maxlength="500" required value=""' in page, "the officer says the purpose; no software does"
    assert 'action="/reveal/values/D2/"' in page, "the page that asks why is asked first"
    why = {"form": ["complaint_register"], "purpose": "登记投诉", "ground": "《市场监督管理投诉举报处理办法》"}
    assert li.post("/reveal/values/D2/", {**why, "purpose": ""}).status_code == 422, "an empty purpose opens nothing"
    assert browser(who["zhou"]).post("/reveal/values/D2/", why).status_code == 404
    assert (Document.objects.count(), Reading.objects.count()) == (0, 0)
    passed_on = li.post("/reveal/values/D2/", why)
    assert (passed_on.status_code, passed_on["Location"]) == (307, f"/dossiers/{dossier.number}/documents"), "the same request goes on"
    li.post(passed_on["Location"], why)
    assert Document.objects.get().is_personal
    assert "登记投诉" in Entry.objects.get(kind="revealed").body
    assert f'action="/dossiers/{dossier.number}/documents"' in li.get(f"/dossiers/{dossier.number}", follow=True).content.decode(), "it was said"


def test_a_purpose_comes_back_for_papers_alone_and_only_for_who_said_it(who: dict[str, Officer]) -> None:
    dossier, li = complaint(who["li"]), browser(who["li"])
    said = {"at": MORNING - timedelta(days=2), "ground": "投诉举报处理办法"}
    of_file = {"of": dossier.read_as, "officer": who["li"], "until": MORNING - timedelta(days=1)}
    Reading.objects.create(**of_file, purpose="查看某个文件", ground="某条", path="/reveal/files/D2")
    assert panel_of(dossier, who["li"]).why["purpose"] == ""
    assert panel_of(dossier, who["li"]).why["ground"] != "某条"
    reveal(RevealableValues(dossier, "complaint_register"), by=who["li"], purpose="登记投诉", **said)
    assert panel_of(dossier, who["li"]).why == {"purpose": "登记投诉", "ground": "投诉举报处理办法"}
    assert "登记投诉" in li.get("/reveal/values/D2/complaint_acceptance").content.decode()
    assert "登记投诉" not in li.get("/reveal/files/D2").content.decode()


def test_where_two_are_asked_nothing_is_made_before_the_second_consents(who: dict[str, Officer], settings: Any) -> None:
    settings.REVEAL_BY_TWO = {"values"}
    complaint(who["li"])
    asked = {"form": ["complaint_register"], "purpose": "登记投诉", "ground": "投诉举报处理办法"}
    first = browser(who["li"]).post("/reveal/values/D2/", asked)
    assert (first.status_code, first["Location"]) == (302, "/reveal/values/D2/")
    assert not Document.objects.exists()
    browser(who["li"]).post("/dossiers/D2/documents", asked)
    assert not Document.objects.filter(is_personal=True).exists(), "what came along at another door opens nothing"
