"""A capture as the browser would have brought it, without one."""

from datetime import UTC, datetime, timedelta

from local_shop import ANSWERS, PAGE, png

from mingjian.core.capture.browser_capture import Taken
from mingjian.core.capture.capture import Capture
from mingjian.core.capture.exchange import Chain, Exchange, Gap, Request, Response
from mingjian.core.language import Text

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
URL = "http://shop.example/"


def exchange(path: str, seconds: int) -> Exchange:
    status, headers, body = ANSWERS[path]
    request = Request("GET", f"http://shop.example{path}", path, ((b"Host", b"shop.example"), (b"Connection", b"close")))
    fields = tuple((name.encode(), value.encode()) for name, value in headers)
    return Exchange(request, Response(status, "OK", fields, body, "203.0.113.10"), NOON + timedelta(seconds=seconds))


def taken() -> Taken:
    """Return a small capture, the same each time."""
    exchanges = [exchange(path, second) for second, path in enumerate(("/", "/shop", "/watch.png", "/stock.json"))]
    capture = Capture(
        url=URL,
        final_url=f"{URL}shop",
        title="小店",
        status=200,
        ip="203.0.113.10",
        host_date="Thu, 26 Nov 2026 12:00:00 GMT",
        started_at=NOON,
        ended_at=NOON + timedelta(seconds=9),
        zone="UTC",
        tool="Mingjian 0.1.0",
        browser="Chromium 156",
        agent="Mozilla/5.0",
        system="Linux",
        lang="zh-CN",
        viewport=(1280, 900),
        has_sandbox=True,
        is_whole=True,
        exchanges=len(exchanges),
        bytes=sum(len(one.response.body) for one in exchanges),
        addresses={"shop.example": ["203.0.113.10"]},
        certificates={"shop.example": Chain(("-----BEGIN CERTIFICATE-----",), is_trusted=False, why="self-signed certificate")},
        gaps=(Gap("http://10.0.0.1/x", Text("已拒绝。", "Refused.")),),
    )
    return Taken(capture, exchanges, {"screenshot.png": png(8), "text.txt": "原单手表".encode(), "page.html": PAGE})
