"""A source that comes by itself: looked at on a schedule, loaded once, set aside where nobody understands it, told where it falls silent."""

import json
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.utils.timezone import now
from mail_server import mail_server
from make import make_lake
from people import at, browser

from mingjian.core.errors import BadInput
from mingjian.core.records.lake import Lake
from mingjian.institutions.deliveries.models import Delivery, Look
from mingjian.institutions.deliveries.news import silent_sources
from mingjian.institutions.deliveries.queries import measured, source_named
from mingjian.institutions.deliveries.sweeps import look_at_what_is_due
from mingjian.institutions.deliveries.work.arrivals import look_at
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
NOON = at("2026-11-24 12:00")
ORDERS = "订单编号,店铺id,买家会员名,付款时间,买家实际支付金额\n{n},店1,甲,2026-11-20 10:00:00,9.9\n"


@pytest.fixture
def incoming(settings: Any, tmp_path: Path, sealed: None, who: Who) -> Path:
    make_lake(tmp_path, settings)
    settings.HOME = tmp_path
    folder = tmp_path / "incoming"
    folder.mkdir()
    told = f"甲网:\n  {{kind: order, way: folder, place: {folder}, by: {who['li'].username}}}\n"
    (tmp_path / "deliveries.yaml").write_text(told, "utf-8")
    return folder


def put(folder: Path, name: str, text: str, age: int = 120) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    os.utime(path, (path.stat().st_mtime - age, path.stat().st_mtime - age))
    return path


def test_what_is_due_is_looked_at_and_loaded_once_in_somebodys_name(incoming: Path, tmp_path: Path) -> None:
    put(incoming, "一.csv", ORDERS.format(n=1))
    put(incoming, "写到一半.csv", ORDERS.format(n=2), age=0)
    put(incoming, "二.csv.part", ORDERS.format(n=3))
    put(incoming, ".隐藏.csv", ORDERS.format(n=4))
    look_at_what_is_due(NOON)
    look_at_what_is_due(NOON)
    assert Job.objects.filter(kind="look_at_source").count() == 1
    work_off(clock=lambda: NOON)
    (came,) = Delivery.objects.all()
    assert (came.name, came.stands, came.rows) == ("一.csv", "loaded", 1)
    assert Entry.objects.filter(kind="records_imported").count() == 1
    assert [load.source for load in Lake(tmp_path / "lake").loads()] == ["甲网"]
    assert (incoming / "一.csv").exists()
    look_at_what_is_due(NOON + timedelta(minutes=14))
    assert not Job.objects.filter(state__in=Job.OPEN).exists()
    look_at_what_is_due(NOON + timedelta(minutes=15))
    work_off(clock=lambda: NOON + timedelta(minutes=15))
    put(incoming, "改名.csv", ORDERS.format(n=1))  # the same bytes under another name
    assert look_at(source_named("甲网"), NOON + timedelta(minutes=30)) == []
    assert Entry.objects.filter(kind="records_imported").count() == 1


@pytest.mark.usefixtures("incoming")
def test_marks_of_all_that_is_listed_stay_and_others_go(incoming: Path) -> None:
    """Of more files than ten thousand the first marks went, and those files were fetched anew at each look."""
    put(incoming, "一.csv", ORDERS.format(n=1))
    gone = {f"{number}.csv": "1-1" for number in range(3)}
    source = source_named("甲网")
    look_at(source, NOON)
    look = Look.objects.get()
    assert set(look.mark) == {"一.csv"}
    for number in range(10_050):
        (incoming / f"{number}.part").touch()
    Look.objects.update(mark={**look.mark, **{f"{number}.part": "1-1" for number in range(10_050)}, **gone})
    look_at(source, NOON)
    kept = Look.objects.get().mark
    assert len(kept) == 10_051
    assert "一.csv" in kept


def test_what_is_not_understood_is_set_aside_with_why_and_tried_again_once_it_is(incoming: Path, tmp_path: Path, who: Who) -> None:
    put(incoming, "怪.csv", "奇怪的号,店铺id,付款时间\n1,店1,2026-11-20 10:00:00\n")
    put(incoming, "好.csv", ORDERS.format(n=1))
    look_at(source_named("甲网"), NOON)
    refused = Delivery.objects.get(stands="refused")
    assert "奇怪的号" in refused.note_zh
    assert Delivery.objects.filter(stands="loaded").count() == 1
    page = browser(who["li"]).get("/deliveries").content.decode()
    assert "怪.csv" in page
    assert "重试搁置的文件" in page
    news = silent_sources(who["li"], NOON)
    assert news is not None
    assert [line.sub for line in news.lines] == ["1 份文件搁置"]
    told = (tmp_path / "deliveries.yaml").read_text("utf-8").replace("by:", "map: {奇怪的号: order_id}, by:")
    (tmp_path / "deliveries.yaml").write_text(told, "utf-8")
    assert browser(who["li"]).post("/deliveries/甲网/look", {"again": "1"}).status_code == 302
    work_off(clock=now)  # the page queued it by the clock of the day
    assert set(Delivery.objects.values_list("stands", flat=True)) == {"loaded"}


