"""A hostile page replayed before an officer in a real browser: nothing of it runs, nothing is fetched, and the frame is none of our origin."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from audited import by_hand
from captured import NOON, taken
from people import at
from playwright.sync_api import Page, Route

from mingjian.core.capture.exchange import Exchange, Request, Response
from mingjian.core.capture.wacz import pack
from mingjian.institutions.evidence.captures import pages
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer, SealedFile

Who = dict[str, Officer]
HOSTILE = """<!doctype html><html><head><meta http-equiv="refresh" content="1;url=http://evil.example/refresh"><link rel="stylesheet" href="http://evil.example/a.css">
<script>document.title = "ran"; parent.postMessage("ran", "*"); fetch("http://evil.example/fetch"); top.location = "http://evil.example/top"</script></head>
<body style="background:url(http://evil.example/bg.png)"><h1>高仿腕表</h1><img src="http://evil.example/p.png" onerror="top.location='http://evil.example/x'">
<a id="go" href="http://evil.example/click" target="_top">去支付</a><iframe src="http://evil.example/frame"></iframe>
<video autoplay src="http://evil.example/v.mp4"></video><form action="http://evil.example/pay"><button id="pay">付款</button></form></body></html>"""


def archive(folder: Path) -> Path:
    plain = taken()
    url = "http://shop.example/hostile"
    page = Exchange(
        Request("GET", url, "/hostile", ()),
        Response(200, "OK", ((b"Content-Type", b"text/html; charset=utf-8"),), HOSTILE.encode(), "203.0.113.10"),
        NOON + timedelta(seconds=1),
    )
    views = {name: data for name, data in plain.views.items() if name != "page.html"}
    pack(replace(plain, exchanges=[*plain.exchanges, page], views=views, capture=replace(plain.capture, url=url)), folder / "page.wacz")
    return folder / "page.wacz"


@pytest.mark.parametrize("is_stripped", [True, False], ids=["as it is drawn", "as if nothing had been taken out of it"])
def test_nothing_of_a_hostile_page_runs_or_reaches_out(
    is_stripped: bool, seat: Callable[..., Page], who: Who, sealed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time the frame alone must hold: what was taken out of the page is put back."""
    li = who["li"]
    assert li.department is not None
    given = {"evidence_source": "http://shop.example/", "reason": "售假"}
    dossier = open_dossier(Opening("electronic_evidence", "R-1", "一件", officer=li), by=li, department=li.department, at=at("2026-11-26 12:00"), given=given)
    by_hand(seal([archive(tmp_path).read_bytes()], "page.wacz", dossier=dossier, by=li, at=at("2026-11-26 13:00")))
    file = SealedFile.objects.get(dossier=dossier)
    if not is_stripped:
        drawn = pages.replay
        monkeypatch.setattr(pages, "replay", lambda place, record: replace(drawn(place, record), html=HOSTILE))
    page = seat("li")
    asked: list[str] = []

    def answer(route: Route) -> None:  # what the browser itself refuses never comes here
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="evil")

    page.context.route("http://evil.example/**", answer)
    told: list[Any] = []
    page.on("console", lambda message: told.append(message.text))
    page.evaluate("window.addEventListener('message', event => { window.heard = event.data })")
    page.goto(f"/evidence/archives/{file.pk}")
    page.evaluate("window.addEventListener('message', event => { window.heard = event.data })")
    frame = page.frame_locator("iframe.replay")
    frame.locator("h1").wait_for()
    assert frame.locator("h1").inner_text() == "高仿腕表"
    frame.locator("#go").click(force=True)
    frame.locator("#pay").click(force=True)
    page.wait_for_timeout(2500)  # as long as the refresh would take, and longer
    assert page.url.endswith(f"/evidence/archives/{file.pk}")
    assert asked == [], told
    assert page.evaluate("window.heard ?? ''") == ""
    inner = page.frames[-1]
    assert page.evaluate("document.querySelector('iframe.replay').contentDocument") is None  # another origin
    assert inner.title() != "ran"
    assert frame.locator("h1").inner_text() == "高仿腕表"
    assert page.locator("text=不运行脚本").count() == 1
