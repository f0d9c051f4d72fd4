"""Takes a page: guard, proxy and browser together."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from mingjian.core.capture.capture import Capture, certificates, system, tool
from mingjian.core.capture.disguise import Disguise
from mingjian.core.capture.exchange import Exchange, Gap, Recording
from mingjian.core.capture.guard import Guard, address_fault
from mingjian.core.capture.origin import PORTS, Limits, Origin
from mingjian.core.capture.proxy import Clock, Proxy
from mingjian.core.capture.visit import Plan, chromium, has_sandbox, visit
from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.language import Text

#: Files that a visit leaves, and what each is called where it is missing.
VIEWS = {"screenshot.png": Text("整页截图", "screenshot"), "text.txt": Text("页面文字", "text"), "page.html": Text("页面结构", "document")}
_STEPS = {
    "load": Text("页面未完全载入", "The page did not load to its end"),
    "scroll": Text("未能滚动到底", "The page could not be scrolled"),
    "wait": Text("页面在限定时间内仍在联网", "The page was still busy when its time was over"),
    "title": Text("未取得标题", "The title could not be read"),
    "screenshot": Text("未取得整页截图", "No screenshot could be made"),
    "text": Text("未取得页面文字", "The text could not be read"),
    "document": Text("未取得页面结构", "The document could not be read"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A capture with what it rests on: exchanges by time, and the views (file name to bytes)."""

    capture: Capture
    exchanges: list[Exchange]
    views: dict[str, bytes]


def take(plan: Plan, clock: Clock, folder: Path, guard: Guard | None = None, limits: Limits | None = None) -> Taken:
    """
    Take a page as it stands. `clock` gives aware local instants; `folder` is empty and thrown away afterwards.

    Raises NotPermitted where the page, or what it redirects to, is closed to captures; BadInput where the address is none or nothing answered; NotFound where
    the browser is missing.
    """
    if fault := address_fault(plan.url):
        raise BadInput(fault.zh, fault.en)
    chromium()
    guard, limits = guard or Guard(), limits or Limits()
    _check_open(guard, plan.url)
    started = clock()
    with Proxy(Origin(guard, limits).fetch, Disguise(folder, started), clock) as proxy:
        known = visit(plan, proxy.address, folder)
    ended, recording = clock(), proxy.recording.frozen()
    exchanges = sorted(recording.exchanges, key=lambda one: (one.started_at, one.request.url))
    page = _page(plan, known, recording)
    views = {name: (folder / name).read_bytes() for name in VIEWS if (folder / name).is_file()}
    capture = Capture(
        url=plan.url,
        final_url=known["final_url"],
        title=known.get("title", ""),
        status=page.response.status if page else None,
        ip=page.response.address if page else "",
        host_date=page.response.header("date") if page else "",
        started_at=started,
        ended_at=ended,
        zone=started.tzname() or "",
        tool=tool(),
        browser=known.get("browser", ""),
        agent=known.get("agent", ""),
        system=system(),
        lang=plan.lang,
        viewport=plan.viewport,
        has_sandbox=has_sandbox(),
        is_whole=bool(known.get("is_whole")),
        exchanges=len(exchanges),
        bytes=recording.size,
        addresses=dict(sorted(guard.answers.items())),
        certificates=certificates(exchanges),
        gaps=(*recording.gaps, *_gaps(plan, known)),
    )
    return Taken(capture, exchanges, views)


def _check_open(guard: Guard, url: str) -> None:
    """State at once what the proxy would say later; it asks anew for each request."""
    parts = urlsplit(url)
    try:
        guard.permitted(parts.hostname or "", parts.port or PORTS[parts.scheme])
    except NotPermitted as error:
        raise NotPermitted(f"未能取证 {url}：{error.text.zh}", f"{url} was not captured: {error.text.en}") from error


def _page(plan: Plan, known: dict[str, Any], recording: Recording) -> Exchange | None:
    """Return the exchange of the page itself. Raises where it was refused or never came."""
    final = urldefrag(known["final_url"])[0]
    refused = next((gap for gap in recording.gaps if urldefrag(gap.url)[0] == final), None)
    found = next((one for one in recording.exchanges if one.request.url == final and one.request.method == "GET"), None)
    if found:
        return found
    if refused:
        raise NotPermitted(f"未能取证 {final}：{refused.why.zh}", f"{final} was not captured: {refused.why.en}")
    first = next((one for one in recording.exchanges if one.request.url == urldefrag(plan.url)[0]), None)
    if first is None:
        why = unanswered(known["faults"][0][1] if known["faults"] else "", plan.seconds)
        raise BadInput(f"{plan.url} {why.zh}", f"{plan.url} {why.en}")
    return first


def unanswered(said: str, seconds: float) -> Text:
    """Return why no page came, of what the browser said of it; `seconds`: how long it was waited for."""
    if "Timeout" in said or "ERR_TIMED_OUT" in said:
        return Text(
            f"在 {seconds:g} 秒内没有给出完整的页面；可用 --seconds 延长。", f"gave no whole page within {seconds:g} seconds; --seconds gives it longer."
        )
    if "ERR_UNSAFE_PORT" in said:
        return Text("的端口不是网页所用，浏览器拒绝打开。", "has a port that browsers refuse to open, since no web pages are there.")
    return Text(f"没有应答（{said}）。" if said else "没有应答。", f"gave no answer ({said})." if said else "gave no answer.")


def _gaps(plan: Plan, known: dict[str, Any]) -> list[Gap]:
    gaps = [Gap(plan.url, Text(f"{_STEPS[step].zh}（{said}）。", f"{_STEPS[step].en} ({said}).")) for step, said in known["faults"]]
    if not known.get("is_whole"):
        gaps.append(Gap(plan.url, Text("浏览器在限定时间内没有结束，已强制结束。", "The browser did not end in time and was ended.")))
    return gaps


def local_clock() -> datetime:
    """Return this instant in the machine's zone."""
    return datetime.now().astimezone()
