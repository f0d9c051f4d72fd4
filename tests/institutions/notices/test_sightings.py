"""Stay-down: what a measure stands on and the records show again is found by the next night and told to its platform, with the earlier decision."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from noticed import SENT, Who, captured, measures, of_kind, taken_in
from people import browser
from PIL import Image, ImageDraw

from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.notices.models import Notice, Sighting
from mingjian.institutions.notices.news import returned
from mingjian.institutions.notices.targets.work.sightings import find_returned, settle
from mingjian.office.jobs.kinds import job_kinds
from mingjian.office.models import Department

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"
DAY = timedelta(days=1)
LATER = SENT + 5 * DAY


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None, tmp_path: Path) -> None:
    settings.PUBLIC_DOOR, settings.LAKE, settings.PICTURES = True, tmp_path / "lake", tmp_path / "pictures"
    (tmp_path / "pictures").mkdir()


def lay(settings: Any, tmp_path: Path, *rows: dict[str, Any], at: Any = LATER) -> None:
    """Load listings into the lake."""
    file = tmp_path / f"{at:%d%H}-{len(rows)}.jsonl"
    told = {"platform": "yunjishi", "shop_id": "S1", "title": "运动鞋", "price": 99.0}
    file.write_text("\n".join(json.dumps({**told, **row}, ensure_ascii=False) for row in rows), encoding="utf-8")
    Lake(settings.LAKE).load(kind("listing"), file, source="测试", at=at)


def listing(number: str, day: int, url: str = "") -> dict[str, Any]:
    return {"listing_id": number, "url": url or f"{ITEM}{number}", "seen_at": f"{(SENT + day * DAY):%Y-%m-%dT%H:%M:%SZ}"}


def upheld(who: Who, *numbers: int) -> Notice:
    """A notice on whose addresses measures were taken a day after it was sent."""
    notice = taken_in(who, listing_addresses="\n".join(f"{ITEM}{n}" for n in numbers))
    captured(notice, who)
    measures(notice, who, reason="鞋舌标识与注册商标相同")
    return Notice.objects.get(pk=notice.pk)


def draw(place: Path, seed: int) -> None:
    """Draw a picture of a few shapes, another for each seed."""
    picture = Image.new("RGB", (240, 240), (250, 250, 245))
    pen = ImageDraw.Draw(picture)
    for n in range(6):
        left, top = (seed * 37 + n * 53) % 170, (seed * 71 + n * 29) % 170
        pen.rectangle((left, top, left + 20 + (seed * n) % 45, top + 15 + (n * 23) % 50), fill=((seed * 91 + n * 40) % 255, (n * 71) % 255, (seed * 13) % 255))
    held = io.BytesIO()
    picture.save(held, "PNG")
    place.write_bytes(held.getvalue())


def test_an_address_that_is_seen_again_after_its_measure_is_told_with_the_earlier_decision(who: Who, settings: Any, tmp_path: Path) -> None:
    notice = upheld(who, 1, 2, 3)
    lay(settings, tmp_path, listing("1", 0), listing("2", 0), at=SENT)
    assert find_returned(LATER).addresses == 0  # seen before the measure
    lay(settings, tmp_path, listing("1", 3), listing("9", 3))
    lay(settings, tmp_path, listing("2", 4, f"{ITEM}2?new=1"), at=LATER + timedelta(hours=1))  # the same listing under another address
    night = find_returned(LATER + timedelta(hours=2))
    assert (night.addresses, night.pictures) == (2, 0)
    assert find_returned(LATER + DAY).addresses == 0  # told once
    page = browser(who["clerk"]).get("/notices/sightings").text
    assert all(words in page for words in (f"{ITEM}1", f"{ITEM}2?new=1", notice.number, "鞋舌标识与注册商标相同", "删除"))
    told = returned(who["clerk"], LATER)
    assert told is not None
    assert {line.what for line in told.lines} == {f"{ITEM}1", f"{ITEM}2?new=1"}
    assert notice.targets.filter(seen="").count() == 3  # records prove nothing: what came back is counted by captures


def test_what_was_lifted_or_declined_or_is_of_long_ago_is_not_looked_for(who: Who, settings: Any, tmp_path: Path) -> None:
    notice = upheld(who, 1, 2, 3)
    lay(settings, tmp_path, listing("1", 3), listing("2", 3), listing("3", 3))
    notice.targets.filter(position=1).update(state="lifted")
    notice.targets.filter(position=2).update(state="unfounded", measure="")
    notice.targets.filter(position=3).update(decided_at=LATER - 91 * DAY)
    assert find_returned(LATER).addresses == 0
    assert list(job_kinds()["find_returned"].nightly(LATER)) == []  # type: ignore[misc]


def test_a_picture_of_it_with_another_listing_of_the_platform_is_found(who: Who, settings: Any, tmp_path: Path) -> None:
    pytest.importorskip("numba")
    notice = upheld(who, 1)
    for name, seed in (("1.png", 3), ("77-a.png", 3), ("78.png", 11), ("79.png", 3), ("broken.png", 1)):
        draw(settings.PICTURES / name, seed)
    (settings.PICTURES / "broken.png").write_bytes(b"no picture")
    elsewhere = {**listing("79", 3), "platform": "jia"}
    lay(settings, tmp_path, listing("1", 0), at=SENT)
    lay(settings, tmp_path, listing("77", 3), listing("78", 3), listing("broken", 3), elsewhere)
    night = find_returned(LATER)
    assert (night.addresses, night.pictures) == (0, 1)
    one = Sighting.objects.get()
    assert (one.by, one.listing, one.target.notice, one.bits is not None) == ("picture", "yunjishi/77", notice, True)
    assert find_returned(LATER + 3 * DAY).pictures == 0  # what was loaded before the last nights is not compared again


def test_each_platform_sees_its_own_and_says_that_it_looked(who: Who, settings: Any, tmp_path: Path) -> None:
    upheld(who, 1, 2)
    lay(settings, tmp_path, listing("1", 3), listing("2", 3))
    find_returned(LATER)
    other = of_kind("甲网", "platform", "platform_clerk")
    assert f"{ITEM}1" not in browser(other).get("/notices/sightings").text
    assert browser(who["li"]).get("/notices/sightings").status_code == 403
    first = Sighting.objects.order_by("pk")[0]
    browser(other).post("/notices/sightings", {"sighting": str(first.pk)})
    assert Sighting.objects.filter(settled_at__isnull=True).count() == 2
    clerk = browser(who["clerk"])
    clerk.post("/notices/sightings", {"sighting": [str(first.pk), "x", "9" * 30]})
    first.refresh_from_db()
    assert (first.settled_by, Sighting.objects.filter(settled_at__isnull=True).count()) == (who["clerk"], 1)
    assert "已查看" in clerk.get("/notices/sightings").text
    told = returned(who["clerk"], LATER)
    assert told is not None
    assert len(told.lines) == 1
    listed = b"".join(clerk.get("/notices/sightings?as=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert f"{ITEM}2" in listed


def test_what_is_seen_once_more_after_its_platform_looked_is_told_anew(who: Who, settings: Any, tmp_path: Path) -> None:
    upheld(who, 1)
    lay(settings, tmp_path, listing("1", 3))
    find_returned(LATER)
    assert settle([Sighting.objects.get().pk], who["clerk"], LATER) == 1
    lay(settings, tmp_path, listing("1", 4), at=LATER + timedelta(hours=1))
    assert find_returned(LATER + DAY).addresses == 0  # that was before it looked
    lay(settings, tmp_path, listing("1", 6), at=LATER + 2 * DAY)
    assert find_returned(LATER + 2 * DAY).addresses == 1
    assert Sighting.objects.get().settled_at is None


def test_a_night_looks_by_one_job_and_a_page_asks_the_same_however_many_were_found(who: Who, settings: Any, tmp_path: Path) -> None:
    upheld(who, *range(1, 41))
    assert [order.key for order in job_kinds()["find_returned"].nightly(LATER)] == ["find_returned"]  # type: ignore[misc]
    assert Department.objects.filter(kind="platform").count() == 1
    counted = []
    client = browser(who["clerk"])
    for upto in (3, 40):
        lay(settings, tmp_path, *(listing(str(n), 3) for n in range(1, upto + 1)), at=LATER + upto * timedelta(minutes=1))
        find_returned(LATER + DAY)
        client.get("/notices/sightings")
        with CaptureQueriesContext(connection) as queries:
            client.get("/notices/sightings")
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 1
    assert Sighting.objects.count() == 40
