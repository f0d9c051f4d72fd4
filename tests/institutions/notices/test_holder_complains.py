"""A right holder complains to the authority out of a row, with the captures; the platform is told, and the authority takes it up without typing anything."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from noticed import SENT, Who, capture, captured, forwarded, measures, of_kind, papers
from people import browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.queries import receiving_department
from mingjian.institutions.notices.acts import complain_to_authority, decline_complaint, send_notice, take_complaint_up, take_notice_in
from mingjian.institutions.notices.models import HolderComplaint, Notice
from mingjian.institutions.notices.news import holders_complain
from mingjian.institutions.notices.services.arrival import called_for as arrivals
from mingjian.institutions.notices.services.complaint_evidence import called_for
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Department, Entry, Officer, SealedFile

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/shop/S7/item/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def holder(who: Who) -> Officer:
    return of_kind("青松公司", "right_holder", "right_holder")


def authority(who: Who, settings: Any) -> Department:
    """The department of the officer who takes complaints up."""
    assert who["li"].department is not None
    settings.PUBLIC_DEPARTMENT = who["li"].department.name_zh
    return receiving_department()


def measured(who: Who, holder: Officer, count: int = 3) -> Notice:
    notice = send_notice(by=holder, at=SENT, **papers(who, listing_addresses="\n".join(f"{ITEM}{n}" for n in range(1, count + 1))))
    take_notice_in(notice, by=who["clerk"], at=SENT)
    captured(notice, who)
    dossier = Notice.objects.get(pk=notice.pk).dossier
    assert dossier is not None
    for one in Capture.objects.filter(dossier=dossier):
        one.archive = seal([b"%PDF-1.7\n" + one.url.encode() + b"\n%%EOF\n"], f"{one.number}.pdf", dossier=dossier, by=who["clerk"], at=SENT)
        one.save()
    measures(Notice.objects.get(pk=notice.pk), who)
    return Notice.objects.get(pk=notice.pk)


def test_one_click_at_a_row_sends_it_with_its_capture_and_the_authority_takes_it_up(who: Who, holder: Officer, settings: Any) -> None:
    to, notice = authority(who, settings), measured(who, holder)
    page = browser(holder)
    assert "就此投诉" in page.get(f"/notices/{notice.number}/targets").text
    done = page.post(f"/notices/{notice.number}/complain", {"authority": to.pk, "rows": "2"})
    complaint = HolderComplaint.objects.get()
    assert done["Location"] == complaint.get_absolute_url()
    assert (complaint.rows, complaint.department, complaint.sent_by) == ("2", to, holder)
    told = holders_complain(who["li"], now())
    assert told is not None
    officer = browser(who["li"])
    assert f"{ITEM}2" in officer.get(complaint.get_absolute_url()).text
    assert "13900000000" not in officer.get(complaint.get_absolute_url()).text
    take_complaint_up(complaint, by=who["li"], at=now())
    clue = Clue.objects.get()
    assert (clue.source, clue.shop_id, clue.listing_url) == ("right_holder", "S7", f"{ITEM}2")
    assert notice.number in clue.content
    names = set(SealedFile.objects.filter(dossier=clue.dossier).values_list("name", flat=True))
    assert names == {f"{Capture.objects.get(url=f'{ITEM}2').number}.pdf"}
    assert holders_complain(who["li"], now()) is None
    assert clue.number in page.get("/notices/complaints").text
    assert officer.get(clue.get_absolute_url()).status_code == 200
    assert "sha256" in Entry.objects.get(kind="holder_complaint_taken_up").body


def test_the_same_row_goes_to_one_authority_once_unless_it_was_declined(who: Who, holder: Officer, settings: Any) -> None:
    to, notice = authority(who, settings), measured(who, holder)
    first = complain_to_authority(notice, by=holder, at=now(), complaint_authority=to.pk, target_rows="1-2")
    with pytest.raises(StepRefused, match=f"第 2 行已向该机关投诉（{first.number}）"):
        complain_to_authority(notice, by=holder, at=now(), complaint_authority=to.pk, target_rows="2, 3")
    decline_complaint(first, by=who["li"], at=now(), reason="经营者住所地不在本辖区，请向其所在地市场监督管理部门投诉")
    again = complain_to_authority(notice, by=holder, at=now(), complaint_authority=to.pk)
    assert again.rows == "1-3"
    assert "经营者住所地不在本辖区" in browser(holder).get(first.get_absolute_url()).text


def test_what_nothing_shows_another_holder_and_a_department_that_is_no_authority_are_refused(who: Who, holder: Officer, settings: Any) -> None:
    to = authority(who, settings)
    notice = send_notice(by=holder, at=SENT, **papers(who, listing_addresses=f"{ITEM}1\n{ITEM}2"))
    take_notice_in(notice, by=who["clerk"], at=SENT)
    notice = Notice.objects.get(pk=notice.pk)
    with pytest.raises(BadInput, match="没有已取证的网址"):
        complain_to_authority(notice, by=holder, at=now(), complaint_authority=to.pk)
    capture(notice, who, f"{ITEM}1")
    with pytest.raises(BadInput, match="第 2 行尚未取证"):
        complain_to_authority(notice, by=holder, at=now(), complaint_authority=to.pk, target_rows="1-2")
    other = of_kind("另一公司", "right_holder", "right_holder")
    for stranger in (other, who["clerk"]):
        with pytest.raises(StepRefused, match="由提交通知的权利人"):
            complain_to_authority(notice, by=stranger, at=now(), complaint_authority=to.pk)
    with pytest.raises((BadInput, StepRefused)):
        complain_to_authority(notice, by=holder, at=now(), complaint_authority=holder.department_id)
    made = complain_to_authority(notice, by=holder, at=now(), complaint_authority=to.pk)
    assert browser(other).get(made.get_absolute_url()).status_code == 404
    assert "请选择受理投诉的机关" in browser(holder).post(f"/notices/{notice.number}/complain", {"authority": "x"}, follow=True).text


def test_while_the_days_run_the_platform_is_told_by_the_same_click(who: Who, holder: Officer, settings: Any) -> None:
    to = authority(who, settings)
    seller = of_kind("某店主", "operator", "operator")
    begun = now() - 5 * DAY
    notice = forwarded(who, seller, holder, begun=begun)
    assert notice.dossier is not None
    take(notice.dossier, "confirm_arrival", by=who["clerk"], at=begun + 4 * DAY, given={"served_on": f"{localdate(begun + 3 * DAY)}"})
    days = notice.dossier.deadlines.get(name="right_holder_acts", closed_at__isnull=True)
    assert days.due is not None
    assert days.due > now() + 9 * DAY
    page = browser(holder)
    assert f"/notices/{notice.number}/complain" in page.get(f"/dossiers/{notice.number}").text
    page.post(f"/notices/{notice.number}/complain", {"authority": to.pk})
    complaint = HolderComplaint.objects.get()
    step = Entry.objects.get(kind="right_holder_acts", dossier=notice.dossier)
    assert json.loads(step.body)["papers"]["action_taken"] == "complaint"
    assert complaint.number in json.loads(step.body)["papers"]["evidence_of_action"]
    notice.dossier.refresh_from_db()
    assert notice.dossier.state_text == "right_holder_acted"
    assert not notice.dossier.deadlines.filter(name="right_holder_acts", closed_at__isnull=True).exists()
    assert "系正品" in browser(who["li"]).get(complaint.get_absolute_url()).text


def test_after_the_days_the_click_tells_the_platform_as_long_as_nothing_was_lifted(who: Who, holder: Officer, settings: Any) -> None:
    """Whoever let the days pass may act until the platform lifts (decision 109), and from then on the authority alone has the complaint."""
    to, seller = authority(who, settings), of_kind("某店主", "operator", "operator")
    for is_lifted, state in ((False, "right_holder_acted"), (True, "measures_lifted")):
        notice = forwarded(who, seller, holder, listing_addresses=f"{ITEM}{is_lifted}")
        assert notice.dossier is not None
        take(notice.dossier, "confirm_arrival", by=who["clerk"], at=SENT + 4 * DAY, given={"served_on": f"{localdate(SENT + 3 * DAY)}"})
        if is_lifted:
            take(notice.dossier, "lift_measures", by=who["clerk"], at=now(), given={"reason": "期满未收到投诉或者起诉的通知"})
        browser(holder).post(f"/notices/{notice.number}/complain", {"authority": to.pk})
        notice.dossier.refresh_from_db()
        assert notice.dossier.state_text == state
    assert HolderComplaint.objects.count() == 2
    assert Entry.objects.filter(kind="right_holder_acts").count() == 1


def test_the_platform_is_told_of_a_row_beyond_the_first_five_hundred(who: Who, holder: Officer, settings: Any) -> None:
    to, begun = authority(who, settings), now() - 5 * DAY
    notice = forwarded(who, of_kind("某店主", "operator", "operator"), holder, begun=begun, listing_addresses="\n".join(f"{ITEM}{n}" for n in range(600)))
    assert notice.dossier is not None
    take(notice.dossier, "confirm_arrival", by=who["clerk"], at=begun + 4 * DAY, given={"served_on": f"{localdate(begun + 3 * DAY)}"})
    notice.targets.filter(position__lte=500).update(state="lifted")
    browser(holder).post(f"/notices/{notice.number}/complain", {"authority": to.pk})
    assert Entry.objects.filter(kind="right_holder_acts").count() == 1


def test_without_an_account_it_is_sent_by_the_code_and_the_platform_is_proposed_the_step(who: Who, settings: Any) -> None:
    to = authority(who, settings)
    seller = of_kind("某店主", "operator", "operator")
    notice = forwarded(who, seller)
    assert notice.dossier is not None
    door = Client(headers={"Accept-Language": "zh-hans"})
    assert "向主管部门投诉" in door.get(f"/rights/{notice.code}").text
    notice.dossier.refresh_from_db()
    take(notice.dossier, "confirm_arrival", by=who["clerk"], at=now(), given={"served_on": called_day(notice)})
    refused = door.post(f"/rights/{notice.code}/complaint", {"complaint_authority": ""})
    assert refused.status_code == 422
    sent = door.post(f"/rights/{notice.code}/complaint", {"complaint_authority": to.pk, "complaint_words": "同一店铺多次出现" * 60})
    assert sent.status_code == 302
    complaint = HolderComplaint.objects.get()
    assert complaint.sent_by is None
    assert complaint.number in door.get(f"/rights/{notice.code}").text
    notice.dossier.refresh_from_db()
    assert called_for(notice.dossier)["right_holder_acts"]["evidence_of_action"].startswith(complaint.number)
    take_complaint_up(complaint, by=who["li"], at=now())
    assert "已登记为线索" in door.get(f"/rights/{notice.code}").text


def called_day(notice: Notice) -> str:
    """The day on which the system itself saw the statement arrive."""
    assert notice.dossier is not None
    return arrivals(notice.dossier)["confirm_arrival"]["served_on"]


def test_files_that_hold_personal_data_stay_shut_in_the_clue_and_sixty_rows_go_along(who: Who, holder: Officer, settings: Any) -> None:
    to, notice = authority(who, settings), measured(who, holder, 60)
    assert notice.dossier is not None
    seal([b"%PDF-1.7\nid\n%%EOF\n"], "权属证明.pdf", dossier=notice.dossier, by=who["clerk"], at=now(), is_personal=True)
    complaint = complain_to_authority(notice, by=holder, at=now(), complaint_authority=to.pk)
    take_complaint_up(complaint, by=who["li"], at=now())
    files = SealedFile.objects.filter(dossier=Clue.objects.get().dossier)
    assert files.count() == 61
    assert list(files.filter(is_personal=True).values_list("name", "came_from")) == [("权属证明.pdf", notice.dossier.read_as)]
    assert browser(who["li"]).get(complaint.get_absolute_url()).text.count("取证 W") <= 120
