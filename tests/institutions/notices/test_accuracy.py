"""How often notices on a right held: counted from how they ended, open to its holder, and a share told only of twenty or more."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from noticed import captured
from people import browser

from mingjian.institutions.notices.acts import decline_notice, send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.accuracy import accuracy_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


def sent(who: Who, at: datetime, code: str = "") -> Notice:
    item = Notice.objects.count() + 7
    given: dict[str, Any] = {"platform_department": who["clerk"].department_id, "right": "trademark", "right_holder_name": "青松公司"}
    given |= {"true_identity": "电话 13900000000", "listing_addresses": f"https://yunjishi.example/item/{item}", "notice_guarantee": "given"}
    facts = "鞋舌标识与注册商标相同，系仿冒，吊牌编号不存在。"
    return send_notice(at=at, **given, notice_facts=facts, right_number="7654321", right_classes="第25类", right_until="2031-06-30", right_code=code)


def held(notice: Notice, who: Who) -> None:
    dossier, at = take_notice_in(notice, by=who["clerk"], at=notice.sent_at), notice.sent_at
    captured(notice, who)
    take(dossier, "take_measures", by=who["clerk"], at=at, given={"measure": "delete", "reason": "充分"})
    take(dossier, "keep_without_statement", by=who["clerk"], at=at + timedelta(days=1), given={"note": "没有声明"})


def test_what_ended_is_counted_and_what_is_under_way_is_not(who: Who) -> None:
    at = now() - timedelta(days=9)
    first = sent(who, at)
    held(first, who)
    wrong = sent(who, at, first.right.code)
    decline_notice(wrong, by=who["clerk"], at=at, reason="不是侵权通知")
    sent(who, at, first.right.code)
    old = sent(who, at - timedelta(days=400), first.right.code)
    decline_notice(old, by=who["clerk"], at=at, reason="很久以前")
    told = accuracy_of(first.right, now())
    assert (told.precision.right, told.precision.judged, told.under_way) == (1, 2, 1)
    assert told.failed == [wrong]
    assert not told.precision.is_enough


def test_anothers_notice_under_the_same_name_counts_nothing_against_the_holder(who: Who) -> None:
    at = now() - timedelta(days=9)
    first = sent(who, at)
    decline_notice(sent(who, at), by=who["clerk"], at=at, reason="冒用名义")
    assert accuracy_of(first.right, now()).precision.judged == 0


def test_the_holder_and_the_platform_read_the_same_and_what_it_is_counted_by(who: Who) -> None:
    first = sent(who, now() - timedelta(days=9))
    held(first, who)
    decline_notice(sent(who, now() - timedelta(days=8), first.right.code), by=who["clerk"], at=now(), reason="不是侵权通知")
    receipt = Client(headers={"Accept-Language": "zh-hans"}).get(f"/rights/{first.code}").text
    page = browser(who["clerk"]).get(first.right.get_absolute_url()).text
    for text in (receipt, page):
        assert "最近一年办结 2 件，其中成立 1 件" in text
        assert "不足 20 件" in text
        assert "本项仅供参考" in text
        assert "不是侵权通知" in text


def test_the_count_asks_as_often_of_many_notices_as_of_one(who: Who) -> None:
    at, counted = now() - timedelta(days=9), []
    first = sent(who, at)
    for notice in (first, sent(who, at, first.right.code), sent(who, at, first.right.code)):
        held(notice, who)
        with CaptureQueriesContext(connection) as queries:
            accuracy_of(first.right, now())
        counted.append(len(queries))
    assert counted[0] == counted[-1] <= 2
