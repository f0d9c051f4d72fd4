"""Notices and platforms are put into lanes by one public formula with bounds and a reason; it moves the queue, and appeals count."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from noticed import Who, colleague_of, of_kind, papers
from people import browser

from mingjian.core.rules import Precision
from mingjian.institutions.notices.acts import appeal_figure, send_notice, take_notice_in, uphold_figure_appeal
from mingjian.institutions.notices.models import FigureAppeal, Notice, Right
from mingjian.institutions.notices.services.accuracy import accuracy_of, lanes_of
from mingjian.institutions.notices.services.lanes import CLOSE, FAST, HEAD_START, ORDINARY, in_queue, lane_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open(settings: object, sealed: None) -> None:
    settings.PUBLIC_DOOR = True  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("right", "judged", "marked", "lane"),
    [
        (0, 0, 0, ORDINARY),
        (19, 19, 0, ORDINARY),
        (20, 20, 0, FAST),
        (20, 25, 0, ORDINARY),
        (95, 100, 0, FAST),
        (4, 20, 0, CLOSE),
        (0, 19, 0, ORDINARY),
        (30, 30, 1, CLOSE),
    ],
)
def test_the_formula_counts_from_twenty_on_and_by_the_bounds(right: int, judged: int, marked: int, lane: str) -> None:
    found = lane_of(Precision(right, judged), marked)
    assert found.key == lane
    assert (str(judged) in found.why.zh) or marked
    if judged >= 20 and not marked:
        assert "%" in found.why.zh  # the bounds stand in the reason


def test_a_lane_moves_a_notice_by_a_day_and_whoever_waits_longer_comes_first() -> None:
    at = now()
    lanes = {"fast": lane_of(Precision(30, 30)), "close": lane_of(Precision(0, 30)), "none": lane_of(Precision(0, 0))}
    waiting = [("close", at - 3 * HEAD_START), ("none", at - HEAD_START / 2), ("fast", at), ("close", at - HEAD_START / 4)]
    assert [one for one, _ in in_queue(waiting, lambda one: lanes[one])] == ["close", "fast", "none", "close"]


def sent_on(right: Right | None, holder: Officer, who: Who, at: datetime, n: int) -> Notice:
    told = {"right_code": right.code} if right else {}
    return send_notice(by=holder, at=at, **papers(who, right_holder_name="青松公司", listing_addresses=f"https://yunjishi.example/item/{n}", **told))


def test_a_mark_of_malice_leads_to_the_close_lane_with_its_reason_until_an_appeal_is_upheld(who: Who) -> None:
    holder, at = of_kind("青松公司", "right_holder", "right_holder"), now() - timedelta(days=3)
    first = sent_on(None, holder, who, at, 1)
    dossier = take_notice_in(first, by=who["clerk"], at=at)
    later = sent_on(first.right, holder, who, at + timedelta(hours=1), 2)
    page = browser(who["clerk"]).get(f"/notices/{later.number}").text
    assert "一般审查" in page
    assert "有结果 0 件" in page
    assert "/rights/lanes" in page
    told = {"malice_ground": "forged_title", "reason": "提交的商标注册证经核对系伪造，登记簿没有此注册号。"}
    take(dossier, "mark_malicious", by=who["clerk"], at=now(), given=told)
    take(dossier, "mark_malicious", by=colleague_of(who["clerk"]), at=now(), given={})
    page = browser(who["clerk"]).get(f"/notices/{later.number}").text
    assert "重点审查" in page
    assert "认定为恶意通知" in page
    assert "重点审查" in browser(who["clerk"]).get("/").text  # and in the queue
    assert "重点审查" in browser(holder).get(first.right.get_absolute_url()).text  # the holder reads the same lane and reason
    assert "重点审查" in Client().get(f"/rights/{first.code}", headers={"Accept-Language": "zh-hans"}).text
    assert lanes_of([first.right], now())[first.right_id].key == CLOSE
    authority = who["wang"].department
    assert authority is not None
    appeal_figure(first, by=holder, at=now(), appealed_figure="notifier", complaint_authority=authority.pk, reason="注册证真实，平台看错了注册号。")
    uphold_figure_appeal(FigureAppeal.objects.get(), by=who["wang"], at=now(), reason="经向商标局查询，注册证真实。")
    assert accuracy_of(first.right, now()).lane.key == ORDINARY


def test_the_formula_is_public_and_says_what_follows(who: Who) -> None:
    page = Client().get("/rights/lanes", headers={"Accept-Language": "zh-hans"})
    assert page.status_code == 200
    for words in ("80%", "50%", "24 小时", "法定期限不变", "没有条文依据", "申诉成立的"):
        assert words in page.text, words
    assert "Lanes of notices" in Client().get("/rights/lanes", headers={"Accept-Language": "en"}).text
