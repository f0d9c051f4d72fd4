"""An agent's power of attorney ends before its last day: the holder takes it back at the door, or the platform enters it; what was sent before stands."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from noticed import Who, of_kind, sent
from people import at

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.acts import end_attorney
from mingjian.institutions.notices.news import rights_end_soon
from mingjian.institutions.notices.services.completeness import lacking
from mingjian.office.models import Entry

NOW = at("2026-11-20 09:00")
AGENT = {"agent_name": "某代理公司", "attorney_from": "2026-01-01", "attorney_until": "2027-12-31"}


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


def test_from_that_day_on_the_agent_acts_for_nobody(who: Who) -> None:
    notice = sent(who, **AGENT)
    right = notice.right
    assert right.is_represented(NOW.date())
    end_attorney(right, by=who["clerk"], at=NOW, attorney_ended_on="2026-11-20", reason="合同终止")
    assert right.attorney_until == date(2026, 11, 19)
    assert not right.is_represented(NOW.date())
    assert right.is_represented(date(2026, 11, 19))
    notice.refresh_from_db()
    assert any("委托书不在有效期内" in one.zh for one in lacking(notice, NOW.date()))
    assert Entry.objects.filter(kind="attorney_ended").count() == 1


def test_a_day_ahead_an_end_after_the_end_and_a_right_without_an_agent_are_refused(who: Who) -> None:
    right = sent(who, **AGENT).right
    with pytest.raises(BadInput, match="不能晚于今天"):
        end_attorney(right, by=who["clerk"], at=NOW, attorney_ended_on=f"{(NOW + timedelta(days=2)).date()}", reason="x")
    end_attorney(right, by=who["clerk"], at=NOW, attorney_ended_on="2026-06-01", reason="合同终止")
    with pytest.raises(StepRefused, match="到期"):
        end_attorney(right, by=who["clerk"], at=NOW, attorney_ended_on="2026-11-20", reason="x")
    own = sent(who, right_number="7654322").right
    with pytest.raises(StepRefused, match="没有代理人"):
        end_attorney(own, by=who["clerk"], at=NOW, attorney_ended_on="2026-11-20", reason="x")


def test_the_holder_ends_it_at_the_door_by_the_code(who: Who) -> None:
    notice, client = sent(who, **AGENT), Client(headers={"Accept-Language": "zh-hans"})
    assert "终止代理人的委托" in client.get(f"/rights/{notice.code}").text
    wrong = client.post(f"/rights/{notice.code}/attorney", {"attorney_ended_on": "2999-01-01", "reason": "合同终止"})
    assert wrong.status_code == 422
    assert "不能晚于今天" in wrong.text
    assert "合同终止" in wrong.text
    done = client.post(f"/rights/{notice.code}/attorney", {"attorney_ended_on": "2026-11-01", "reason": "合同终止"})
    assert done.status_code == 302
    notice.right.refresh_from_db()
    assert notice.right.attorney_until == date(2026, 10, 31)
    assert 'id="attorney"' not in client.get(f"/rights/{notice.code}").text


def test_what_ends_within_a_month_is_told_to_the_platform_and_to_whoever_sent_and_to_nobody_else(who: Who) -> None:
    notice, holder = sent(who, **AGENT), of_kind("青松公司", "right_holder", "right_holder")
    notice.sent_by = holder
    notice.save()
    right = notice.right
    right.until = date(2028, 1, 1)
    for last, is_told in ((date(2026, 12, 20), True), (date(2026, 12, 21), False), (date(2026, 11, 20), True), (date(2026, 11, 19), False)):
        right.attorney_until = last
        right.save()
        assert [rights_end_soon(one, NOW) is not None for one in (who["clerk"], holder)] == [is_told, is_told]
    right.until = date(2026, 12, 1)
    right.save()
    told = rights_end_soon(who["clerk"], NOW)
    assert told is not None
    assert "2026-12-01" in told.lines[0].sub
    assert rights_end_soon(who["li"], NOW) is None
    right.standing = "refused"
    right.save()
    assert rights_end_soon(who["clerk"], NOW) is None
