"""One finding after the other: the list keeps its filter, and the next is the next of that list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from people import browser, people

from mingjian.institutions.monitoring.models import Finding, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue() -> list[Finding]:
    li = people("li")["li"]
    run = Run.objects.create(detector="sham_ring", version="1", engine="x", started_at=now(), ended_at=now(), by=li, department=li.department, digest="d")
    return [
        Finding.objects.create(
            run=run, detector=detector, subject_kind="shop", subject=f"p/{nth}", shop=f"p/{nth}", score=1 - nth / 10, reason_zh="x", reason_en="x",
            innocent_zh="y\n", innocent_en="y\n", evidence_json="{}", department=li.department, found_at=now(),
        )
        for nth, detector in enumerate(["sham_ring", "copied_listing", "sham_ring", "copied_listing"])
    ]  # fmt: skip


def test_after_one_is_set_aside_the_next_of_the_same_list_is_shown(queue: list[Finding]) -> None:
    li = queue[0].run.by
    client = browser(li)
    page = client.get(f"/findings/{queue[0].pk}", headers={"Referer": "http://testserver/findings?detector=sham_ring&status=new"}).content.decode()
    assert 'name="back" value="/findings?detector=sham_ring&amp;status=new"' in page
    told = {"reason": "团购", "then": "next", "back": "/findings?detector=sham_ring&status=new"}
    reply = client.post(f"/findings/{queue[0].pk}/set_aside", told)
    assert reply.url.startswith(f"/findings/{queue[2].pk}?back=")
    page = client.get(reply.url).content.decode()
    assert 'href="/findings?detector=sham_ring&amp;status=new"' in page, "the way back keeps the filter"
    last = client.post(f"/findings/{queue[2].pk}/set_aside", told)
    assert last.url == "/findings?detector=sham_ring&status=new", "the list, where it was the last"


def test_without_a_filter_the_next_is_of_any_detector(queue: list[Finding]) -> None:
    client = browser(queue[0].run.by)
    reply = client.post(f"/findings/{queue[0].pk}/set_aside", {"reason": "团购", "then": "next", "back": "/findings"})
    assert reply.url.startswith(f"/findings/{queue[1].pk}?")


@pytest.mark.parametrize("back", ["https://evil.example/findings?x=1", "//evil.example", "javascript:alert(1)", "/findings\\@evil"])
def test_no_address_elsewhere_is_led_to(queue: list[Finding], back: str) -> None:
    client = browser(queue[0].run.by)
    page = client.get(f"/findings/{queue[0].pk}", {"back": back}).content.decode()
    assert "evil" not in page.split('<p class="crumb">')[1].split("</p>")[0]
    Finding.objects.exclude(pk=queue[0].pk).delete()
    reply = client.post(f"/findings/{queue[0].pk}/set_aside", {"reason": "团购", "then": "next", "back": back})
    assert "evil" not in reply.url or reply.url.startswith("/findings")


def test_no_page_of_a_finding_walks_every_clue_or_gathers_all_findings_behind_it(queue: list[Finding]) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert browser(queue[0].run.by).get(f"/findings/{queue[0].pk}").status_code == 200
    told = [one["sql"] for one in asked.captured_queries]
    assert not [sql for sql in told if 'LEFT OUTER JOIN "clues_furtherfinding"' in sql]
    behind = [sql for sql in told if '"monitoring_finding"."score" < ' in sql]
    assert behind
    assert all('"monitoring_finding"."score" <= ' in sql for sql in behind)
