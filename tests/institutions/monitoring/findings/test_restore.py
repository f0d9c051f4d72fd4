"""A finding set aside comes back, and more than ten at once are asked about first."""

import pytest
from django.utils.timezone import now
from journeys.world import make_findings
from people import browser, people

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.findings.acts import restore_finding, set_aside
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_finding_set_aside_by_mistake_waits_again_and_the_ledger_holds_both() -> None:
    """Desk d-14: what was set aside had no way back."""
    li = people("li")["li"]
    finding, other = make_findings(li)
    set_aside(finding, reason="大促", by=li, at=now())
    client = browser(li)
    assert "恢复待处理" in client.get(f"/findings/{finding.pk}").content.decode()
    told = client.post(f"/findings/{finding.pk}/restore", follow=True).content.decode()
    assert "发现已恢复待处理" in told
    finding.refresh_from_db()
    assert (finding.status, finding.status_reason) == (Finding.Status.NEW, "")
    assert list(Entry.objects.order_by("index").values_list("kind", flat=True))[-2:] == ["finding_set_aside", "finding_restored"]
    assert '"was_set_aside_for": "大促"' in Entry.objects.latest("index").body.replace('":"', '": "')
    with pytest.raises(StepRefused, match="只有不予跟进的发现"):
        restore_finding(other, by=li, at=now())


def test_more_than_ten_at_once_are_asked_about_and_ten_are_not() -> None:
    li = people("li")["li"]
    finding, _ = make_findings(li)
    for number in range(12):
        finding.pk, finding.subject = None, f"yunjishi/S{number}"
        finding.save(force_insert=True)
    keys = list(Finding.objects.order_by("pk").values_list("pk", flat=True))
    client = browser(li)
    asked = client.post("/findings/set_aside", {"finding": keys[:11], "reason": "大促", "back": "/findings?q=x"}).content.decode()
    assert "将一次办理 11 条" in asked
    assert 'name="confirmed" value="11"' in " ".join(asked.split())
    assert asked.count('name="finding"') == 11
    assert not Finding.objects.filter(status="set_aside").exists()
    wrong = client.post("/findings/set_aside", {"finding": keys[:12], "reason": "大促", "confirmed": "11"}).content.decode()
    assert "将一次办理 12 条" in wrong
    client.post("/findings/set_aside", {"finding": keys[:11], "reason": "大促", "confirmed": "11"})
    assert Finding.objects.filter(status="set_aside").count() == 11
    assert "将一次办理 11 条" in client.post("/clues/findings/take_up", {"finding": keys[:11]}).content.decode()
    client.post("/clues/findings/take_up", {"finding": keys[11:12]})
    assert Clue.objects.count() == 1
