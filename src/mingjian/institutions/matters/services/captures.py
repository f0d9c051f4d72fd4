"""Captured pages as facts of a matter: which offers are still to be captured, what came of each, and the exhibit that a captured page is."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.capture.guard import address_fault
from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.matters.models import Exhibit, Matter, Offer
from mingjian.institutions.matters.queries import Known, matter_of, rows_of
from mingjian.institutions.matters.services.prefill import insert_known
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter

KIND = "capture_offers"
MOST_AT_ONCE = 300  # pages of one job: at half a minute each two and a half hours
_NO_ADDRESS = Text("没有网址，不能由系统访问：请以截图、录屏作为文件封存。", "It has no address to visit: seal a screenshot or a recording as a file.")


@dataclass
class ToCapture:
    """The offers of a matter by what is to be done: those to visit, and those that cannot be visited, with why."""

    offers: list[Offer] = field(default_factory=list)
    refused: list[tuple[Offer, Text]] = field(default_factory=list)


def to_capture(matter: Matter) -> ToCapture:
    """Return the offers whose page was neither captured nor asked for; two offers of one address are one page. A page that failed may be tried again."""
    done = {url for url, one in captures_in(matter).items() if one.stands != "failed"}
    shown = {one.offer_id for one in rows_of(matter, Exhibit)}
    found = ToCapture()
    for one in rows_of(matter, Offer):
        if not one.url:
            if one.pk not in shown:
                found.refused.append((one, _NO_ADDRESS))
        elif fault := address_fault(one.url.strip()):
            found.refused.append((one, fault))
        elif one.url.strip() not in done:
            done.add(one.url.strip())
            found.offers.append(one)
    return found


def captures_in(matter: Matter) -> dict[str, Capture]:
    """Return the newest capture of each address of the matter's dossiers, one that is kept before one that failed later."""
    rows = Capture.objects.filter(dossier__in_matter__matter=matter).order_by("asked_at", "pk")
    found: dict[str, Capture] = {}
    for one in rows:
        if not (one.url in found and found[one.url].stands == "kept" and one.stands == "failed"):
            found[one.url] = one
    return found


def note_capture(capture: Capture, by: Officer, at: datetime) -> None:
    """
    Note a captured page at the offers of its address, and list it as an exhibit: what is alleged is captured from then on.

    A second look at a page leaves the state of its offer to whoever looks; an offer that stands further, such as one that was measured, stays there.
    """
    matter = matter_of(capture.dossier)
    if matter is None or capture.archive is None:
        return
    offers = [one for one in rows_of(matter, Offer) if one.url.strip() == capture.url]
    known = [Known(Exhibit, _exhibit(capture, offers[0] if offers else None), f"网页取证 {capture.number}")]
    rows = insert_known(matter, known, by, at)
    for one in offers:
        if one.stands == Offer.Stands.ALLEGED:
            one.stands = Offer.Stands.CAPTURED
            one.save(update_fields=["stands"])
    if rows or offers:
        named = [one.wire_name for one in (*offers, *rows)]
        enter("matter_offer_captured", at=at, by=by, about=matter, dossier=capture.dossier, beside=[*offers, *rows], capture=capture, facts=named)


def _exhibit(capture: Capture, offer: Offer | None) -> dict[str, object]:
    taken = localtime(capture.taken_at or capture.asked_at)
    return {
        "kind": Exhibit.Kind.DATA,
        "title": f"网页取证 {capture.number}（{(capture.title or capture.url)[:200]}）",
        "maker": capture.dossier.department.name_zh,
        "made_on": taken.date(),
        "proves": ["act"],
        "shows": f"{taken:%Y年%m月%d日%H时%M分}该网址展示、销售商品的情况：{capture.final_url or capture.url}",
        "sha256": capture.archive.sha256 if capture.archive else "",
        "file_of": capture.dossier,
        "offer": offer,
        "party": offer.party if offer else None,
    }
