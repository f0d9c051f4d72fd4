"""Checks of operators that lapse, and coded faults of papers: the platform and the authority of its place see the same, others nothing."""

from datetime import timedelta

import pytest
from people import at, browser, department_of

from mingjian.institutions.operators.services.admissions import faults_for, lapses_for
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
BEGAN = at("2026-03-02 09:00")


def admission(who: Who, name: str, *, registered: bool = True) -> Dossier:
    clerk = who["clerk"]
    papers = {"operator_name": name, "identity_papers": "营业执照"}
    number = f"J{Dossier.objects.count()}"
    made = open_dossier(Opening("operator_admission", number, name, officer=clerk), by=clerk, department=department_of("platform"), at=BEGAN, given=papers)
    if registered:
        take(made, "verify", by=clerk, at=BEGAN, given={"check_result": "真实"})
        take(made, "register", by=clerk, at=BEGAN, given={"registration": "registered"})
    return made


def test_platform_and_authority_of_its_place_see_the_same_lapses_with_persons_masked(who: Who) -> None:
    late = admission(who, "王大明")
    admission(who, "桐庐青禾鞋业有限公司")
    take(Dossier.objects.get(title="桐庐青禾鞋业有限公司"), "reverify", by=who["clerk"], at=BEGAN + timedelta(days=120), given={"check_result": "无变化"})
    now = at("2026-09-03 09:00")
    own, theirs = lapses_for(who["clerk"], now), lapses_for(who["sun"], now)
    assert [(one.dossier, one.name, str(one.due), one.is_missed) for one in own] == [(late, "王**", "2026-09-02", True)]
    assert own == theirs
    assert lapses_for(who["zhou"], now) == []  # of another place
    assert lapses_for(who["li"], now) == []  # the platform is not in its county
    take(late, "reverify", by=who["clerk"], at=now, given={"check_result": "无变化"})
    assert lapses_for(who["sun"], now) == []


def test_faults_are_counted_by_their_code(who: Who) -> None:
    for fault in ("unreadable", "unreadable", "not_found"):
        dossier = admission(who, "某鞋店", registered=False)
        take(dossier, "ask_correction", by=who["clerk"], at=BEGAN, given={"document_fault": fault, "reason": "请重新提交"})
    for officer in ("clerk", "sun"):
        assert [(label.zh, count) for label, count in faults_for(who[officer], BEGAN)] == [("图像不清、无法辨认", 2), ("在登记系统中查无此证", 1)]
    assert faults_for(who["clerk"], BEGAN + timedelta(days=400)) == []


def test_the_page_shows_both_and_hands_the_list_out(who: Who) -> None:
    dossier = admission(who, "某鞋店有限公司")
    page = browser(who["clerk"]).get("/operators/lapses").text
    assert dossier.number in page
    assert "已逾期" in page
    theirs = browser(who["sun"]).get("/operators/lapses").text
    assert dossier.number in theirs
    assert f"/dossiers/{dossier.number}" not in theirs
    assert dossier.number in b"".join(browser(who["sun"]).get("/operators/lapses?as=csv").streaming_content).decode()
    assert browser(who["auditor"]).get("/operators/lapses").status_code == 403
