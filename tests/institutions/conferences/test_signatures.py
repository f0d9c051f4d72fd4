"""
An agreement is one of departments: each that was invited signs for itself, or its dissent or absence is on record and in the minutes.

Two signatures of one county made an agreement of which police and procuratorate, named in a typed line, knew nothing.
"""

from datetime import timedelta
from typing import Any

import pytest
from people import at, browser

from mingjian.core.errors import StepRefused
from mingjian.institutions.conferences.models import Consultation
from mingjian.institutions.conferences.news import signatures_asked
from mingjian.institutions.conferences.opening import Agenda, consult
from mingjian.institutions.conferences.services.signatures import Stand, positions
from mingjian.office.documents.creation import make
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Dossier, Officer, Proposal

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
TRANSFER = {"opinion": "有合理嫌疑，移送公安机关。"}


@pytest.fixture
def bodies() -> Who:
    """An officer of the police, and a procurator, of the county."""
    made = {}
    for name, kind, role in (("min", "police", "police"), ("jian", "procuratorate", "procurator")):
        department = Department.objects.create(name_zh=f"桐庐县{kind}", name_en=kind.title(), kind=kind, level="county", region="330122")
        made[name] = Officer.objects.create(username=name, name_zh=name, department=department, duty="work", roles=[role])
    return made


@pytest.fixture
def opened(who: Who, bodies: Who) -> Dossier:
    """A consultation to which police and procuratorate were invited."""
    departments = [one.department for one in bodies.values() if one.department]
    return consult(Agenda("某店案会商", [("law", "是否移送？")], departments), by=who["li"], at=MORNING).dossier


def test_two_officers_of_one_county_make_no_agreement(who: Who, opened: Dossier) -> None:
    with pytest.raises(StepRefused, match="现在的状态是“征集意见中”"):
        take(opened, "agree", by=who["li"], at=MORNING, given=TRANSFER)
    take(opened, "put_conclusion", by=who["li"], at=MORNING, given=TRANSFER)
    for name in ("li", "wang"):
        with pytest.raises(StepRefused, match="桐庐县police、桐庐县procuratorate尚未签署"):
            take(opened, "agree", by=who[name], at=MORNING, given=TRANSFER)
        with pytest.raises(StepRefused, match="由被邀请的部门签署"):
            take(opened, "sign_conclusion", by=who[name], at=MORNING)
    opened.refresh_from_db()
    assert opened.state == "signing"


def test_each_department_invited_signs_once_and_is_asked_at_home(who: Who, bodies: Who, opened: Dossier) -> None:
    assert signatures_asked(bodies["min"], MORNING) is None
    take(opened, "put_conclusion", by=who["li"], at=MORNING, given=TRANSFER)
    assert signatures_asked(bodies["min"], MORNING) is not None
    take(opened, "sign_conclusion", by=bodies["min"], at=MORNING)
    assert signatures_asked(bodies["min"], MORNING) is None
    with pytest.raises(StepRefused, match="已经签署"):
        take(opened, "sign_conclusion", by=bodies["min"], at=MORNING)
    with pytest.raises(StepRefused, match="桐庐县procuratorate尚未签署"):
        take(opened, "agree", by=who["li"], at=MORNING, given=TRANSFER)
    take(opened, "sign_conclusion", by=bodies["jian"], at=MORNING)
    with pytest.raises(StepRefused, match="须与各部门签署的结论相同"):
        take(opened, "agree", by=who["li"], at=MORNING, given={"opinion": "不移送。"})
    take(opened, "agree", by=who["li"], at=MORNING, given=TRANSFER)
    opened.refresh_from_db()
    assert opened.state == "agreed"


def test_a_conclusion_that_is_put_anew_or_an_invitation_takes_new_signatures(who: Who, bodies: Who, opened: Dossier) -> None:
    take(opened, "put_conclusion", by=who["li"], at=MORNING, given=TRANSFER)
    for name in bodies:
        take(opened, "sign_conclusion", by=bodies[name], at=MORNING)
    take(opened, "put_conclusion", by=who["li"], at=MORNING, given={"opinion": "不移送。"})
    assert [one.stand for one in positions(opened)] == [Stand.SILENT, Stand.SILENT]
    with pytest.raises(StepRefused, match="尚未签署"):
        take(opened, "agree", by=who["li"], at=MORNING, given={"opinion": "不移送。"})
    take(opened, "invite", by=who["li"], at=MORNING, given={"invited_department": who["sun"].department_id})
    opened.refresh_from_db()
    assert opened.state == "collecting"


