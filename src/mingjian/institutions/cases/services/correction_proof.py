"""What proves that a page was corrected: a capture of the same address, taken after the order, in which what was complained of is there no more."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.evidence.captures.queries import came_of
from mingjian.institutions.evidence.models import Capture
from mingjian.office.models import Dossier

_SHOWN = 3  # addresses that a refusal names
_NO_PROOF = frozenset({"same", "unknown"})  # what a second look may show besides `gone` and `changed`


def check_correction(dossier: Dossier, named: str, on_site: str) -> None:
    """Raise StepRefused unless the capture named proves it, or the case is about no page and somebody says what was found on the spot."""
    ordered_at = _ordered_at(dossier)
    check_proof(dossier, pages_of(dossier, ordered_at), ordered_at, named, on_site)


def proof_of_correction(dossier: Dossier) -> str:
    """Return the number of the newest capture of a case that proves it, so that nobody copies it out; empty where there is none."""
    ordered_at = _ordered_at(dossier)
    return newest_proof(dossier, pages_of(dossier, ordered_at), ordered_at) if ordered_at else ""


def newest_proof(dossier: Dossier, pages: list[str], ordered_at: datetime) -> str:
    """Return the number of the newest capture since the order or reminder, where it holds as proof; empty where it does not."""
    seen = Capture.objects.filter(dossier=dossier, stands="kept", taken_at__gt=ordered_at, url__in=pages)
    number: str = seen.order_by("-taken_at").values_list("number", flat=True).first() or ""
    try:
        check_proof(dossier, pages, ordered_at, number, on_site="-")
    except StepRefused:
        return ""
    return number


def _ordered_at(dossier: Dossier) -> datetime | None:
    return dossier.entries.filter(kind="order_correction").order_by("-index").values_list("at", flat=True).first()


def check_proof(dossier: Dossier, pages: list[str], ordered_at: datetime | None, named: str, on_site: str) -> None:
    """Hold a capture against the addresses that a dossier is about and the instant of the order or reminder. Raises StepRefused."""
    if not named.strip():
        _without_capture(pages, on_site)
        return
    found = Capture.objects.filter(dossier=dossier, number=named.strip(), stands="kept").first()
    if found is None or found.taken_at is None:
        raise StepRefused(f"本案没有已封存的网页取证 {named.strip()[:40]}。", f"This dossier has no sealed capture {named.strip()[:40]}.")
    if ordered_at is not None and found.taken_at <= ordered_at:
        zh = "该取证早于责令改正或者提醒，不能证明已经改正，请回访该网页重新取证。"
        en = "It was taken before the order or reminder and proves no correction: visit again."
        raise StepRefused(zh, en)
    if found.url not in pages:
        raise StepRefused(f"该取证不是涉案网址（{_said(pages)}）的取证。", f"It is not of an address that this is about ({_said(pages)}).")
    _still_there(found)


def pages_of(dossier: Dossier, before: datetime | None) -> list[str]:
    """Return the addresses that a case is about: those captured for it or for its clue before an instant, and those that its clue names."""
    case = Case.objects.filter(dossier=dossier).select_related("clue").first()
    clue = case.clue if case else None
    of = [dossier.pk, *([clue.dossier_id] if clue else [])]
    kept = Capture.objects.filter(dossier__in=of, stands="kept").order_by("pk")
    seen = kept.filter(taken_at__lte=before) if before else kept
    told = [*seen.values_list("url", flat=True), *((clue.listing_url, clue.shop_url) if clue else ())]
    return list(dict.fromkeys(one for one in told if one))


def _without_capture(pages: list[str], on_site: str) -> None:
    if pages:
        raise StepRefused(
            f"本案涉及网页（{_said(pages)}）：请在责令改正（提醒）之后对该网址取证，再填写取证编号。",
            f"This is about a page ({_said(pages)}): capture that address after the order or reminder, and name the capture.",
        )
    if not on_site.strip():
        raise StepRefused(
            "核实已经改正须填写责令改正（提醒）之后的网页取证编号；不涉及网页的，写明现场核查情况。",
            "Name a capture taken after the order; where there is no page, say what was found on the spot.",
        )


def _still_there(found: Capture) -> None:
    """Refuse a capture that shows the old content, or a host that did not answer: neither proves that anything was corrected."""
    if found.status is None or (found.status >= 400 and found.status not in (404, 410)):
        raise StepRefused("该网页没有正常应答，不能证明已经改正。", "The page did not answer as it should: that proves no correction.")
    if came_of(found) in _NO_PROOF:
        zh, en = "该取证显示原内容仍在或者无从判断，不能证明已经改正。", "It shows the old content still there, or cannot be told: that proves no correction."
        raise StepRefused(zh, en)


def _said(pages: list[str]) -> str:
    return "；".join(one[:120] for one in pages[:_SHOWN]) + ("……" if len(pages) > _SHOWN else "")
