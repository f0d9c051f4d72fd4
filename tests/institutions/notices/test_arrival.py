"""The holder's fifteen days begin when the statement arrived, by the system's own record where it has one, and nobody but the holder gives them up."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from noticed import SENT, Who, forwarded, of_kind
from people import browser

from mingjian.core.errors import MingjianError, StepRefused
from mingjian.institutions.notices.acts import add_to_notice
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.accuracy import accuracy_of
from mingjian.institutions.notices.services.arrival import arrival_on_record, note_seen
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Officer

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def seller(who: Who) -> Officer:
    return of_kind("青禾鞋行", "operator", "operator")


def arrives(notice: Notice, who: Who, on: str, days: int = 3) -> Dossier:
    assert notice.dossier is not None
    take(notice.dossier, "confirm_arrival", by=who["clerk"], at=SENT + days * DAY, given={"served_on": on})
    return notice.dossier


@pytest.mark.parametrize("typed", ["2026-11-01", "2026-11-04", "2020-01-01"])
def test_a_day_before_the_forwarding_is_refused(who: Who, seller: Officer, typed: str) -> None:
    """Forwarded at noon, arrived four weeks before: the fifteen days were over in the same minute, and the measure was lifted."""
    notice = forwarded(who, seller)
    with pytest.raises(StepRefused, match="不能早于"):
        arrives(notice, who, typed)
    with pytest.raises(StepRefused, match="不能晚于"):
        arrives(notice, who, "2026-11-06")
    assert arrives(notice, who, "2026-11-05").state == "waiting_for_right_holder"


def test_with_an_account_the_statement_arrives_when_it_is_forwarded_and_no_other_day_is_taken(who: Who, seller: Officer) -> None:
    holder = of_kind("青松", "right_holder", "right_holder")
    notice = forwarded(who, seller, holder)
    for wrong in ("2026-11-04", "2026-11-06", "2026-11-08"):
        with pytest.raises(StepRefused):
            arrives(notice, who, wrong, days=10)
    page = browser(who["clerk"]).get(f"/dossiers/{notice.number}").text
    assert 'value="2026-11-05"' in page  # proposed, so that nobody types it
    assert "2026-11-05" in browser(holder).get(f"/dossiers/{notice.number}").text
    dossier = arrives(notice, who, "2026-11-05", days=10)
    due = dossier.deadlines.get(name="right_holder_acts").due
    assert due is not None
    assert (due - timedelta(seconds=1)).astimezone(SENT.tzinfo).date().isoformat() == "2026-11-20"


def test_without_an_account_it_arrives_when_the_page_of_the_receipt_is_opened(who: Who, seller: Officer) -> None:
    notice = forwarded(who, seller)
    assert notice.dossier is not None
    assert arrival_on_record(notice.dossier) is None
    Client().head(f"/rights/{notice.code}")
    assert arrival_on_record(notice.dossier) is None
    note_seen(notice, SENT + 4 * DAY)
    note_seen(notice, SENT + 6 * DAY)
    assert notice.dossier.entries.filter(kind="statement_seen").count() == 1
    with pytest.raises(StepRefused, match="本系统的记录"):
        arrives(notice, who, "2026-11-05", days=9)
    assert arrives(notice, who, "2026-11-06", days=9).state == "waiting_for_right_holder"


def test_opening_the_receipt_is_entered_by_its_page(who: Who, seller: Officer) -> None:
    notice = forwarded(who, seller)
    assert notice.dossier is not None
    assert Client().get(f"/rights/{notice.code}").status_code == 200
    assert notice.dossier.entries.filter(kind="statement_seen").count() == 1


def test_nothing_is_lifted_before_the_statement_arrived(who: Who, seller: Officer) -> None:
    """Forwarded and not yet arrived, no deadline ran, and the measure could be lifted at once."""
    notice = forwarded(who, seller)
    assert notice.dossier is not None
    with pytest.raises(StepRefused, match="现在的状态"):
        take(notice.dossier, "lift_measures", by=who["clerk"], at=SENT + 3 * DAY, given={"reason": "已转送"})


def test_days_that_lapsed_count_neither_way(who: Who, seller: Officer) -> None:
    notice = forwarded(who, seller)
    dossier = arrives(notice, who, "2026-11-05")
    take(dossier, "lift_measures", by=who["clerk"], at=SENT + 30 * DAY, given={"reason": "期满"})
    told = accuracy_of(notice.right, SENT + 31 * DAY)
    assert (told.precision.judged, told.lapsed, told.under_way, told.failed) == (0, 1, 0, [])
    assert "期满终止措施、未作认定，不计入成立或者不成立：1 件" in browser(who["clerk"]).get(notice.right.get_absolute_url()).text


def test_the_platform_takes_no_notice_back_in_the_holder_s_name(who: Who, seller: Officer) -> None:
    """With a sentence of the platform's own the days were over, and the notice counted against its holder."""
    holder = of_kind("青松", "right_holder", "right_holder")
    own = forwarded(who, seller, holder)
    dossier = arrives(own, who, "2026-11-05")
    with pytest.raises(StepRefused, match="由权利人自行撤回"):
        take(dossier, "take_back_notice", by=who["clerk"], at=SENT + 4 * DAY, given={"reason": "权利人来电撤回"})
    take(dossier, "take_back_notice", by=holder, at=SENT + 4 * DAY, given={"reason": "已和解"})
    public = forwarded(who, of_kind("白鹭鞋行", "operator", "operator"), listing_addresses="https://yunjishi.example/item/8")
    dossier = arrives(public, who, "2026-11-05")
    with pytest.raises(StepRefused, match="尚未在回执页表明撤回"):
        take(dossier, "take_back_notice", by=who["clerk"], at=SENT + 4 * DAY, given={"reason": "权利人来电撤回"})
    add_to_notice(public, by=None, at=SENT + 4 * DAY, notice_note="已与店铺和解，撤回本通知。")
    take(dossier, "take_back_notice", by=who["clerk"], at=SENT + 5 * DAY, given={"reason": "权利人在回执页撤回"})
    assert dossier.state == "measures_lifted"


