"""What was done to several findings at once is undone for all of them by one button, each with an entry of its own."""

import json
import re
from datetime import timedelta

import pytest
from django.utils.timezone import now
from journeys.world import make_findings
from people import browser, people

from mingjian.core.errors import StepRefused
from mingjian.institutions.monitoring.findings.acts import hand_finding_over, set_aside, take_finding_back
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Department, Entry, Officer

pytestmark = pytest.mark.django_db


def several(by: Officer, count: int = 3) -> list[Finding]:
    finding, other = make_findings(by)
    other.delete()
    for number in range(count - 1):
        finding.pk, finding.subject = None, f"yunjishi/S{number}"
        finding.save(force_insert=True)
    return list(Finding.objects.order_by("pk"))


def offered(page: str) -> tuple[str, list[str]]:
    """Return where the button sends which findings."""
    notes = page.partition('class="notes"')[2].partition("</form>")[0]
    return re.findall(r'action="([^"]+)"', notes)[0], re.findall(r'name="finding"\s+value="(\d+)"', notes)


def test_findings_set_aside_together_wait_again_by_one_button_and_one_dealt_with_meanwhile_is_named() -> None:
    """Improvement 12 of the desk: undo after bulk actions."""
    li = people("li")["li"]
    three = several(li)
    client, keys = browser(li), [one.pk for one in three]
    page = client.post("/findings/set_aside", {"finding": keys, "reason": "大促", "back": "/findings?q="}, follow=True).content.decode()
    assert offered(page) == ("/findings/restore", [str(key) for key in keys])
    assert "整批撤销 3 项" in page
    client.post(f"/findings/{keys[0]}/restore")
    told = client.post("/findings/restore", {"finding": keys, "back": "/findings?q="}, follow=True)
    assert told.redirect_chain == [("/findings?q=", 302)]
    assert "2 条发现已恢复待处理" in told.content.decode()
    assert "1 项维持原状" in told.content.decode() or "只有不予跟进的发现" in told.content.decode()
    assert set(Finding.objects.values_list("status", flat=True)) == {"new"}
    assert Entry.objects.filter(kind="finding_restored").count() == 3


def neighbour() -> Department:
    return Department.objects.create(name_zh="张家港市市场监管局", name_en="Zhangjiagang", kind="market_regulation", level="county", region="320582")


def test_findings_handed_over_together_come_back_while_nobody_there_dealt_with_them() -> None:
    li = people("li")["li"]
    three, there = several(li), neighbour()
    Finding.objects.update(region="320582", region_is_known=False)
    client, keys = browser(li), [one.pk for one in three]
    page = client.post("/findings/hand_over", {"finding": keys, "back": "/findings"}, follow=True).content.decode()
    assert offered(page)[0] == "/findings/take_back"
    assert set(offered(page)[1]) == {str(key) for key in keys}
    theirs = Officer.objects.create(username="zjg", department=there, duty="work", roles=["officer"])
    set_aside(Finding.objects.get(pk=keys[0]), reason="大促", by=theirs, at=now())
    told = client.post("/findings/take_back", {"finding": keys}, follow=True).content.decode()
    assert "2 条发现已恢复待处理" in told
    assert "接收部门已处理这条发现" in told
    assert set(Finding.objects.values_list("department", "status", "region_is_known")) == {
        (there.pk, "set_aside", True),
        (li.department_id, "new", False),
    }
    entry = json.loads(Entry.objects.filter(kind="finding_taken_back").latest("index").body)
    assert entry["to"] == li.department.wire_name  # type: ignore[union-attr]  # an officer of a department


def test_only_whoever_handed_it_over_takes_it_back_and_only_within_a_day() -> None:
    li = people("li")["li"]
    other = Officer.objects.create(username="chen", department=li.department, duty="work", roles=["officer"])
    (finding,) = several(li, 1)
    neighbour()
    Finding.objects.update(region="320582")
    finding.refresh_from_db()
    hand_finding_over(finding, by=li, at=now())
    for by, when in ((other, now()), (li, now() + timedelta(days=2))):
        with pytest.raises(StepRefused, match="转交人本人"):
            take_finding_back(finding, by=by, at=when)
    assert browser(other).post("/findings/take_back", {"finding": [finding.pk]}).status_code == 302
    finding.refresh_from_db()
    assert finding.department.region == "320582"
    take_finding_back(finding, by=li, at=now())
    assert finding.department == li.department