def test_dissent_and_absence_are_on_record_and_somebody_must_have_signed(who: Who, bodies: Who, opened: Dossier) -> None:
    take(opened, "put_conclusion", by=who["li"], at=MORNING, given=TRANSFER)
    take(opened, "dissent_from_conclusion", by=bodies["min"], at=MORNING, given={"dissent": "不同意立即移送。"})
    absent = {"absent_department": bodies["jian"].department_id, "reason": "两次电话未复"}
    take(opened, "record_absence", by=who["li"], at=MORNING, given=absent)
    take(opened, "record_absence", by=who["wang"], at=MORNING)
    assert [one.stand for one in positions(opened)] == [Stand.DISSENTS, Stand.ABSENT]
    with pytest.raises(StepRefused, match="没有一个被邀请的部门签署"):
        take(opened, "agree", by=who["li"], at=MORNING, given=TRANSFER)
    take(opened, "sign_conclusion", by=bodies["jian"], at=MORNING)  # came after all
    take(opened, "agree", by=who["li"], at=MORNING, given=TRANSFER)


def test_nobody_is_recorded_as_absent_who_has_spoken_or_was_not_invited(who: Who, bodies: Who, opened: Dossier) -> None:
    take(opened, "put_conclusion", by=who["li"], at=MORNING, given=TRANSFER)
    take(opened, "sign_conclusion", by=bodies["min"], at=MORNING)
    for department in (bodies["min"].department_id, who["zhao"].department_id, who["li"].department_id):
        with pytest.raises(StepRefused, match="只能记录尚未签署"):
            take(opened, "record_absence", by=who["li"], at=MORNING, given={"absent_department": department, "reason": "x"})


@pytest.mark.usefixtures("sealed")
def test_the_minutes_name_who_was_invited_list_opinions_of_those_who_gave_one_and_who_signed(who: Who, bodies: Who, opened: Dossier) -> None:
    take(opened, "give_opinion", by=bodies["min"], at=MORNING, given={"opinion": "暂缓", "dissent": "不同意立即移送。"})
    take(opened, "put_conclusion", by=who["li"], at=MORNING, given=TRANSFER)
    take(opened, "sign_conclusion", by=bodies["jian"], at=MORNING)
    take(opened, "agree", by=who["li"], at=MORNING + timedelta(hours=1), given=TRANSFER)
    page = browser(bodies["min"]).get(f"/conferences/{opened.number}").text
    assert "有不同意见" in page
    assert "已签署" in page
    values: dict[str, Any] = make("consultation_minutes", opened, by=who["li"], at=MORNING + timedelta(hours=2)).values
    assert values["参加人"] == "桐庐县局、桐庐县police、桐庐县procuratorate"
    assert [one["单位"] for one in values["各方意见"]] == ["桐庐县police"]
    assert [(one["单位"], one["签署情况"]) for one in values["签署情况"]] == [("桐庐县police", "有不同意见"), ("桐庐县procuratorate", "已签署")]


def test_a_first_signature_of_before_this_rule_hinders_nobody(who: Who, bodies: Who, opened: Dossier) -> None:
    """One county officer had signed an agreement and typed who took part; the second signature was to follow."""
    Proposal.objects.create(dossier=opened, step="agree", papers={**TRANSFER, "participants": "市监、公安"}, by=who["li"], at=MORNING)
    take(opened, "put_conclusion", by=who["li"], at=MORNING, given=TRANSFER)
    for name in bodies:
        take(opened, "sign_conclusion", by=bodies[name], at=MORNING)
    take(opened, "agree", by=who["li"], at=MORNING, given=TRANSFER)
    assert Consultation.objects.get(dossier=opened).dossier.state == "agreed"