@pytest.mark.parametrize("procedure", ["notice_and_delete", "notice_copyright", "notice_network_service"])
def test_of_a_notice_that_came_by_letter_the_platform_enters_a_withdrawal_with_the_holder_s_own_words(who: Who, procedure: str) -> None:
    """One clerk and a sentence ended it, in the name of somebody who never reads it here."""
    clerk, at = who["clerk"], SENT + DAY
    told = {"listing_address": "https://a.example/1", "preliminary_evidence": "权属证明", "true_identity": "某影视公司"}
    of_right = {"notice_copyright": {"right": "copyright", "work_title": "某剧"}, "notice_network_service": {"right": "personality"}}
    papers = told | of_right.get(procedure, {"right": "trademark"})
    dossier = open_any(Request(procedure, "来函", papers=papers), by=clerk, at=at)
    with pytest.raises(StepRefused, match="附上权利人撤回通知的来函"):
        take(dossier, "withdraw_notice", by=clerk, at=at, given={"reason": "权利人来电撤回"})
    letter = seal([b"%PDF-1.7 we withdraw"], "撤回函.pdf", dossier=dossier, by=clerk, at=at).sha256
    take(dossier, "withdraw_notice", by=clerk, at=at, given={"reason": "权利人来函撤回", "evidence": letter})
    assert dossier.state == "measures_lifted"


@pytest.mark.parametrize("until", ["2026-11-01", "2026-11-05", "2026-11-12"])
def test_a_reasonable_period_that_is_over_when_it_is_set_is_refused(who: Who, until: str) -> None:
    clerk = who["clerk"]
    form = {"opening-title": "网帖", "opening-listing_address": "https://a.example/1", "opening-preliminary_evidence": "截图", "opening-right": "personality"}
    form |= {"opening-true_identity": "李某", "opening-key": "k"}
    browser(clerk).post("/dossiers/new/notice_network_service", form)
    dossier = Dossier.objects.get(procedure="notice_network_service")
    at = dossier.opened_at + timedelta(minutes=1)
    with pytest.raises(StepRefused, match="尚未取证封存"):
        take(dossier, "take_measures", by=clerk, at=at, given={"measure": "delete", "reason": "x"})
    dossier.captures.create(number="W1", url="https://a.example/1", asked_by=clerk, asked_at=at, stands="kept")
    take(dossier, "take_measures", by=clerk, at=at, given={"measure": "delete", "reason": "x"})
    take(dossier, "receive_statement", by=clerk, at=at, given={"statement": "不侵权", "preliminary_evidence": "记录", "true_identity": "赵某"})
    take(dossier, "deliver_statement", by=clerk, at=at, given={"delivery_receipt": "邮件"})
    today = at.astimezone(SENT.tzinfo).date()
    with pytest.raises(MingjianError):
        take(dossier, "confirm_arrival", by=clerk, at=at, given={"served_on": today.isoformat(), "reasonable_until": until})
    with pytest.raises(StepRefused, match="晚于到达日和今天"):
        take(dossier, "confirm_arrival", by=clerk, at=at, given={"served_on": today.isoformat(), "reasonable_until": today.isoformat()})
    later = (today + timedelta(days=10)).isoformat()
    take(dossier, "confirm_arrival", by=clerk, at=at, given={"served_on": today.isoformat(), "reasonable_until": later})
    with pytest.raises(StepRefused, match="尚未届满"):
        take(dossier, "lift_measures", by=clerk, at=at + DAY, given={"reason": "x"})
