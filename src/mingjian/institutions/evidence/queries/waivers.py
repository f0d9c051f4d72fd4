"""
What has to lie sealed in a dossier before anything is deleted or ordered to be deleted, and how two officers waive it for one address.

A page is shown by its own capture, a place without an address by a picture, recording or PDF of that very place. A page that answers no more cannot be
captured: the attempt is on record then, and a second officer signs beside the first. A page that answers "gone" was captured, and needs no waiver.
"""

import json
from collections.abc import Iterable

from mingjian.core.errors import StepRefused
from mingjian.core.procedure.papers.addresses import lines_of
from mingjian.core.subjects import as_written
from mingjian.institutions.evidence.models import Capture
from mingjian.office.files.kinds import HEAD, group_of
from mingjian.office.files.store import is_there, opened
from mingjian.office.files.wholeness import is_whole
from mingjian.office.models import Dossier

WAIVED, SHOWN = "waive_capture", "show_place"  # steps of the sheets
SHORTEST_REASON = 20  # signs in which anybody can say who looked, when and what was seen
_NAMED = 3  # addresses that a refusal names
_SHOWING = frozenset({"image", "video", "document"})


def is_page(line: str) -> bool:
    """Return whether a line is the address of a page, which can be captured."""
    return line.lower().startswith(("http://", "https://"))


def kept_urls(dossier: Dossier) -> set[str]:
    """Return the addresses that a sealed capture of a dossier is of."""
    return set(Capture.objects.filter(dossier=dossier, stands="kept").values_list("url", flat=True))


def waived(dossier: Dossier) -> set[str]:
    """Return the addresses for which two officers said that the page was gone before it could be captured."""
    return _told(dossier, WAIVED, "waived_addresses")


def places_shown(dossier: Dossier) -> set[str]:
    """Return the places without an address that a file of a dossier was said to show."""
    return {as_written(one) for one in _told(dossier, SHOWN, "shown_places")}


def complained_of(dossier: Dossier, paper: str) -> list[str]:
    """Return the lines of a paper of the step that opened a dossier: what is complained of, or illegal."""
    opening = dossier.entries.order_by("index").first()
    papers = json.loads(opening.body).get("papers", {}) if opening else {}
    return lines_of(str(papers.get(paper, "")))


def unkept(dossier: Dossier, lines: Iterable[str], shown: Iterable[str] = ()) -> list[str]:
    """
    Return the lines that nothing sealed in a dossier shows, and that were not waived.

    `shown`: places that a file shows which was sealed otherwise than by the step, such as with a notice.
    """
    pages, places = kept_urls(dossier) | waived(dossier), places_shown(dossier) | set(shown)
    return [one for one in lines if (one not in pages if is_page(one) else as_written(one) not in places)]


def refuse_unkept(missing: list[str]) -> None:
    """Raise StepRefused that names what is not sealed yet, with what to do for pages and for places."""
    if not missing:
        return
    named = "；".join(missing[:_NAMED]) + (f"等 {len(missing)} 项" if len(missing) > _NAMED else "")
    raise StepRefused(
        f"尚未取证封存：{named}。属于网页的，请先在本页“网页取证”栏取证；属于没有网址的内容（直播间、账号等）的，请先封存其截图、录屏，并写明所示对象；"
        "网页已无法打开的，请先取证一次，再办理“网页已不存在，免予取证”（由两人签名）。",
        f"Not captured and sealed yet: {named}. Have pages captured on this page first; of a place without an address seal a screenshot or recording and say "
        "which place it shows; of a page that answers no more try the capture, then have it waived by two signatures.",
    )


def check_waiver(dossier: Dossier, addresses: str, reason: str, lines: Iterable[str]) -> None:
    """Raise StepRefused unless each address is one of the dossier's pages, its capture was tried here and failed, and the reason says something."""
    if len("".join(reason.split())) < SHORTEST_REASON or len(set(reason)) < SHORTEST_REASON // 2:
        raise StepRefused(
            f"说明过于简略：请写明何时、由谁、如何查看，看到什么（不少于 {SHORTEST_REASON} 字）。",
            f"The reason is too short: say who looked, when, how, and what was seen ({SHORTEST_REASON} characters at least).",
        )
    known = set(lines)
    tried = set(Capture.objects.filter(dossier=dossier, stands="failed").values_list("url", flat=True))
    for address in lines_of(addresses):
        if address not in known:
            raise StepRefused(f"本卷宗没有该网址：{address[:200]}", f"The dossier names no such address: {address[:200]}")
        if not is_page(address):
            raise StepRefused(
                f"没有网址的内容（直播间、账号等）不能免予取证，请封存其截图、录屏：{address[:200]}",
                f"A place without an address is not waived, seal a file of it: {address[:200]}",
            )
        if address not in tried:
            raise StepRefused(
                f"尚未对该网址取过证，请先在“网页取证”栏取证，未成功的再免予取证：{address[:200]}",
                f"No capture of it was tried here yet: try it first, and waive it where that fails: {address[:200]}",
            )


def read_shown(typed: str, digest: str, lines: Iterable[str]) -> list[str]:
    """Return which of some places without an address a file shows, as they are written. Raises StepRefused for others, and for a file that shows nothing."""
    known = [as_written(one) for one in lines if not is_page(one)]
    if not known:
        raise StepRefused(
            "没有需要以文件证明的无网址内容；属于网页的，请取证。", "Nothing here lacks an address, so that a file could show it: capture the pages."
        )
    places = list(dict.fromkeys(as_written(line) for line in lines_of(typed)))
    for place in places:
        if place not in known:
            there = "；".join(known)
            raise StepRefused(f"通知或者卷宗中没有“{place[:60]}”；有：{there}。", f"There is no place {place[:60]!r}; there is: {there}.")
    if not shows(digest):
        raise StepRefused("只有能够打开的截图、录屏、照片或者 PDF 才能证明无网址内容。", "Only a picture, recording or PDF that can be opened shows a place.")
    return places


def shows(digest: str) -> bool:
    """
    Return whether sealed bytes are something by which a person sees a place.

    A list of words about it shows nothing, nor do bytes that were erased, nor a picture that breaks off. They are held against their hash where they are
    handed out.
    """
    if not is_there(digest):
        return False
    with opened(digest) as file:
        return group_of(file.read(HEAD)) in _SHOWING and is_whole(file)


def _told(dossier: Dossier, step: str, paper: str) -> set[str]:
    bodies = dossier.entries.filter(kind=step).values_list("body", flat=True)
    return {line for body in bodies for line in lines_of(str(json.loads(body).get("papers", {}).get(paper, "")))}
