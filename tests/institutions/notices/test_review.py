"""The checklist of a notice by kind of right: what the software sees, what a person looks at; its codes are asked for, read by the sender, and counted."""

import json

import pytest
from django.test import Client
from django.utils.timezone import now
from noticed import Who, of_kind, papers, taken_in
from people import browser

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.checklist import MACHINE, checklist
from mingjian.institutions.notices.acts import send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.completeness import lacks_of
from mingjian.institutions.notices.services.review import counted, review_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry

pytestmark = pytest.mark.django_db
DESIGN = "ZL202330123456.7"


@pytest.fixture(autouse=True)
def _open(settings: object) -> None:
    settings.PUBLIC_DOOR = True  # type: ignore[attr-defined]


def dossier_of(notice: Notice) -> Dossier:
    notice.refresh_from_db()
    assert notice.dossier is not None
    return notice.dossier


def states(notice: Notice) -> dict[str, str]:
    return {line.item.key: line.state for line in review_of(Notice.objects.get(pk=notice.pk), now().date())}


@pytest.mark.parametrize(
    ("told", "has", "has_not"),
    [
        ({}, {"right_classes", "comparison_mark"}, {"comparison_patent", "comparison_work", "attorney_scope", "holder_address"}),
        ({"right": "patent", "right_number": DESIGN}, {"evaluation_report", "comparison_patent"}, {"right_classes", "comparison_mark"}),
        ({"right": "copyright", "notice_regime": "copyright"}, {"holder_address", "network_address", "comparison_work"}, {"right_number"}),
        ({"right": "personality", "notice_regime": "service"}, {"right_name"}, {"title_proof", "right_number"}),
    ],
)
def test_each_kind_of_right_has_a_list_of_its_own_with_a_machines_and_a_persons_part(who: Who, told: dict[str, str], has: set[str], has_not: set[str]) -> None:
    found = states(taken_in(who, **told, sent_incomplete="yes"))
    assert has <= set(found)
    assert not has_not & set(found)
    persons = {key for key in found if checklist()[key].by != MACHINE}
    assert {found[key] for key in persons} == {"to_look"}  # no machine says that it was looked at


def test_whatever_a_machine_misses_has_a_code_of_the_list(who: Who) -> None:
    for told in ({"right_number": "", "right_classes": "", "true_identity": "某"}, {"right": "patent", "right_number": "不详"}, {"right": "copyright"}):
        notice = taken_in(who, **told, agent_name="某律所", notice_facts="仿冒", sent_incomplete="yes")
        for one in lacks_of(notice, now().date()):
            item = checklist()[one.code]
            assert item.by == MACHINE
            assert item.is_for(notice.right.kind, notice.regime), one.code
    assert set(dict(rulebook().papers["missing_codes"].options)) == set(checklist())


def test_a_request_is_filled_in_sent_read_by_the_sender_and_counted(who: Who) -> None:
    notice = taken_in(who, right="patent", right_number=DESIGN, sent_incomplete="yes")
    dossier, clerk = dossier_of(notice), browser(who["clerk"])
    page = clerk.get(f"/dossiers/{dossier.number}").text
    assert "通知审查清单" in page
    assert "平台惯例" in page  # what no article asks for is told so
    ticked = [key for key in checklist() if f'value="{key}"' in page and "checked" in page.split(f'value="{key}"')[1].partition(">")[0]]
    assert ticked == ["evaluation_report", "evidence_file"]
    assert "请提供专利权评价报告的编号" in page  # and what the sender is asked for stands in the field
    told = {"missing_codes": ["evaluation_report", "comparison_patent"], "missing_material": "请提供评价报告，并逐项对比设计特征。"}
    sent = {f"ask_completion-{name}": value for name, value in told.items()}
    reply = clerk.post(f"/dossiers/{dossier.number}/steps/ask_completion", {**sent, "ask_completion-key": "k", "ask_completion-seen": str(dossier.steps_taken)})
    assert reply.status_code in {200, 302}, reply.text[-2000:]
    assert json.loads(Entry.objects.get(kind="ask_completion").body)["papers"]["missing_codes"] == "evaluation_report,comparison_patent"
    assert states(notice)["comparison_patent"] == states(notice)["evaluation_report"] == "asked"
    assert states(notice)["evidence_file"] == "missing"
    receipt = Client().get(f"/rights/{notice.code}").text
    assert "请提交技术特征或者设计特征的对比说明" in receipt
    assert "技术特征、设计特征的对比说明" in receipt
    take(dossier_of(notice), "complete_notice", by=who["clerk"], at=now(), given={"preliminary_evidence": "对比说明"})
    assert states(notice)["comparison_patent"] == "completed"
    assert [(one.item.key, one.count, one.requests) for one in counted(dossier.department, now())] == [("evaluation_report", 1, 1), ("comparison_patent", 1, 1)]
    assert "comparison_patent" in clerk.get("/notices/missing").text
    assert clerk.get("/notices").text.count("/notices/missing") == 1
    assert b"evaluation_report" in b"".join(clerk.get("/notices/missing?as=csv").streaming_content)  # type: ignore[attr-defined]


def test_what_another_right_has_is_not_asked_for_and_a_refusal_keeps_every_tick(who: Who) -> None:
    notice = taken_in(who)
    dossier = dossier_of(notice)
    with pytest.raises(StepRefused, match="请不要勾选"):
        take(dossier, "ask_completion", by=who["clerk"], at=now(), given={"missing_codes": "title_proof,comparison_patent", "missing_material": "补"})
    with pytest.raises(StepRefused, match="没有 'nothing' 一项"):
        take(dossier, "ask_completion", by=who["clerk"], at=now(), given={"missing_codes": "nothing", "missing_material": "补"})
    with pytest.raises(StepRefused):
        take(dossier, "ask_completion", by=who["clerk"], at=now(), given={"missing_material": "补"})
    told = {"ask_completion-missing_codes": ["title_proof", "comparison_patent", "translation"], "ask_completion-missing_material": "补"}
    keys = {"ask_completion-key": "k", "ask_completion-seen": str(dossier.steps_taken)}
    shown = browser(who["clerk"]).post(f"/dossiers/{dossier.number}/steps/ask_completion", told | keys)
    assert "请不要勾选" in shown.text
    form = shown.text[shown.text.index("ask_completion-missing_codes") :]
    assert all("checked" in form.split(f'value="{key}"')[1].partition(">")[0] for key in ("title_proof", "comparison_patent", "translation"))
    assert dossier_of(notice).state == "received"


def test_who_handles_no_notices_sees_no_counts(who: Who) -> None:
    holder = of_kind("青松公司", "right_holder", "right_holder")
    notice = send_notice(by=holder, at=now(), **papers(who, right_holder_name="青松公司"))
    take_notice_in(notice, by=who["clerk"], at=now())
    assert browser(holder).get("/notices/missing").status_code == 403
    assert "通知审查清单" in browser(holder).get(f"/dossiers/{notice.number}").text  # either side reads the list itself
