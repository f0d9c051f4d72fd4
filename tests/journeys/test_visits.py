"""A visit is entered where there is no signal: kept on the telephone with its photographs hashed, through a reload, and sent when there is one."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from journeys.browsing import sign_in, speak
from people import people
from PIL import Image
from playwright.sync_api import Page, expect

from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.campaigns.services.tasks import give_task
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def test_a_visit_without_a_signal_waits_on_the_telephone_and_is_sent_later(
    page: Page, live_server: Any, settings: Any, tmp_path: Path, check_accessible: Callable[[Page], None]
) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    who = people("li", "sun")
    county, at = who["li"].department, now() - timedelta(hours=1)
    assert county is not None
    first = localdate(at)
    campaign = plan_campaign(Plan("清网行动", "整治", first, first + timedelta(days=30), members=[county]), by=who["sun"], at=at)
    take(campaign.dossier, "issue", by=who["sun"], at=at, given={"campaign_until": (first + timedelta(days=30)).isoformat()})
    task = give_task(campaign, county, "检查辖区网店", by=who["sun"], at=at).dossier
    take(task, "receive", by=who["li"], at=at)
    base = live_server.url.replace("127.0.0.1", "localhost")
    page.set_viewport_size({"width": 390, "height": 844})
    speak(page, base, "zh-hans")
    sign_in(page, base, "li")
    page.goto(f"{base}/campaigns/tasks/{task.number}")
    page.get_by_role("link", name="实地检查").click()
    check_accessible(page)
    page.context.set_offline(True)
    page.get_by_label("检查对象").fill("桐庐欧阳鞋行")
    page.get_by_label("检查地点").fill("城南街道迎春南路 205 号")
    page.locator("[name=found]").fill("货架上有标称某牌的运动鞋 17 双。")
    photos = [picture("red"), picture("blue")]
    page.locator("[name=photos]").set_input_files([{"name": f"现场{n}.jpg", "mimeType": "image/jpeg", "buffer": one} for n, one in enumerate(photos, 1)])
    expect(page.locator("#hashed li")).to_have_count(2)
    expect(page.locator("#hashed")).to_contain_text(sha256(photos[0]).hexdigest()[:16])
    page.get_by_role("button", name="登记检查").click()
    expect(page.locator("#waiting-list")).to_contain_text("桐庐欧阳鞋行 (2) — 等待发送")
    assert not Entry.objects.filter(kind="record_visit").exists()
    check_accessible(page)
    page.context.set_offline(False)
    page.reload()  # the browser was closed meanwhile: what waits is still there, and goes
    for _ in range(200):  # the queue is hidden, too, before the page has read what waits
        if Entry.objects.filter(kind="record_visit").exists():
            break
        page.wait_for_timeout(100)
    expect(page.locator("#queue")).to_be_hidden()
    entry = Entry.objects.get(kind="record_visit")
    told = json.loads(entry.body)["papers"]
    assert told["visited_party"] == "桐庐欧阳鞋行"
    assert [line.split("　")[0] for line in told["visit_photos"].splitlines()] == [sha256(one).hexdigest() for one in photos]
    assert all("手机记录时间" in line for line in told["visit_photos"].splitlines())
    assert task.files.count() == 2
