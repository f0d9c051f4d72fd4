"""All offers of a matter are captured by one job: each result stands at its offer, and what cannot be had is said with why."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils.timezone import now
from people import at, browser

from mingjian.core.capture.stampers import Stamper
from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.evidence.captures.work import storage
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.matters.acts import add_offer, capture_offers, open_matter
from mingjian.institutions.matters.models import Exhibit, Matter, Offer
from mingjian.office.files.storage import seal
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")
LONG = "https://shop.example/item?id=3&spm=" + "鞋" * 1900


@pytest.fixture
def matter(who: Who) -> Matter:
    clue = register(Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S9"), by=who["li"], at=NOW)
    made = open_matter(by=who["li"], at=NOW, dossier=clue.dossier, known=())
    for place, told in enumerate(
        [
            {"offer_url": "https://shop.example/1"},
            {"offer_url": "https://shop.example/down"},
            {"offer_url": LONG},
            {"offer_place": "直播间 8812，2026年10月3日 20时"},
            {"offer_url": "ftp://shop.example/5"},
            {"offer_url": "https://shop.example/1", "offer_listing_key": "L1"},
        ],
        1,
    ):
        add_offer(made, by=who["li"], at=NOW, offer_goods=f"运动鞋 {place}", offer_platform="yunjishi", **told)
    return made


@dataclass
class Told:
    """What a browser tells of a page that came."""

    final_url: str
    started_at: Any = NOW
    title: str = "小店 · 原单手表"
    status: int = 200
    ip: str = "203.0.113.9"
    gaps: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return dict.fromkeys(("tool", "browser", "system", "zone", "host_date", "lang", "exchanges", "bytes", "has_sandbox"), "")


@dataclass
class Came:
    capture: Told
    views: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> None:
    """A web in which one page does not answer: everything behind the browser is the node's own."""

    def visited(url: str, folder: Any) -> tuple[Came, Any, Stamper]:
        if url.endswith("/down"):
            raise NotPermitted("网页在 60 秒内没有应答。", "The page did not answer within 60 seconds.")
        archive = folder / "page.wacz"
        archive.write_bytes(b"captured " + url.encode())
        return Came(Told(url)), archive, Stamper(())

    monkeypatch.setattr(storage, "_taken", visited)
    monkeypatch.setattr(storage, "seal", lambda chunks, name, **told: seal(chunks, name.replace(".wacz", ".txt"), **told))


def test_one_job_captures_every_offer_and_each_result_stands_at_its_offer(matter: Matter, who: Who, web: None) -> None:
    client = browser(who["li"])
    page = client.get(f"/matters/{matter.number}/parties", follow=True).content.decode()
    assert "对全部 3 个链接网页取证" in page
    assert "请以截图、录屏作为文件封存" in page
    assert client.post(f"/matters/{matter.number}/capture", follow=True).status_code == 200
    job = Job.objects.get(kind="capture_offers")
    assert len(job.args["captures"]) == 3
    work_off(clock=now)
    job.refresh_from_db()
    assert (job.state, "2 个网页已取证并封存，1 个未取得" in job.outcome_zh) == ("done", True)
    assert {one.nth: one.stands for one in Offer.objects.filter(matter=matter)} == {
        1: "captured",
        2: "alleged",
        3: "captured",
        4: "alleged",
        5: "alleged",
        6: "captured",
    }
    assert {(one.offer.nth if one.offer else 0, one.source[:5]) for one in Exhibit.objects.filter(matter=matter)} == {(1, "网页取证 "), (3, "网页取证 ")}
    assert Entry.objects.filter(kind="matter_offer_captured").count() == 2
    page = client.get(f"/matters/{matter.number}/parties", follow=True).content.decode()
    assert "没有应答" in page
    assert "已取证" in page


def test_what_is_captured_or_waits_is_not_asked_for_twice_and_what_failed_may_be(matter: Matter, who: Who, web: None) -> None:
    capture_offers(matter, by=who["li"], at=NOW)
    with pytest.raises(StepRefused, match="没有待取证的链接"):
        capture_offers(matter, by=who["li"], at=NOW)
    work_off(clock=now)
    (again,) = capture_offers(matter, by=who["li"], at=NOW)
    assert again.url.endswith("/down")


def test_a_job_that_was_ended_goes_on_where_it_stood(matter: Matter, who: Who, web: None) -> None:
    made = capture_offers(matter, by=who["li"], at=NOW)
    storage.keep_page(Capture.objects.get(pk=made[0].pk), by=who["li"], clock=lambda: NOW, guard=lambda: None)
    work_off(clock=now)
    assert Exhibit.objects.filter(matter=matter).count() == 2, "the page that was kept already is not visited again"


def test_who_does_not_hold_the_matter_captures_nothing(matter: Matter, who: Who) -> None:
    assert browser(who["zhao"]).post(f"/matters/{matter.number}/capture").status_code == 404
    assert not Capture.objects.exists()


def test_the_button_stands_on_the_clue(matter: Matter, who: Who) -> None:
    clue = Clue.objects.get()
    assert "对全部 3 个链接网页取证" in browser(who["li"]).get(clue.get_absolute_url()).content.decode()
