"""A notice that the platform marks as malicious, by two and with the consequence; and one that its holder takes back after measures."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from noticed import SENT, Who, captured, colleague_of, measures, of_kind, papers, taken_in
from people import browser

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.notices.acts import send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.accuracy import accuracy_of
from mingjian.institutions.notices.services.malice import mark_of, marked_before
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
MARKED = {"malice_ground": "forged_title", "reason": "所附注册证系变造，登记簿上没有该注册号。"}
DAY = timedelta(days=1)
CONSEQUENCE = "加倍承担赔偿责任"


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


def marked(notice: Notice, clerk: Officer) -> None:
    for by in (clerk, colleague_of(clerk)):
        take(notice.dossier, "mark_malicious", by=by, at=SENT + DAY, given=MARKED if by == clerk else {})


def test_a_mark_takes_two_and_both_sides_read_it_with_the_consequence(who: Who) -> None:
    notice, clerk = taken_in(who), who["clerk"]
    take(notice.dossier, "mark_malicious", by=clerk, at=SENT + DAY, given=MARKED)
    assert mark_of(notice.dossier) is None  # one signature is none
    with pytest.raises((StepRefused, NotPermitted)):
        take(notice.dossier, "mark_malicious", by=clerk, at=SENT + DAY, given={})
    take(notice.dossier, "mark_malicious", by=colleague_of(clerk), at=SENT + DAY, given={})
    assert mark_of(notice.dossier) is not None
    sender = Client(headers={"Accept-Language": "zh-hans"}).get(f"/rights/{notice.code}").text
    for page in (sender, browser(clerk).get(f"/dossiers/{notice.number}").text):
        assert all(words in page for words in ("平台认定此通知为恶意通知", CONSEQUENCE, "登记簿上没有该注册号"))
    with pytest.raises(StepRefused, match="已认定为恶意通知"):
        marked(notice, clerk)


def test_a_wrong_mark_is_taken_away_by_two_and_only_where_there_is_one(who: Who) -> None:
    notice, clerk = taken_in(who), who["clerk"]
    assert "steps/unmark_malicious" not in browser(clerk).get(f"/dossiers/{notice.number}").text
    with pytest.raises(StepRefused):
        take(notice.dossier, "unmark_malicious", by=clerk, at=SENT + DAY, given={"reason": "误认"})
    marked(notice, clerk)
    for by in (clerk, colleague_of(clerk)):
        take(notice.dossier, "unmark_malicious", by=by, at=SENT + 2 * DAY, given={"reason": "经复核注册证属实"} if by == clerk else {})
    assert mark_of(notice.dossier) is None
    with pytest.raises(StepRefused, match="没有恶意通知的认定"):
        take(notice.dossier, "unmark_malicious", by=clerk, at=SENT + 2 * DAY, given={"reason": "误认"})
    assert "平台认定此通知为恶意通知" not in browser(clerk).get(f"/dossiers/{notice.number}").text


def test_the_platform_is_told_of_it_with_the_sender_s_next_notice_and_it_decides_nothing(who: Who) -> None:
    holder, clerk = of_kind("青松公司", "right_holder", "right_holder"), who["clerk"]
    first = send_notice(by=holder, at=SENT, **papers(who))
    take_notice_in(first, by=clerk, at=SENT)
    marked(Notice.objects.get(), clerk)
    told = papers(who, listing_addresses="https://yunjishi.example/item/8", right_number="1234567")
    second = send_notice(by=holder, at=SENT + 2 * DAY, **told)
    assert marked_before(second) == [first]
    assert first.number in browser(clerk).get(f"/notices/{second.number}").text
    assert first.number not in browser(holder).get(f"/notices/{second.number}").text
    stranger = send_notice(by=of_kind("白鹭公司", "right_holder", "right_holder"), at=SENT, **papers(who, right_holder_name="白鹭公司", right_number="99"))
    assert marked_before(stranger) == []
    take_notice_in(second, by=clerk, at=SENT + 2 * DAY)
    captured(second, who)
    take(second.dossier, "take_measures", by=clerk, at=SENT + 3 * DAY, given={"measure": "delete", "reason": "充分"})


def test_a_marked_notice_counts_as_one_that_did_not_hold_however_it_ended(who: Who) -> None:
    notice, clerk = taken_in(who), who["clerk"]
    captured(notice, who)
    measures(notice, who)
    take(notice.dossier, "keep_without_statement", by=clerk, at=SENT + 5 * DAY, given={})
    at = SENT + 6 * DAY
    assert (accuracy_of(notice.right, at).precision.right, accuracy_of(notice.right, at).failed) == (1, [])
    for by in (clerk, colleague_of(clerk)):  # after its end, too
        take(notice.dossier, "mark_malicious", by=by, at=at, given=MARKED if by == clerk else {})
    assert (accuracy_of(notice.right, at).precision.right, accuracy_of(notice.right, at).failed) == (0, [notice])


def test_a_holder_who_takes_a_notice_back_after_measures_lifts_them_and_the_result_is_to_be_published(who: Who) -> None:
    holder, clerk = of_kind("青松公司", "right_holder", "right_holder"), who["clerk"]
    notice = send_notice(by=holder, at=SENT, **papers(who))
    dossier = take_notice_in(notice, by=clerk, at=SENT)
    notice.refresh_from_db()
    captured(notice, who)
    measures(notice, who)
    dossier.refresh_from_db()
    with pytest.raises(StepRefused):
        take(dossier, "withdraw_notice", by=holder, at=SENT + 2 * DAY, given={"reason": "已和解"})
    with pytest.raises(StepRefused, match="由权利人自行撤回"):
        take(dossier, "withdraw_measured", by=clerk, at=SENT + 2 * DAY, given={"reason": "已和解"})
    take(dossier, "withdraw_measured", by=holder, at=SENT + 2 * DAY, given={"reason": "已和解"})
    assert dossier.state == "measures_lifted"
    assert list(dossier.deadlines.filter(closed_at__isnull=True).values_list("name", flat=True)) == ["publish"]
    assert [(row.state, row.ended_as) for row in notice.targets.all()] == [("lifted", "withdrawn")]
    take(dossier, "publish_result", by=clerk, at=SENT + 3 * DAY, given={"published_at_address": "公示页"})
    assert not dossier.deadlines.filter(closed_at__isnull=True).exists()