def test_a_source_that_falls_silent_or_is_gone_is_told_and_measured(incoming: Path, who: Who) -> None:
    put(incoming, "一.csv", ORDERS.format(n=1))
    look_at(source_named("甲网"), NOON)
    assert silent_sources(who["li"], NOON + timedelta(days=2)) is None
    later = NOON + timedelta(days=3)
    news = silent_sources(who["li"], later)
    assert news is not None
    assert news.lines[0].sub == "3 天没有新数据"
    days, _ = measured(later)
    assert days.values == {"甲网": 3.0}
    (incoming / "一.csv").unlink()
    incoming.rmdir()
    with pytest.raises(BadInput):
        look_at(source_named("甲网"), later)
    assert "没有文件夹" in Look.objects.get().note_zh
    assert silent_sources(who["clerk"], later) is None
    assert browser(who["clerk"]).get("/deliveries").status_code == 403


class Feed(BaseHTTPRequestHandler):
    """Serves one table with its mark, and counts how often it is asked."""

    text: ClassVar[str] = ORDERS.format(n=7)
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.headers.get("If-None-Match", ""))
        mark = f'"{len(self.text)}"'
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1/other")
        elif self.headers.get("If-None-Match") == mark:
            self.send_response(304)
        else:
            self.send_response(200)
            self.send_header("ETag", mark)
            self.send_header("Content-Disposition", "attachment; filename=../../orders.csv")
            self.end_headers()
            self.wfile.write(self.text.encode())
            return
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Keep quiet."""


@pytest.fixture
def feed() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Feed.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_asked_whether_it_changed_and_follows_nobody(incoming: Path, tmp_path: Path, feed: str, who: Who) -> None:
    told = f"乙网:\n  {{kind: order, way: https_feed, place: '{feed}/orders', by: {who['li'].username}}}\n"
    (tmp_path / "deliveries.yaml").write_text(told, "utf-8")
    (came,) = look_at(source_named("乙网"), NOON)
    assert (came.name, came.stands, came.rows) == ("orders.csv", "loaded", 1)
    assert look_at(source_named("乙网"), NOON + timedelta(hours=1)) == []
    assert Feed.asked[0] == ""
    assert Feed.asked[1].startswith('"')
    (tmp_path / "deliveries.yaml").write_text(told.replace("/orders", "/away"), "utf-8")
    with pytest.raises(BadInput, match="302"):
        look_at(source_named("乙网"), NOON + timedelta(hours=2))


@pytest.mark.usefixtures("incoming")
def test_mail_is_loaded_and_what_strangers_attach_is_set_aside_by_name(tmp_path: Path, who: Who) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret word", "utf-8")
    secret.chmod(0o600)
    with mail_server() as (port, box):
        told = {"kind": "order", "way": "mailbox", "place": f"imap://127.0.0.1:{port}/INBOX", "by": who["li"].username}
        told |= {"user": "data@example.cn", "secret_in": str(secret), "senders": ["report@jia.example"]}
        (tmp_path / "deliveries.yaml").write_text(json.dumps({"甲网": told}), "utf-8")
        box.put("report@jia.example", ("十一月.csv", ORDERS.format(n=1).encode()), ("说明.docx", b"PK\x03\x04"))
        box.put("stranger@else.example", ("订单.csv", ORDERS.format(n=2).encode()))
        came = look_at(source_named("甲网"), NOON)
        assert look_at(source_named("甲网"), NOON + timedelta(hours=1)) == []
    assert [(one.name, one.stands) for one in came] == [("十一月.csv", "loaded"), ("说明.docx", "refused"), ("订单.csv", "passed")]
    assert "stranger@else.example" in came[2].note_zh
    assert Entry.objects.filter(kind="records_imported").count() == 1
    page = browser(who["li"]).get("/deliveries").content.decode()
    assert "邮箱" in page
    assert measured(NOON)[1].values == {"甲网": 1.0}  # what a stranger sends calls for nothing
    assert "stranger@else.example" in page
    assert "s3cret" not in page
